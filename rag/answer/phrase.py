"""From the span that the reader points at to a phrase that can stand alone, and whether a phrase is what was asked."""

from __future__ import annotations

import re

MOST_GROWTH = 40
"""Characters that a span may grow by on each side."""
_EDGES = " \t\n,;:.!?|、。，；："
_OPENING, _CLOSING = "([{", ")]}"
_QUOTES = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"), ("`", "`"))
# Chinese, Japanese, Thai and their like put no spaces between words, so there a word ends where the reader says.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTERS = rf"[^\W{_UNSPACED}]+"
_WORD = re.compile(
    rf"""
    (?<![\w-])--?[A-Za-z][\w-]*                     # an option: --no-wait
  | (?<![\w.,)-])-?[$€£]?\d+(?:[.,:]\d+)*%?(?!\w)   # a number with its parts and signs: 1,169 or 3.11 or 10:30 or -5%
  | (?<![.\w])\.?{_LETTERS}(?:\.{_LETTERS}|-\d\w*)*        # a word or a name: json.dumps, .netrc, UTF-8
  """,
    re.VERBOSE,
)
_WHOLE_SENTENCE = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|can|could|will|would|should|may|might|must|has|have|had|why|explain|describe"
    r"|how(?!\s+(?:many|much|long|old|far|often|big|tall|large|high|fast|deep|wide|heavy|late|early|soon)\b))\b",
    re.IGNORECASE,
)


def asks_for_a_phrase(question: str) -> bool:
    """Whether a name, number or phrase answers the question; reasons, ways and yes or no take a sentence."""
    return _WHOLE_SENTENCE.match(question) is None


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with half words and identifiers made whole, brackets closed, and stray punctuation left out.

    What comes back overlaps the span; a span of punctuation only comes back as it is.
    """
    first, last = _trimmed(text, start, end)
    if first == last:
        return start, end
    furthest = min(len(text), last + MOST_GROWTH)
    begin, finish = _whole_words(text, first, last, furthest)
    begin, finish = _balanced(text, begin, finish, furthest)
    begin, finish = _trimmed(text, *_quoted(text, begin, finish, furthest))
    return (begin, finish) if max(begin, first) < min(finish, last) else (first, last)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES and not _begins_a_name(text, start):
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _begins_a_name(text: str, start: int) -> bool:
    """A full stop belongs to what follows: ``.netrc``."""
    return text[start] == "." and _WORD.match(text, start) is not None


def _whole_words(text: str, start: int, end: int, furthest: int) -> tuple[int, int]:
    """``dumps`` in ``json.dumps`` is ``json.dumps``; ``3`` in ``3.11`` is ``3.11``."""
    first, last = start, end
    for word in _WORD.finditer(text, max(0, start - MOST_GROWTH), furthest):
        if word.start() < first < word.end():
            start = word.start()
        if word.start() < last < word.end():
            end = word.end()
    return start, end


def _balanced(text: str, start: int, end: int, furthest: int) -> tuple[int, int]:
    """A bracket that opens within closes within, or is left out with what follows; so is one that closes at an edge."""
    while start < end:
        opened, strays = _unmatched(text, start, end)
        close = _closing(text, end, furthest, len(opened)) if opened else None
        if close is not None:
            return start, close
        if start in opened or start in strays:
            start += 1
        elif opened or end - 1 in strays:
            end = opened[0] if opened else end - 1
        else:
            break
    return start, end


def _unmatched(text: str, start: int, end: int) -> tuple[list[int], list[int]]:
    """The brackets within that are not closed there, and those that close what was not opened there."""
    opened: list[int] = []
    strays: list[int] = []
    for place in range(start, end):
        if text[place] in _OPENING:
            opened.append(place)
        elif text[place] in _CLOSING and opened:
            opened.pop()
        elif text[place] in _CLOSING:
            strays.append(place)
    return opened, strays


def _closing(text: str, start: int, furthest: int, depth: int) -> int | None:
    """Where so many open brackets are closed on the same line, or None."""
    for place in range(start, furthest):
        if text[place] == "\n":
            return None
        depth += (text[place] in _OPENING) - (text[place] in _CLOSING)
        if depth == 0:
            return place + 1
    return None


def _quoted(text: str, start: int, end: int, furthest: int) -> tuple[int, int]:
    """A quotation mark at an edge has its other half within, or is left out."""
    for opening, closing in _QUOTES:
        if start < end and text[start] == opening and text.find(closing, start + 1, end) < 0:
            close = text.find(closing, end, furthest)
            start, end = (start, close + 1) if close >= 0 and "\n" not in text[end:close] else (start + 1, end)
        if start < end and text[end - 1] == closing and text.find(opening, start, end - 1) < 0:
            end -= 1
    return start, end
