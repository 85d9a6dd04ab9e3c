"""The newest changes, held in memory and searched exactly, until a new base takes them in."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.postings import GrowingPostings
from rag.ranking import top
from rag.types import FloatVector, IntVector, Points, Ranked, SparseVector

_FIRST_CAPACITY = 1024


@dataclass(frozen=True, slots=True)
class DeltaView:
    """A delta as it was at one sequence number: a SearchIndex that later changes do not touch.

    ``chunk_ids``, ``document_numbers`` and ``alive`` are of length n, ``vectors`` is [n, dimension];
    ``dead_in_base`` lists, ascending, the chunks of the base that have been replaced or deleted since.
    """

    chunk_ids: IntVector
    document_numbers: IntVector
    vectors: FloatVector
    alive: NDArray[np.bool_]
    came: GrowingPostings
    departed: GrowingPostings
    dead_in_base: IntVector

    def __len__(self) -> int:
        return int(self.alive.sum())

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        rows = self._rows(documents)
        return top(self.chunk_ids[rows], self.vectors[rows] @ vector, k)

    def lexical(self, query: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        scores = self.came.scores(query)
        rows = self._rows(documents)
        rows = rows[scores[rows] > 0]
        return top(self.chunk_ids[rows], scores[rows], k)

    def close(self) -> None:
        """Memory needs no closing."""

    def count_change(self) -> int:
        """By how many points the live corpus is larger than the base."""
        return len(self.came) - len(self.departed)

    def frequency_change(self, terms: NDArray[np.uint32]) -> IntVector:
        """By how many each term's document frequency is larger than in the base."""
        return self.came.document_frequencies(terms) - self.departed.document_frequencies(terms)

    def _rows(self, documents: frozenset[int] | None) -> IntVector:
        chosen = self.alive
        if documents is not None:
            wanted = np.fromiter(documents, dtype=np.int64, count=len(documents))
            chosen = chosen & np.isin(self.document_numbers, wanted)
        return np.flatnonzero(chosen)


class Delta:
    """Collects changes; ``view()`` is what may be searched. One thread writes, any number read their views."""

    def __init__(self, dimension: int) -> None:
        self._ids = np.empty(_FIRST_CAPACITY, dtype=np.int64)
        self._numbers = np.empty(_FIRST_CAPACITY, dtype=np.int64)
        self._vectors = np.empty((_FIRST_CAPACITY, dimension), dtype=np.float32)
        self._alive = np.empty(0, dtype=bool)
        self._rows_of: dict[tuple[int, int], slice] = {}
        self._came = GrowingPostings()
        self._departed = GrowingPostings()
        self._terms: dict[tuple[int, int], tuple[SparseVector, ...]] = {}
        self._dead_in_base = np.empty(0, dtype=np.int64)

    @property
    def rows(self) -> int:
        """Rows held, dead ones included."""
        return len(self._alive)

    def add(self, version: tuple[int, int], points: Points) -> None:
        """Take in the points of a document's version."""
        first, last = self.rows, self.rows + len(points)
        self._reserve(last)
        self._ids[first:last] = points.chunk_ids
        self._numbers[first:last] = points.document_numbers
        self._vectors[first:last] = points.dense
        self._alive = np.concatenate([self._alive, np.ones(len(points), dtype=bool)])
        self._rows_of[version] = slice(first, last)
        self._terms[version] = points.lexical
        self._came.append(points.lexical)

    def remove(self, version: tuple[int, int]) -> bool:
        """Let a version go; False when it is not in the delta (then the base holds it)."""
        rows = self._rows_of.pop(version, None)
        if rows is None:
            return False
        self._alive = self._alive.copy()
        self._alive[rows] = False
        self._departed.append(self._terms.pop(version))
        return True

    def remove_from_base(self, gone: Sequence[tuple[int, SparseVector]]) -> None:
        """Note chunks of the base that are no longer live, with their terms."""
        if gone:
            dead = np.array([number for number, _ in gone], dtype=np.int64)
            self._dead_in_base = np.union1d(self._dead_in_base, dead)
            self._departed.append([terms for _, terms in gone])

    def view(self) -> DeltaView:
        rows = self.rows
        return DeltaView(
            chunk_ids=self._ids[:rows],
            document_numbers=self._numbers[:rows],
            vectors=self._vectors[:rows],
            alive=self._alive,
            came=copy(self._came),
            departed=copy(self._departed),
            dead_in_base=self._dead_in_base,
        )

    def _reserve(self, rows: int) -> None:
        capacity = len(self._ids)
        if rows <= capacity:
            return
        # Rows are only ever appended, so views of the old arrays stay right after the move.
        grown = max(rows, 2 * capacity)
        self._ids = np.concatenate([self._ids, np.empty(grown - capacity, dtype=np.int64)])
        self._numbers = np.concatenate([self._numbers, np.empty(grown - capacity, dtype=np.int64)])
        filler = np.empty((grown - capacity, self._vectors.shape[1]), dtype=np.float32)
        self._vectors = np.concatenate([self._vectors, filler])
