"""What retrieval reads from: an index as of one moment, and the passages behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.catalog.records import Passage
from rag.types import Filter, FloatVector, IntVector, Ranked, SparseVector


class SearchableView(Protocol):
    """What can be searched now, as of one sequence number."""

    @property
    def sequence(self) -> int: ...

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked: ...

    def lexical(self, weighted: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked: ...

    def weigh(self, query: SparseVector) -> SparseVector: ...

    def counts(self, terms: NDArray[np.uint32]) -> IntVector: ...


class LiveView(Protocol):
    """Gives the newest view at any moment."""

    @property
    def view(self) -> SearchableView: ...


class PassageSource(Protocol):
    """Decides visibility and reads passages."""

    def visible(self, chunk_ids: Sequence[int], sequence: int) -> dict[int, Passage]: ...

    def matching(self, wanted: Filter) -> frozenset[int]: ...

    def languages(self) -> tuple[str, ...]: ...

    def span(self, passage: Passage, start: int, end: int) -> str: ...
