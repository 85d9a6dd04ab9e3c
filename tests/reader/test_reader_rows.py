"""Rows hold what they say: every token of a passage counts once, and its offsets lead back to the text."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from rag.reader.rows import LONGEST, LONGEST_CONTEXT, LONGEST_QUESTION, OVERLAP, padded, rows_of
from rag.readings import Readable
from tests.reader.passages import FERRY, ODD_TEXTS, PLAIN

CLS, SEP = 101, 102
CONTEXTS = {
    "no context": "",
    "context": "Title > Part",
    "long context": "heading " * 300,
    "emoji": "😀 cafe\u0301 \ud800",
}
QUESTIONS = {"short": "who was it?", "empty": "", "10,000 characters": "why not " * 1250, "one word": "y" * 10_000}


def counted(row):
    """Offsets and ids of the tokens that count in a window."""
    skipped, length = row.first - row.body, row.last - row.first
    return list(
        zip(row.offsets[skipped : skipped + length], row.ids[row.first : row.last], strict=True),
    )


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)
@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_every_token_counts_in_one_window_in_order(tokenizer, question, context, text):
    rows = rows_of(tokenizer, [(question, Readable(context, text))])
    (encoding,) = tokenizer.encodings([text])
    # A text that spells out a special token ([SEP] and its like) must not act as one.
    ids = [100 if token in (0, 101, 102, 103) else token for token in encoding.ids]
    expected = list(zip(encoding.offsets, ids, strict=True))
    assert [token for row in rows for token in counted(row)] == expected
    for row in rows:
        assert len(row.ids) <= LONGEST
        assert row.body <= row.first <= row.last <= len(row.ids) - 1
        assert len(row.offsets) == len(row.ids) - 1 - row.body
        assert all(0 <= start <= end <= len(text) for start, end in row.offsets)


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_offsets_are_code_points_of_the_text_as_it_was_given(tokenizer, text):
    rows = rows_of(tokenizer, [("what?", Readable("Title", text))])
    spans = [offset for row in rows for offset, _ in counted(row)]
    assert spans == sorted(spans)
    covered = {place for start, end in spans for place in range(start, end)}
    assert all(place in covered for place, letter in enumerate(text) if letter.isascii() and letter.isalnum())
    for start, end in spans:
        assert text[start:end].strip() == text[start:end]


def test_tokens_of_plain_text_are_the_words_of_the_vocabulary(tokenizer):
    text = "The harbour clock 😀 says 12:30 in Ōxmouth."
    (row,) = rows_of(tokenizer, [("when?", Readable("", text))])
    words = [text[start:end].lower() for start, end in row.offsets]
    assert words[:5] == ["the", "harbour", "clock", "😀", "says"]
    (encoding,) = tokenizer.encodings(["says"])
    assert row.ids[row.body + 4] == encoding.ids[0]


def test_a_row_is_question_context_and_passage_between_special_tokens(tokenizer):
    (row,) = rows_of(tokenizer, [("who?", FERRY)])
    question, context, text = (part.ids for part in tokenizer.encodings(["who?", FERRY.context, FERRY.text]))
    assert row.ids == [CLS, *question, SEP, *context, SEP, *text, SEP]
    assert row.second == len(question) + 2
    assert row.body == row.second + len(context) + 1
    assert (row.first, row.last) == (row.body, len(row.ids) - 1)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_long_questions_and_contexts_are_cut_and_leave_room_for_the_passage(tokenizer, question):
    rows = rows_of(tokenizer, [(question, Readable(CONTEXTS["long context"], ODD_TEXTS["long"]))])
    for row in rows:
        assert row.second <= LONGEST_QUESTION + 2
        assert row.body - row.second == LONGEST_CONTEXT + 1
    assert all(len(row.ids) == LONGEST for row in rows[:-1])


def test_a_token_that_counts_in_a_window_is_seen_with_its_surroundings(tokenizer):
    rows = rows_of(tokenizer, [("who?", Readable("", ODD_TEXTS["long"]))])
    assert len(rows) > 5
    for row, following in pairwise(rows):
        assert len(row.ids) - 1 - row.last == OVERLAP // 2
        assert following.first - following.body == OVERLAP // 2


def test_a_passage_without_tokens_is_one_row_of_its_own(tokenizer):
    (row,) = rows_of(tokenizer, [("who?", Readable("", ""))])
    assert row.ids[-2:] == [SEP, SEP]
    assert (row.first, row.last, row.offsets) == (row.body, row.body, [])


def test_rows_of_many_passages_are_those_of_each(tokenizer):
    pairs = [("who?", passage) for passage in PLAIN] + [("when?", Readable("", ODD_TEXTS["long"])), ("", FERRY)]
    together = rows_of(tokenizer, pairs)
    alone = [row for pair in pairs for row in rows_of(tokenizer, [pair])]
    assert [(row.ids, row.offsets) for row in together] == [(row.ids, row.offsets) for row in alone]
    assert sorted({row.passage for row in together}) == list(range(len(pairs)))
    assert rows_of(tokenizer, []) == []


def test_padding_is_masked_and_the_question_is_the_first_segment(tokenizer):
    rows = rows_of(tokenizer, [("who was it?", passage) for passage in PLAIN])
    matrix = padded(rows, 64)
    for place, row in enumerate(rows):
        length = len(row.ids)
        assert matrix.ids[place].tolist() == row.ids + [0] * (64 - length)
        assert matrix.mask[place].tolist() == [1] * length + [0] * (64 - length)
        assert matrix.segments[place].tolist() == [0] * row.second + [1] * (length - row.second) + [0] * (64 - length)
    assert {array.dtype for array in (matrix.ids, matrix.mask, matrix.segments)} == {np.dtype(np.int32)}
