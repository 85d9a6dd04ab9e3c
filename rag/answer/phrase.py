"""From the span that the reader points at to a phrase that can stand alone, and whether a phrase is what was asked."""

from __future__ import annotations

import re

MOST_GROWTH = 40
"""Characters that a span may grow by on each side."""
_INSIDE = re.compile(r"\w")
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»"}
_EDGES = " \t\n,;:.!?、。，；："
_WHOLE_SENTENCE = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|can|could|will|would|should|may|might|must|has|have|had|why|explain|describe"
    r"|how(?!\s+(?:many|much|long|old|far|often|big|tall|large|high|fast|deep|wide|heavy|late|early|soon)\b))\b",
    re.IGNORECASE,
)


def asks_for_a_phrase(question: str) -> bool:
    """Whether a name, number or phrase answers the question; reasons, ways and yes or no take a sentence."""
    return _WHOLE_SENTENCE.match(question) is None


def grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with half words and identifiers made whole, brackets closed, and stray punctuation left out."""
    start, end = _trimmed(text, start, end)
    start, end = _whole_words(text, start, end)
    return _balanced(text, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGES and not _begins_a_name(text, start):
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return start, end


def _begins_a_name(text: str, start: int) -> bool:
    """A full stop belongs to what follows: ``.netrc``."""
    return text[start] == "." and bool(_INSIDE.match(text, start + 1))


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """``dumps`` in ``json.dumps`` is ``json.dumps``; ``3`` in ``3.11`` is ``3.11``."""
    first, last = start, end
    while start > 0 and first - start < MOST_GROWTH and _joins(text, start - 1, start):
        start -= 1
    while end < len(text) and end - last < MOST_GROWTH and _joins(text, end, end - 1):
        end += 1
    return start, end


def _joins(text: str, outside: int, inside: int) -> bool:
    """Whether the character outside belongs to the same word or dotted name as the one inside."""
    if not _INSIDE.match(text[inside]) and text[inside] != ".":
        return False
    if _INSIDE.match(text[outside]):
        return True
    beyond = 2 * outside - inside
    return text[outside] == "." and 0 <= beyond < len(text) and bool(_INSIDE.match(text[beyond]))


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """A bracket that opens within closes within; one that closes what is outside is left out at the edge."""
    for opening, closing in _PAIRS.items():
        said = text[start:end]
        if said.count(opening) > said.count(closing):
            close = text.find(closing, end, end + MOST_GROWTH)
            if close >= 0 and "\n" not in text[end:close]:
                end = close + 1
            elif said.startswith(opening):
                start += 1
        elif said.count(closing) > said.count(opening) and said.endswith(closing):
            end -= 1
    return start, end
