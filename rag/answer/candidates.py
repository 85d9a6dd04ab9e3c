"""The pieces of passages that could be an answer: sentences, lines of lists and code, rows of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rag.sentences import sentence_spans
from rag.types import Hit, Quote

MOST_WORDS = 40
_LEAD_IN = 5
"""Words, the marker of the item included."""
_WORD = re.compile(r"\S+")
_BLANK_LINE = re.compile(r"\n\s*\n")
_RULER = re.compile(r"^[\s|:\-=+_*#]*$")
# A short line above other text, with neither the end of a sentence nor signs of code: it names, it says nothing.
_HEADING = re.compile(r"(?:#{1,6} )?[^\n=(){}\[\]<>|.!?。！？:;]{1,100}[?？]?")
_BELOW_NAMES_OF_COLUMNS = re.compile(r"\s*\|(?:\s*:?-{3,}:?\s*\|)+\s*")
_LINE_START = re.compile(r"\s*(?:[-*+|>]|\d+[.)]|#{1,6}\s)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A span of a hit, in document offsets, and the text it has there."""

    quote: Quote
    text: str


def pieces(hits: Sequence[Hit]) -> list[Piece]:
    """Every sentence or line of the hits, each once, in the order of the hits."""
    found: dict[tuple[str, int, int], Piece] = {}
    for hit in hits:
        for start, end in _spans(hit.text):
            key = (hit.document_id, hit.start + start, hit.start + end)
            if key not in found and not _RULER.match(hit.text[start:end]):
                found[key] = Piece(Quote(hit, hit.start + start, hit.start + end), hit.text[start:end])
    return list(found.values())


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for gap in [*_BLANK_LINE.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if not (gap and _HEADING.fullmatch(text, start, end)):
            yield from _of_block(text, start, end)
        start = gap.end() if gap else end


def _of_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    block = text[start:end]
    lines = block.split("\n")
    if len(lines) > 1 or _LINE_START.match(block):
        for line, below in zip_longest(lines, lines[1:], fillvalue=""):
            if not _BELOW_NAMES_OF_COLUMNS.fullmatch(below):
                yield from _with_lead_in(text, sentence_spans(text, start, start + len(line)))
            start += len(line) + 1
    else:
        yield from sentence_spans(text, start, end)


def _with_lead_in(text: str, spans: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences of a line, the few words that an item begins with together with what they name."""
    first = next(spans, None)
    if first is None:
        return
    if _LINE_START.match(text, *first) and count_words(text[slice(*first)]) <= _LEAD_IN:
        first = first[0], next(spans, first)[1]
    yield first
    yield from spans


def excerpt(text: str, wanted: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The span of at most MOST_WORDS words of ``text`` that covers most of the ``wanted`` spans."""
    words = [match.span() for match in _WORD.finditer(text)]
    if len(words) <= MOST_WORDS:
        return 0, len(text)

    def covered(first: int) -> int:
        start, end = words[first][0], words[first + MOST_WORDS - 1][1]
        return sum(start <= begin and finish <= end for begin, finish in wanted)

    best = max(range(len(words) - MOST_WORDS + 1), key=lambda first: (covered(first), -first))
    return words[best][0], words[best + MOST_WORDS - 1][1]


def count_words(text: str) -> int:
    """The words of a text, as the length of an answer counts them."""
    return len(_WORD.findall(text))
