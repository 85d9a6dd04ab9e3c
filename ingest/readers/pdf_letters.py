"""What a canonical text and a PDF page have in common: letters, without the white space that parts them.

Between page and text the reader moves line ends, spells ligatures out, puts accents onto their letters (NFC) and writes
every hyphen alike. Letters decomposed by NFKD are the same on both sides again, and each remembers where it stands.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ingest.readers.builder import clean
from ingest.readers.pdf_blocks import pieces
from ingest.readers.pdf_page import IntArray, RawPage, Run

HYPHEN = "-"

_HYPHENS = str.maketrans(dict.fromkeys("\x02\u2010\u2011", HYPHEN))


@dataclass(frozen=True, slots=True)
class Letters:
    """A string of letters and for each of them [n] the index of the character it belongs to."""

    text: str
    places: IntArray


@dataclass(frozen=True, slots=True)
class PageLetters:
    """The letters of a page in reading order; ``lines`` [n] numbers the stretch of one line that each stands in."""

    text: str
    places: IntArray
    lines: IntArray


def letters_of(text: str, offset: int = 0) -> Letters:
    """The letters of a text whose first character has the index ``offset``."""
    spelled = [_letters(character) for character in text]
    lengths = np.fromiter(map(len, spelled), np.int64, len(spelled))
    return Letters("".join(spelled), offset + np.repeat(np.arange(len(spelled), dtype=np.int64), lengths))


def page_letters(page: RawPage) -> PageLetters:
    """The letters of a page in the order in which the PDF reader reads them."""
    parts: list[str] = []
    places: list[int] = []
    lines: list[int] = []
    for line, words in enumerate(_lines(page)):
        for index, letters in _spelled(page.characters, words):
            parts.append(letters)
            places += [index] * len(letters)
            lines += [line] * len(letters)
    return PageLetters("".join(parts), np.array(places, np.int64), np.array(lines, np.int64))


def _lines(page: RawPage) -> Iterator[IntArray]:
    """The words [n, 2] of each stretch of a line; text at another angle word by word, as its lines are not known."""
    for run in _runs(page):
        if run is page.aslant:
            yield from (word[None] for word in run.words)
        else:
            yield run.words


def _runs(page: RawPage) -> Iterable[Run]:
    # Whether letters of one width are code changes no order.
    return (run for piece in pieces(page, code=False) for run in piece.runs)


def _spelled(characters: str, words: IntArray) -> Iterator[tuple[int, str]]:
    """The letters of each character, of which PDFium gives those beyond 16 bits in two halves."""
    for start, end in words.tolist():
        index = start
        while index < end:
            width = 2 if _is_high(characters[index]) and index + 1 < end else 1
            whole = characters[index : index + width]
            if width == 2:
                whole = whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
            yield index, "".join(map(_letters, whole))
            index += width


def _is_high(character: str) -> bool:
    return "\ud800" <= character < "\udc00"


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", clean(character.translate(_HYPHENS)))
    return "".join(letter for letter in decomposed if not letter.isspace())
