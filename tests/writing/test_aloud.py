"""Thoughts that a model writes before its answer are never part of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from rag.writing.aloud import without_thoughts

ANSWER = "The key hangs behind the door [1]. a < b, and <b>bold</b> stays."


def cut(text, places):
    ends = sorted({*(place % (len(text) + 1) for place in places), len(text)})
    return [text[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


@given(some.sampled_from(["think", "thinking", "reasoning"]), some.lists(some.integers(0, 500), max_size=12))
def test_thoughts_are_left_out_however_the_reply_is_cut(mark, places):
    reply = f"\n<{mark}>The user wants a key. I could say [2].</{mark}>{ANSWER}"
    assert "".join(without_thoughts(iter(cut(reply, places)))) == ANSWER


@given(some.text(max_size=60), some.lists(some.integers(0, 500), max_size=12))
def test_what_does_not_begin_with_thoughts_passes(text, places):
    reply = f"x{text}"
    assert "".join(without_thoughts(iter(cut(reply, places)))) == reply


@pytest.mark.parametrize("reply", ["", "<think>", "<think>never ending", "<thi"])
def test_a_reply_of_thoughts_alone_says_nothing_of_them(reply):
    said = "".join(without_thoughts(iter([reply])))
    assert "never" not in said
    assert said in ("", reply if reply == "<thi" else "")


def test_an_answer_is_passed_on_as_it_comes():
    def pieces():
        yield "The key"
        raise AssertionError("asked for more before the first piece was passed on")

    assert next(without_thoughts(pieces())) == "The key"
