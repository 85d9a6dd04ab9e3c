"""Of a long conversation only what matters is remembered."""

from __future__ import annotations

import numpy as np

from rag.conversation.memory import MOST_RECALLED, remembered
from rag.retrieve.followup import REMEMBERED_TURNS
from rag.types import Turn


class ByFirstWord:
    """Texts with the same first word have the same vector."""

    def embed(self, texts):
        words = sorted({text.split()[0] for text in texts})
        return np.eye(len(words), dtype=np.float32)[[words.index(text.split()[0]) for text in texts]]


def turns(*questions):
    return [Turn(question, "an answer") for question in questions]


def test_a_short_conversation_is_kept_whole():
    history = turns("pumps?", "valves?")
    assert remembered("pumps again?", history, ByFirstWord()) == tuple(history)


def test_older_turns_come_back_when_they_are_about_the_same():
    history = turns("pumps leak?", "valves?", "a?", "b?", "c?", "d?")
    kept = remembered("pumps again?", history, ByFirstWord())
    assert [turn.question for turn in kept] == ["pumps leak?", "a?", "b?", "c?", "d?"]


def test_what_is_kept_is_bounded_however_long_the_talk_and_its_turns_are():
    history = [Turn("pumps " + "x" * 9_000, "y" * 9_000) for _ in range(46)] + turns("a?", "b?", "c?", "d?")
    kept = remembered("pumps again?", history, ByFirstWord())
    assert len(kept) == MOST_RECALLED + REMEMBERED_TURNS
    assert sum(len(turn.question) + len(turn.answer) for turn in kept) < 5_000


def test_the_newest_turns_are_verbatim():
    history = turns("valves?", *(f"{name}? " + "z" * 2_000 for name in "abcd"))
    assert remembered("pumps?", history, ByFirstWord()) == tuple(history[-REMEMBERED_TURNS:])
