"""Words: how texts are compared word by word, and which words of a question say what it is about."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"\w+(?:[.,]\d+|\.\w+)*")
_SHORTEST = 4


def words(text: str) -> list[str]:
    """The words of a text in their order, small, numbers without the commas between thousands."""
    return [_plain(word) for word in _WORD.findall(unicodedata.normalize("NFKC", text))]


def stems(text: str) -> frozenset[str]:
    """The words of a text without the ending of a plural."""
    return frozenset(_stem(word) for word in words(text))


def telling(question: str) -> frozenset[str]:
    """The stems of a question that name something: long words, numbers, and what is written with a capital."""
    found = _WORD.findall(unicodedata.normalize("NFKC", question))
    return frozenset(_stem(_plain(word)) for place, word in enumerate(found) if _tells(word, first=place == 0))


def _tells(word: str, *, first: bool) -> bool:
    if any(char.isdigit() for char in word):
        return True
    return not first and (len(word) >= _SHORTEST or word[0].isupper())


def _plain(word: str) -> str:
    return re.sub(r",(?=\d{3})", "", word).casefold()


def _stem(word: str) -> str:
    return word[:-1] if len(word) >= _SHORTEST and word.endswith("s") and not word.endswith("ss") else word
