"""Questions and passages as rows of tokens: ``[CLS] question [SEP] context [SEP] passage [SEP]``.

The question is the first segment, all else the second. A passage that does not fit is read in overlapping windows;
each of its tokens counts in one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.readings import Readable

LONGEST = 384
"""Tokens of a row, special ones included: what the reader was trained with."""
LONGEST_QUESTION = 64
LONGEST_CONTEXT = 40
OVERLAP = 64
_CLS, _SEP = 101, 102
_UNKNOWN = 100
_SPECIAL = frozenset({0, _CLS, _SEP, 103})


@dataclass(frozen=True, slots=True)
class Row:
    """A window of a passage: ``body`` is where its tokens begin; those in ``[first, last)`` count in this window.

    ``offsets`` are the code points of the body's tokens in the passage's text.
    """

    passage: int
    ids: list[int]
    second: int
    body: int
    first: int
    last: int
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Padded:
    """``ids``, ``segments`` and ``mask``, int32 [rows, width]."""

    ids: NDArray[np.int32]
    segments: NDArray[np.int32]
    mask: NDArray[np.int32]


def rows_of(tokenizer: HuggingFaceTokenizer, pairs: Sequence[tuple[str, Readable]]) -> list[Row]:
    """The rows of (question, passage) pairs, in order."""
    questions = _ids(tokenizer, [question for question, _ in pairs])
    contexts = _ids(tokenizer, [passage.context for _, passage in pairs])
    encodings = tokenizer.encodings([passage.text for _, passage in pairs])
    rows: list[Row] = []
    for place, (question, context, encoding) in enumerate(zip(questions, contexts, encodings, strict=True)):
        asked = [_CLS, *question[:LONGEST_QUESTION], _SEP]
        head = [*asked, *context[:LONGEST_CONTEXT], _SEP]
        tokens, offsets = _plain(encoding.ids), list(encoding.offsets)
        for start, end, first, last in _windows(len(tokens), LONGEST - len(head) - 1):
            ids = [*head, *tokens[start:end], _SEP]
            body = len(head)
            rows.append(
                Row(place, ids, len(asked), body, first - start + body, last - start + body, offsets[start:end])
            )
    return rows


def padded(rows: Sequence[Row], width: int) -> Padded:
    """The rows as matrices of one width."""
    ids, segments, mask = (np.zeros((len(rows), width), dtype=np.int32) for _ in range(3))
    for place, row in enumerate(rows):
        length = len(row.ids)
        ids[place, :length] = row.ids
        segments[place, row.second : length] = 1
        mask[place, :length] = 1
    return Padded(ids, segments, mask)


def _ids(tokenizer: HuggingFaceTokenizer, texts: Sequence[str]) -> list[list[int]]:
    distinct = list(dict.fromkeys(texts))
    known = dict(zip(distinct, (_plain(encoding.ids) for encoding in tokenizer.encodings(distinct)), strict=True))
    return [known[text] for text in texts]


def _plain(ids: list[int]) -> list[int]:
    """A text that spells out a special token must not act as one: it would end the question or begin a passage."""
    return [_UNKNOWN if token in _SPECIAL else token for token in ids]


def _windows(length: int, room: int) -> Iterator[tuple[int, int, int, int]]:
    """Start and end of each window, and the part of it that counts: an overlap is parted in the middle."""
    start = first = 0
    while True:
        end = min(start + room, length)
        last = length if end == length else end - OVERLAP // 2
        yield start, end, first, last
        if end == length:
            return
        start, first = end - OVERLAP, last
