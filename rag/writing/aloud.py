"""What a model thinks aloud before it answers, left out: it cites nothing and is not meant to be read."""

from __future__ import annotations

from collections.abc import Iterator

_MARKS = (("<think>", "</think>"), ("<thinking>", "</thinking>"), ("<reasoning>", "</reasoning>"))


def without_thoughts(pieces: Iterator[str]) -> Iterator[str]:
    """The reply without what stands between the marks of thinking at its beginning, however the pieces are cut.

    A reply that ends before its thoughts do says nothing.
    """
    begun = ""
    for piece in pieces:
        begun += piece
        text = begun.lstrip()
        closing = next((closing for opening, closing in _MARKS if text.startswith(opening)), None)
        if closing is None:
            if not any(opening.startswith(text) for opening, _ in _MARKS):
                yield begun
                yield from pieces
                return
        elif closing in text:
            yield text.partition(closing)[2]
            yield from pieces
            return
    if begun and not begun.lstrip().startswith(tuple(opening for opening, _ in _MARKS)):
        yield begun
