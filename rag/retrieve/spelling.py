"""Words of a question that stand nowhere in the documents, each with a word like it that does.

The index keeps hashes of words, not words. So what a slip may have been made from is spelt out and looked up: some five
hundred spellings for a word of ten letters, however large the index is. For two slips in a long word they would be too
many; there only the words of the passages that were found are compared. Not covered: scripts without small and capital
letters, a wrong first letter, slips in words of less than five letters, and words that are right but not meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

import numpy as np
from numpy.typing import NDArray

from rag.protocols import Tokenizer
from rag.types import IntVector

Terms = NDArray[np.uint32]

_WORD = re.compile(r"(?<![\w.@/-])[^\W\d_]+(?![\w@/-]|\.\w)")
"""A word by itself: no part of a name like ``gpt-2``, ``a.py`` or ``user_id``."""
_SHORTEST, _LONGEST = 5, 24
_LONG = 8
"""Letters from which a word may hold two slips."""
_MOST_SLIPS = 2
_MOST_LOOKED_UP = 4
_MOST_LETTERS = 48
_MOST_MEANT = 3


@dataclass(frozen=True, slots=True)
class Misspelt:
    """A word that stands in no document, and one like it that stands in some."""

    word: str
    meant: str


@dataclass(frozen=True, slots=True)
class Speller:
    """Knows which words stand in the documents.

    ``is_odd`` says that a word is in no dictionary, ``terms`` hashes one (none: it is too common to be looked for),
    ``counts`` says in how many passages each hash stands, and ``passages`` gives the texts of some of them.
    """

    is_odd: Callable[[str], bool]
    terms: Callable[[str], Terms]
    counts: Callable[[Terms], IntVector]
    passages: Callable[[Terms], Sequence[str]]

    def misspelt(self, question: str, near: Sequence[str]) -> tuple[Misspelt, ...]:
        """The words of a question that stand nowhere while one like it does; ``near`` are the passages found."""
        words = [word for word in dict.fromkeys(_WORD.findall(question)) if self._is_unknown(word)]
        found = ((word, self._meant(word, near)) for word in words[:_MOST_LOOKED_UP])
        return tuple(Misspelt(word, meant) for word, meant in found if meant is not None)

    def _is_unknown(self, word: str) -> bool:
        if not _SHORTEST <= len(word) <= _LONGEST or word.lower() == word.upper():
            return False
        terms = self.terms(word)
        return len(terms) > 0 and not self.counts(terms).any() and self.is_odd(word)

    def _meant(self, word: str, near: Sequence[str]) -> str | None:
        meant = self._by_one_slip(word, near) or self._by_two_slips(word, near)
        return meant.lower() if meant and word.islower() else meant

    def _by_one_slip(self, word: str, near: Sequence[str]) -> str | None:
        """The commonest word that a single slip turns into this one."""
        letters = sorted({*ascii_lowercase, *_letters(near), *word.lower()})[:_MOST_LETTERS]
        hashed = [self.terms(spelling) for spelling in sorted(set(_spellings(word.lower(), letters)))]
        if not all(map(len, hashed)):
            # A small word, misspelt: it is looked for under no spelling.
            return None
        counts = np.array([self.counts(terms).max() for terms in hashed])
        likeliest = np.argsort(-counts, kind="stable")[:_MOST_MEANT]
        standing = (self._standing(word, hashed[place]) for place in likeliest if counts[place])
        return next((found for found in standing if found is not None), None)

    def _standing(self, word: str, terms: Terms) -> str | None:
        """The word behind a hash, as a passage has it; None where the hash is only by chance that of another word."""
        alike = _like(word, self.passages(terms))
        return next((other for other in alike if np.isin(self.terms(other), terms).any()), None)

    def _by_two_slips(self, word: str, near: Sequence[str]) -> str | None:
        return next(iter(_like(word, near)), None) if len(word) >= _LONG else None


def is_in_pieces(tokenizer: Tokenizer, word: str) -> bool:
    """Whether a model was taught a word in pieces: its words of one piece are its dictionary."""
    pieces, one = tokenizer.count([word, "a"])
    return pieces > one


def slips(one: str, other: str) -> int:
    """How many letters were left out, put in, exchanged or swapped with their neighbour."""
    before, row = [], list(range(len(other) + 1))
    for place, letter in enumerate(one, start=1):
        before, above, row = row, before, [place]
        for column, wanted in enumerate(other, start=1):
            cost = min(before[column] + 1, row[-1] + 1, before[column - 1] + (letter != wanted))
            if place > 1 and column > 1 and letter == other[column - 2] and one[place - 2] == wanted:
                cost = min(cost, above[column - 2] + 1)
            row.append(cost)
    return row[-1]


def _spellings(word: str, letters: Sequence[str]) -> Iterator[str]:
    """Everything that one slip behind the first letter turns a word into."""
    for place in range(1, len(word) + 1):
        head, tail = word[:place], word[place:]
        yield from (head + letter + tail for letter in letters)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in letters if letter != tail[0])
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]


def _like(word: str, texts: Sequence[str]) -> list[str]:
    """The words of texts that are a few slips away, the most alike first; for a name, only what may be one."""
    found = {
        other: slips(word.lower(), other.lower())
        for text in texts
        for other in _WORD.findall(text)
        if other[0] in (word[0], word[0].upper()) and abs(len(other) - len(word)) <= _MOST_SLIPS
    }
    return sorted((other for other in found if found[other] <= _MOST_SLIPS), key=lambda other: found[other])


def _letters(texts: Sequence[str]) -> set[str]:
    return {letter for text in texts for letter in text.lower() if letter.isalpha() and letter.upper() != letter}
