"""How a text reads whatever its spelling: case, width, look-alikes; each character remembers where it comes from."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from rag.guard.invisible import visible

# fmt: off
_LOOK_ALIKES = str.maketrans({
    "\u0430": "a", "\u0432": "b", "\u0435": "e", "\u0438": "u",
    "\u043a": "k", "\u043c": "m", "\u043d": "h", "\u043e": "o",
    "\u043f": "n", "\u0440": "p", "\u0441": "c", "\u0442": "t",
    "\u0443": "y", "\u0445": "x", "\u0455": "s", "\u0456": "i",
    "\u0458": "j", "\u0475": "v", "\u04bb": "h", "\u0501": "d", "\u051b": "q", "\u051d": "w",
    "\u03b1": "a", "\u03b5": "e", "\u03b9": "i", "\u03ba": "k",
    "\u03bd": "v", "\u03bf": "o", "\u03c1": "p", "\u03c4": "t",
    "\u03c5": "u", "\u03c7": "x", "\u03f2": "c",
})
# fmt: on
"""Cyrillic and Greek letters that look like Latin ones."""
_MIXED = re.compile(r"(?=\w*[a-z])\w*[\u0370-\u03ff\u0400-\u052f]\w*")


def folded(text: str) -> tuple[str, Sequence[int]]:
    """The folded text, and for each of its characters the place [n] in ``text`` that it comes from."""
    if text.isascii():
        return text.lower(), range(len(text))
    pieces = [_folded_char(char) for char in text]
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


def without_look_alikes(text: str) -> str:
    """A folded text, of the same length, whose words of mixed alphabets are written in Latin letters alone."""
    return text if text.isascii() else _MIXED.sub(lambda word: word[0].translate(_LOOK_ALIKES), text)


@lru_cache(maxsize=65536)
def _folded_char(char: str) -> str:
    return visible(unicodedata.normalize("NFKC", char).casefold())
