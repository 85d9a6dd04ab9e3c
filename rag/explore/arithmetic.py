"""Sums and differences of meanings, and what of a collection lies near the result.

It works roughly: vectors of whole texts were trained to be compared, not to be added, and the model has never seen a
word by itself. So the length of the sum and the cosine of every neighbour are told, and the terms themselves, which
are nearly always among the nearest words, are marked and not hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.errors import InvalidRequest
from rag.explore.expression import Term
from rag.types import FloatVector, Hit

_LEAST_LENGTH = 0.05


@dataclass(frozen=True, slots=True)
class NearWord:
    """A word or phrase, its cosine with the result, and whether it is one of the terms (``given``)."""

    text: str
    cosine: float
    given: bool


@dataclass(frozen=True, slots=True)
class Solution:
    """What an expression comes to: the length of the sum before it was scaled to 1, and its neighbours.

    ``words`` are the nearest of the ``words_compared`` words and phrases in the ``passages_read`` passages that lie
    nearest to the result and to its terms.
    """

    terms: tuple[Term, ...]
    length: float
    hits: tuple[Hit, ...]
    words: tuple[NearWord, ...]
    words_compared: int
    passages_read: int


def combine(terms: Sequence[Term], vectors: FloatVector) -> tuple[FloatVector, float]:
    """The signed sum of unit vectors [n, dimension], scaled to length 1, and the length it had.

    InvalidRequest when the terms cancel each other out, so that no direction is left.
    """
    total = np.array([term.sign for term in terms], np.float32) @ vectors
    length = float(np.linalg.norm(total))
    if length < _LEAST_LENGTH:
        raise InvalidRequest("the terms cancel each other out, nothing is left", "take away something else")
    return (total / length).astype(np.float32), length


def near_words(
    words: Sequence[str], vectors: FloatVector, point: FloatVector, terms: Sequence[Term], k: int
) -> tuple[NearWord, ...]:
    """The k nearest words that are no terms, and the terms that lie among them, nearest first."""
    given = {term.text.casefold() for term in terms}
    cosines = vectors @ point
    near: list[NearWord] = []
    for place in np.argsort(-cosines, kind="stable").tolist():
        near.append(NearWord(words[place], float(cosines[place]), words[place].casefold() in given))
        if sum(not word.given for word in near) == k:
            break
    return tuple(near)
