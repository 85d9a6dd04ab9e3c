"""The smallest pieces that a chunk is packed from: sentences, lines of lists and code, rows of tables."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from rag.protocols import Tokenizer
from rag.sentences import sentence_spans
from rag.types import Block

_LONGEST = 20_000
_CHARACTERS_PER_TOKEN = 8
"""A text of longer tokens than this (base64, hashes) is cut by characters, for the tokenizer gives up on it."""


@dataclass(frozen=True, slots=True)
class Unit:
    """``text[start:end]`` of ``tokens`` tokens; ``header`` is the header row of the table that it continues."""

    start: int
    end: int
    tokens: int
    block: Block
    header: str = ""
    header_tokens: int = 0


def units_of(text: str, block: Block, tokenizer: Tokenizer, room: int) -> Iterator[Unit]:
    """The units of a block, none of more than ``room`` tokens."""
    header, header_end = _table_header(text, block)
    header_tokens = len(tokenizer.spans(header[:_LONGEST]))
    if header_tokens > room // 4:
        header = ""
    for start, end in _spans(text, block):
        for first in range(start, end, _LONGEST):
            last = min(first + _LONGEST, end)
            continued = header if start >= header_end else ""
            cost = header_tokens if continued else 0
            for piece_start, piece_end, tokens in _fitting(text, first, last, tokenizer, room - cost):
                yield Unit(piece_start, piece_end, tokens, block, continued, cost)


def _spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    if block.kind == "heading":
        yield block.start, block.end
    elif block.kind == "paragraph":
        yield from sentence_spans(text, block.start, block.end)
    else:
        yield from _lines(text, block)


def _lines(text: str, block: Block) -> Iterator[tuple[int, int]]:
    start = block.start
    while start < block.end:
        end = text.find("\n", start, block.end)
        end = block.end if end < 0 else end
        if text[start:end].strip():
            yield start, end
        start = end + 1


def _table_header(text: str, block: Block) -> tuple[str, int]:
    """The header row of a Markdown table and where its rows begin."""
    if block.kind != "table":
        return "", 0
    first = text.find("\n", block.start, block.end)
    second = text.find("\n", first + 1, block.end) if first >= 0 else -1
    return (text[block.start : first], second + 1) if second >= 0 else ("", 0)


def _fitting(text: str, start: int, end: int, tokenizer: Tokenizer, room: int) -> Iterator[tuple[int, int, int]]:
    """(start, end, tokens) of pieces that fit; a piece too long is cut at the last token that still fits."""
    spans = tokenizer.spans(text[start:end])
    longest = room * _CHARACTERS_PER_TOKEN
    if len(spans) <= room and end - start <= longest:
        yield start, end, len(spans)
        return
    starts = [start + first for first, _ in spans]
    begin, index = start, 0
    while begin < end:
        until = starts[index + room] if index + room < len(starts) else end
        until = _at_a_word(text, begin, min(until, begin + longest, end), end)
        # One character may be many tokens, and a piece holds one at least.
        until, tokens = _recounted(text, begin, max(until, begin + 1), tokenizer, room)
        # A piece that the tokenizer gave up on counts by its length, or a chunk would take in a hundred of them.
        yield begin, until, max(tokens, (until - begin) // _CHARACTERS_PER_TOKEN)
        begin, index = until, bisect_left(starts, until, index)


def _recounted(text: str, begin: int, end: int, tokenizer: Tokenizer, room: int) -> tuple[int, int]:
    """The end of a piece and its tokens: the rest of a word that was cut may take more than it did inside the word."""
    spans = tokenizer.spans(text[begin:end])
    return (end, len(spans)) if len(spans) <= room else (begin + max(spans[room][0], 1), room)


def _at_a_word(text: str, begin: int, until: int, end: int) -> int:
    """Move a cut back to the last white space, if there is one in the second half of the piece."""
    if until >= end:
        return end
    space = max(text.rfind(" ", begin, until), text.rfind("\n", begin, until))
    return space + 1 if space > begin + (until - begin) // 2 else until
