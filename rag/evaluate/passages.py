"""How much of a gold quote stands in retrieved passages, whatever extractor made either of them.

Two extractors of one file differ in white space above all, so texts are compared without it. They differ here and
there in a character too (a bullet, a pilcrow), so a quote is covered stretch by stretch and not all or nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from rag.protocols import Tokenizer

STRETCH = 20
"""Characters (white space apart) that quote and passage must share in one piece before they count."""

EDGE = 4
"""The same, where the end of one meets the beginning of the other: a passage that was cut within the quote."""


def squeeze(text: str) -> str:
    """The text in NFC without any white space."""
    return "".join(unicodedata.normalize("NFC", text).split())


def covered(quote: str, passages: Iterable[str]) -> float:
    """The share of the quote's characters, white space apart, that stand in at least one passage."""
    wanted = squeeze(quote)
    if not wanted:
        return 0.0
    seen = bytearray(len(wanted))
    for passage in passages:
        for start, end in _shared(wanted, squeeze(passage)):
            seen[start:end] = b"\x01" * (end - start)
    return sum(seen) / len(wanted)


def overlaps(quote: str, other: str) -> bool:
    """Whether the two share a stretch, or all of ``quote`` when it is shorter than one."""
    return next(_stretches(squeeze(quote), squeeze(other)), None) is not None


def first_tokens(passages: Sequence[str], tokenizer: Tokenizer, budget: int) -> Iterator[str]:
    """The passages in order until ``budget`` tokens are used; the last is cut where the budget ends."""
    for passage in passages:
        spans = tokenizer.spans(passage)
        if len(spans) > budget:
            if budget:
                yield passage[: spans[budget - 1][1]]
            return
        yield passage
        budget -= len(spans)


def _shared(wanted: str, passage: str) -> Iterator[tuple[int, int]]:
    yield from _stretches(wanted, passage)
    for length in range(EDGE, min(STRETCH, len(wanted), len(passage) + 1)):
        if passage.endswith(wanted[:length]):
            yield 0, length
        if passage.startswith(wanted[-length:]):
            yield len(wanted) - length, len(wanted)


def _stretches(wanted: str, passage: str) -> Iterator[tuple[int, int]]:
    length = min(STRETCH, len(wanted))
    for start in range(len(wanted) - length + 1 if length else 0):
        if wanted[start : start + length] in passage:
            yield start, start + length
