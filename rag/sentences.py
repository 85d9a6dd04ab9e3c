"""Where sentences begin and end, by punctuation, in most languages; offsets reproduce the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(
    r"""
    (?<![.!?…])[.!?…]++ ["'”’»)\]]*+ (?=\s++ ["'“‘„«(\[]*+ [^\W_a-z])   # end marks, quotes, space, no small letter
  | [。！？]++ [”’」』）]*+                                               # Chinese and Japanese need no space
  | \n\s*\n                                               # a blank line ends whatever came before
    """,
    re.VERBOSE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|al|Dr|Mr|Mrs|Ms|Prof|St|Fig|Figs|Eq|No|Nos|Sec|Vol|pp|ca|approx|z\.B|d\.h|bzw|usw|Nr"
    r"|Inc|Ltd|Jr|Sr|Gen|Col|U\.S|Ph\.D)|\b[A-Z]|^\s*\d{1,3})\.$"
)
_LOOK_BACK = 12


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Spans [start, end) of the sentences of ``text[start:end]``, white space around them left out."""
    end = len(text) if end is None else end
    begin = start
    for mark in _END.finditer(text, start, end):
        if is_abbreviated(text, begin, mark.end()):
            continue
        yield from _stripped(text, begin, mark.end())
        begin = mark.end()
    yield from _stripped(text, begin, end)


def is_abbreviated(text: str, begin: int, end: int) -> bool:
    """Whether the full stop before ``end``, in a sentence from ``begin``, belongs to an abbreviation or a number."""
    return _ABBREVIATION.search(text[max(begin, end - _LOOK_BACK) : end]) is not None


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    length = len(piece.rstrip())
    lead = len(piece) - len(piece.lstrip())
    if lead < length:
        yield start + lead, start + length
