"""Sentences: offsets reproduce the text, nothing is lost, and no text takes longer than its length."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("It costs 3.50 euros. That is all.", ["It costs 3.50 euros.", "That is all."]),
        ("See e.g. Smith et al. Then go on.", ["See e.g. Smith et al. Then go on."]),
        ("Dr. Who met J. R. Ewing. They left.", ["Dr. Who met J. R. Ewing.", "They left."]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("Use os.path. join is gone.", ["Use os.path. join is gone."]),
        ("Wait... What? Yes.", ["Wait...", "What?", "Yes."]),
        ("今天很好。明天呢？好的！", ["今天很好。", "明天呢？", "好的！"]),
        ("他说“好。”然后走了。", ["他说“好。”", "然后走了。"]),
        ("no end\n\nnew paragraph", ["no end", "new paragraph"]),
        ("one line\nthe same sentence", ["one line\nthe same sentence"]),
        ("Das ist z.B. Holz. Ende.", ["Das ist z.B. Holz.", "Ende."]),
        ("Version 2. 3 files changed.", ["Version 2.", "3 files changed."]),
        ("", []),
        (" \n\t\n ", []),
    ],
)
def test_ends_of_sentences(text, expected):
    assert sentences(text) == expected


@given(st.text(alphabet=st.sampled_from("aB1.!?。… \n\t\"'()“”é中😀,"), max_size=80), st.data())
def test_sentences_are_in_order_and_leave_out_white_space_only(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    covered = start
    for first, last in sentence_spans(text, start, end):
        assert covered <= first < last <= end
        assert text[first:last] == text[first:last].strip()
        assert not text[covered:first].strip()
        covered = last
    assert not text[covered:end].strip()


@pytest.mark.parametrize("piece", ["a", ".", "!?", "(", ". ", ". (", '."', ".)", "\n ", " ", "。", "a. B"])
def test_time_grows_with_the_length(piece):
    text = piece * (400_000 // len(piece))
    started = time.process_time()
    spans = list(sentence_spans(text))
    assert time.process_time() - started < 2
    assert len(spans) <= len(text)
