"""Thoughts of a model are no part of its reply."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rag.errors import GenerationFailed
from rag.models.thoughts import WithoutThoughts
from rag.types import Message, Sampling
from tests.models.scripted_server import Reply


def passed(text, cut, **how):
    thoughts = WithoutThoughts(**how)
    return "".join(thoughts.push(text[place : place + cut]) for place in range(0, len(text), cut)) + thoughts.rest()


@given(cut=some.integers(1, 30))
def test_however_it_comes_in_pieces(cut):
    assert passed("\n<think>Let me see.</think>\n\nThe key [1].", cut) == "The key [1]."
    assert passed("hmm, yes.\n</think>\n\nThe key [1].", cut, thinking=True) == "The key [1]."
    assert passed("<think>and so on", cut) == ""


@given(
    text=some.text("<think>/ a\n", max_size=20).filter(lambda text: not text.lstrip().startswith("<think>")),
    cut=some.integers(1, 9),
)
def test_what_is_no_thought_stays(text, cut):
    assert passed(text, cut) == text


def test_a_server_that_thinks_aloud(served):
    _, model = served(Reply(("<thi", "nk>well", "</think>", "\n\nThe key", " [1].")), Reply(("<think>", "on and on")))
    assert "".join(model.stream([Message("user", "Where?")], Sampling())) == "The key [1]."
    with pytest.raises(GenerationFailed, match="empty reply"):
        list(model.stream([Message("user", "Where?")], Sampling()))
