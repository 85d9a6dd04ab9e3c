"""Base and delta searched as one index, as of one sequence number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.delta import DeltaView
from rag.frequencies import Frequencies, idf
from rag.protocols import SearchIndex
from rag.ranking import empty, top
from rag.types import FloatVector, IntVector, Ranked, SparseVector

_SPARE = 64
"""Dead points of the base that a search fetches beyond k before it has to fetch again."""


@dataclass(frozen=True, slots=True)
class View:
    """What a process can search now: every version live at ``sequence``, whichever of the two holds it."""

    sequence: int
    base: SearchIndex | None
    frequencies: Frequencies
    delta: DeltaView

    def __len__(self) -> int:
        return self.frequencies.points + self.delta.count_change()

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k nearest live chunks by cosine."""
        return self._merged(
            k,
            lambda base, wanted: base.dense(vector, wanted, documents),
            self.delta.dense(vector, k, documents),
        )

    def lexical(self, weighted: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k live chunks of highest BM25 score for a query weighted by ``weigh``."""
        if not len(weighted.terms):
            return empty()
        return self._merged(
            k,
            lambda base, wanted: base.lexical(weighted, wanted, documents),
            self.delta.lexical(weighted, k, documents),
        )

    def weigh(self, query: SparseVector) -> SparseVector:
        """The query's terms weighted by their IDF over all live chunks."""
        return SparseVector(query.terms, query.weights * idf(self.counts(query.terms), len(self)))

    def counts(self, terms: NDArray[np.uint32]) -> IntVector:
        """In how many live chunks each term stands."""
        return self.frequencies.of(terms) + self.delta.frequency_change(terms)

    def _merged(self, k: int, search_base: Callable[[SearchIndex, int], Ranked], delta: Ranked) -> Ranked:
        base = self.base
        if base is None or not len(base):
            return delta
        found = self._live_of_base(k, lambda wanted: search_base(base, wanted))
        ids = np.concatenate([found.chunk_ids, delta.chunk_ids])
        return top(ids, np.concatenate([found.scores, delta.scores]), k)

    def _live_of_base(self, k: int, search: Callable[[int], Ranked]) -> Ranked:
        dead = self.delta.dead_in_base
        wanted = k + min(len(dead), _SPARE)
        while True:
            found = search(wanted)
            live = ~_is_in(found.chunk_ids, dead)
            if live.sum() >= k or len(found) < wanted:
                return Ranked(found.chunk_ids[live][:k], found.scores[live][:k])
            wanted *= 4


def _is_in(ids: IntVector, ascending: IntVector) -> NDArray[np.bool_]:
    if not len(ascending):
        return np.zeros(len(ids), dtype=bool)
    places = np.minimum(np.searchsorted(ascending, ids), len(ascending) - 1)
    return np.asarray(ascending[places] == ids)
