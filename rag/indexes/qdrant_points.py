"""What the embedded engine of Qdrant and its server have in common: how points are named, read and searched."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from rag.postings import Postings
from rag.ranking import empty, top_of
from rag.types import FloatVector, IntVector, Points, Ranked, SparseVector

DENSE = "dense"
LEXICAL = "lexical"
DOCUMENT = "doc"


class PointSearch(ABC):
    """Searches ``count`` points of an engine that can be asked for its best by one vector."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __len__(self) -> int:
        return self._count

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k nearest chunks by cosine, among the given document numbers (None: all)."""

        def fetch(limit: int) -> tuple[IntVector, FloatVector]:
            return self._nearest(vector, limit, documents)

        return empty() if self._is_void(documents) else top_of(fetch, k, self._count)

    def lexical(self, query: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k chunks of highest dot product above zero, among the given document numbers (None: all)."""

        def fetch(limit: int) -> tuple[IntVector, FloatVector]:
            chunk_ids, words = self._matching(query, limit, documents)
            # The engine's sums differ in their last bits with the order in which chunks were added; these do not.
            return chunk_ids, Postings.of(words).scores(query)

        if self._is_void(documents) or not len(query.terms):
            return empty()
        found = top_of(fetch, k, self._count)
        positive = int(np.count_nonzero(found.scores > 0))
        return Ranked(found.chunk_ids[:positive], found.scores[:positive])

    def _nearest(
        self, vector: FloatVector, limit: int, documents: frozenset[int] | None
    ) -> tuple[IntVector, FloatVector]:
        """The ``limit`` nearest chunks and their scores, as the engine gives them."""
        points = self._best(vector, limit, documents)
        return ids_of(points), np.array([point.score for point in points], dtype=np.float32)

    def _matching(
        self, query: SparseVector, limit: int, documents: frozenset[int] | None
    ) -> tuple[IntVector, Sequence[SparseVector]]:
        """The ``limit`` best chunks for some words, with all words of each."""
        points = self._best(query, limit, documents)
        return ids_of(points), words_of(points)

    @abstractmethod
    def _best(self, vector: FloatVector | SparseVector, limit: int, documents: frozenset[int] | None) -> Sequence[Any]:
        """Scored points, with their words where the vector is sparse and the engine is who keeps them."""

    def _is_void(self, documents: frozenset[int] | None) -> bool:
        return not self._count or (documents is not None and not documents)


def points_of(records: Sequence[Any], dense: FloatVector, words: Sequence[SparseVector]) -> Points:
    """Points as they were put in, with their vectors [n, dimension] and words [n]."""
    return Points(
        chunk_ids=ids_of(records),
        document_numbers=np.array([record.payload[DOCUMENT] for record in records], dtype=np.int64),
        dense=dense,
        lexical=tuple(words),
    )


def dense_of(records: Sequence[Any]) -> FloatVector:
    """The vectors [n, dimension] that the engine itself keeps of points."""
    return np.array([record.vector[DENSE] for record in records], dtype=np.float32)


def words_of(points: Sequence[Any]) -> list[SparseVector]:
    """The words that the engine itself keeps of points."""
    return [_lexical(point) for point in points]


def ids_of(points: Sequence[Any]) -> IntVector:
    """The chunk ids of points."""
    return np.array([point.id for point in points], dtype=np.int64)


def _lexical(point: Any) -> SparseVector:
    """The words' weights of a point; a chunk without words has none."""
    stored = point.vector.get(LEXICAL)
    if stored is None:
        return SparseVector(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.float32))
    return SparseVector(np.array(stored.indices, dtype=np.uint32), np.array(stored.values, dtype=np.float32))
