"""A follow-up question made to stand alone, by rules for English and without a model.

Only what is clearly incomplete is changed; a question that names its own subject passes through byte for byte. Not
covered: subjects that one must know the world to find, and other languages, which pass unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.retrieve.english import is_english, words_of
from rag.retrieve.fragments import completed
from rag.retrieve.pronouns import Pointer, pointers, replaced
from rag.retrieve.subject import Earlier
from rag.types import Turn

REMEMBERED_TURNS = 4
"""How many of the last exchanges count."""

_LONGEST_FOLLOW_UP = 300
_LONGEST_EARLIER = 300


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it takes from the conversation; itself when it takes nothing.

    Each earlier question is made to stand alone first, so that a subject is carried through several turns.
    """
    remembered: list[Earlier] = []
    for turn in history[-REMEMBERED_TURNS:]:
        if _can_lend(turn.question):
            understood = _understood(_plain(turn.question), remembered)[:_LONGEST_EARLIER]
            remembered.append(Earlier(understood, _plain((turn.answer or "")[:_LONGEST_EARLIER])))
    return _understood(question, remembered)


def _understood(question: str, remembered: Sequence[Earlier]) -> str:
    if not remembered or len(question) > _LONGEST_FOLLOW_UP or not is_english(question):
        return question
    needed = pointers(question)
    if needed:
        return _resolved(question, needed, remembered)
    for earlier in reversed(remembered):
        whole = completed(question, earlier)
        if whole is not None:
            return whole
    return question


def _resolved(question: str, needed: Sequence[Pointer], remembered: Sequence[Earlier]) -> str:
    """The pronouns replaced from the last to the first, each by the newest exchange that names such a thing."""
    for pointer in sorted(needed, key=lambda pointer: -pointer.place):
        found = (replaced(question, pointer, earlier) for earlier in reversed(remembered))
        question = next((whole for whole in found if whole is not None), question)
    return question


def _can_lend(question: str) -> bool:
    """Whether an earlier question says anything: "Thanks!" does not."""
    return len(question) <= _LONGEST_EARLIER and is_english(question) and any(w.is_open for w in words_of(question))


def _plain(text: str) -> str:
    """On one line, without characters that are not printed."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
