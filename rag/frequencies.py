"""In how many chunks of a base each term stands; beside every base, whatever its engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged
from rag.types import IntVector, SparseVector

_FILE = "frequencies.npy"


class Frequencies:
    """``terms`` ascend; ``counts`` are of the same length; ``points`` is the number of chunks."""

    def __init__(self, terms: NDArray[np.uint32], counts: IntVector, points: int) -> None:
        self._terms = terms
        self._counts = counts
        self.points = points

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Frequencies):
            return NotImplemented
        same_terms = np.array_equal(self._terms, other._terms)
        return same_terms and np.array_equal(self._counts, other._counts) and self.points == other.points

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def none(cls) -> Frequencies:
        return cls(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64), 0)

    @classmethod
    def load(cls, directory: Path, points: int) -> Frequencies:
        try:
            table = np.load(directory / _FILE, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamaged(f"the term frequencies in {directory.name} cannot be read ({error})") from error
        if table.ndim != 2 or table.shape[0] != 2 or table.dtype != np.int64:
            raise IndexDamaged(f"the term frequencies in {directory.name} are not whole")
        return cls(table[0].astype(np.uint32), table[1], points)

    def save(self, directory: Path) -> None:
        np.save(directory / _FILE, np.stack([self._terms.astype(np.int64), self._counts]), allow_pickle=False)

    def of(self, terms: NDArray[np.uint32]) -> IntVector:
        """Counts int64 [n] of the given terms [n]."""
        if not len(self._terms):
            return np.zeros(len(terms), dtype=np.int64)
        places = np.minimum(np.searchsorted(self._terms, terms), len(self._terms) - 1)
        return np.where(self._terms[places] == terms, self._counts[places], 0).astype(np.int64)


class FrequencyCounter:
    """Counts terms batch by batch while a base is built."""

    def __init__(self) -> None:
        self._terms = np.empty(0, dtype=np.uint32)
        self._counts = np.empty(0, dtype=np.int64)
        self._points = 0

    def add(self, vectors: tuple[SparseVector, ...]) -> None:
        self._points += len(vectors)
        terms = np.concatenate([self._terms, *(vector.terms for vector in vectors)]).astype(np.uint32)
        fresh = np.ones(len(terms) - len(self._terms), dtype=np.int64)
        self._terms, places = np.unique(terms, return_inverse=True)
        counts = np.bincount(places, np.concatenate([self._counts, fresh]), minlength=len(self._terms))
        self._counts = counts.astype(np.int64)

    def total(self) -> Frequencies:
        return Frequencies(self._terms, self._counts, self._points)


def idf(frequencies: IntVector, points: int) -> NDArray[np.float32]:
    """Inverse document frequency as BM25 weighs it, never negative (Lucene's form)."""
    return np.log1p((points - frequencies + 0.5) / (frequencies + 0.5)).astype(np.float32)
