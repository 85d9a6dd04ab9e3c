"""An inverted index over rows of sparse vectors: a frozen one on disk and a growing one in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged
from rag.types import FloatVector, IntVector, SparseVector

FILES = ("terms", "offsets", "rows", "weights")


@dataclass(frozen=True, slots=True)
class Postings:
    """For each of t terms the rows that hold it: ``rows[offsets[i]:offsets[i + 1]]``, with their weights.

    ``terms`` [t] ascend, ``offsets`` [t + 1], ``rows`` and ``weights`` [postings]; rows are below ``row_count``.
    Immutable, and so safe to read from several threads.
    """

    terms: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    rows: NDArray[np.int32]
    weights: FloatVector
    row_count: int

    @classmethod
    def of(cls, vectors: Sequence[SparseVector], first_row: int = 0) -> Postings:
        """Index ``vectors`` as the rows from ``first_row`` on."""
        lengths = [len(vector.terms) for vector in vectors]
        rows = np.repeat(np.arange(first_row, first_row + len(vectors), dtype=np.int32), lengths)
        terms = _joined([vector.terms for vector in vectors], np.uint32)
        weights = _joined([vector.weights for vector in vectors], np.float32)
        return cls._grouped(terms, rows, weights, first_row + len(vectors))

    @classmethod
    def merged(cls, parts: Sequence[Postings]) -> Postings:
        """One index of parts whose rows follow each other."""
        terms = _joined([np.repeat(part.terms, np.diff(part.offsets)) for part in parts], np.uint32)
        rows = _joined([part.rows for part in parts], np.int32)
        weights = _joined([part.weights for part in parts], np.float32)
        return cls._grouped(terms, rows, weights, max((part.row_count for part in parts), default=0))

    @classmethod
    def _grouped(
        cls, terms: NDArray[np.uint32], rows: NDArray[np.int32], weights: FloatVector, row_count: int
    ) -> Postings:
        order = np.argsort(terms, kind="stable")
        distinct, starts = np.unique(terms[order], return_index=True)
        offsets = np.append(starts, len(terms)).astype(np.int64)
        return cls(distinct, offsets, rows[order], weights[order], row_count)

    def scores(self, query: SparseVector) -> FloatVector:
        """The dot product of ``query`` with every row: float32 [row_count], zero where no term is shared."""
        return _scores((self,), query, self.row_count)

    def document_frequencies(self, terms: NDArray[np.uint32]) -> IntVector:
        """In how many rows each of ``terms`` [n] stands: int64 [n]."""
        starts, ends = self._bounds(terms)
        return ends - starts

    def vectors(self, first: int, last: int) -> tuple[SparseVector, ...]:
        """The rows from ``first`` up to ``last``, as they were indexed."""
        chosen = np.flatnonzero((self.rows >= first) & (self.rows < last))
        order = np.argsort(self.rows[chosen], kind="stable")
        chosen = chosen[order]
        terms = self.terms[np.searchsorted(self.offsets, chosen, side="right") - 1]
        bounds = np.searchsorted(self.rows[chosen], np.arange(first, last + 1))
        return tuple(
            SparseVector(terms[start:end], self.weights[chosen[start:end]]) for start, end in pairwise(bounds.tolist())
        )

    def save(self, directory: Path, prefix: str = "lexical") -> None:
        """Write one ``.npy`` file a part; making them durable is the caller's."""
        for name in FILES:
            np.save(directory / f"{prefix}-{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def load(cls, directory: Path, row_count: int, prefix: str = "lexical") -> Postings:
        """Map saved postings into memory; IndexDamaged when the files are missing or do not fit together."""
        try:
            parts: dict[str, Any] = {
                name: np.load(directory / f"{prefix}-{name}.npy", mmap_mode="r", allow_pickle=False) for name in FILES
            }
        except (OSError, ValueError, EOFError) as error:
            raise IndexDamaged(f"the postings in {directory} cannot be read: {error}") from error
        loaded = cls(row_count=row_count, **parts)
        if not loaded._is_coherent():
            raise IndexDamaged(f"the postings in {directory} do not fit together")
        return loaded

    def _is_coherent(self) -> bool:
        arrays = (self.terms, self.offsets, self.rows, self.weights)
        return (
            [array.dtype.name for array in arrays] == ["uint32", "int64", "int32", "float32"]
            and all(array.ndim == 1 for array in arrays)
            and len(self.offsets) == len(self.terms) + 1
            and int(self.offsets[-1]) == len(self.rows) == len(self.weights)
        )

    def _bounds(self, terms: NDArray[np.uint32]) -> tuple[IntVector, IntVector]:
        """Where the postings of each term start and end; both are equal for a term that is not here."""
        places = np.searchsorted(self.terms, terms)
        known = np.zeros(len(terms), dtype=bool)
        inside = places < len(self.terms)
        known[inside] = self.terms[places[inside]] == terms[inside]
        starts = np.where(known, self.offsets[np.where(known, places, 0)], 0)
        ends = np.where(known, self.offsets[np.where(known, places + 1, 0)], 0)
        return starts, ends


class GrowingPostings:
    """Postings that rows are appended to; readers in other threads see a batch whole or not at all.

    Batches are kept as frozen parts of geometrically growing size, so that appending n rows one by one
    costs n log n. One thread appends at a time.
    """

    def __init__(self) -> None:
        self._parts: tuple[Postings, ...] = ()

    def __len__(self) -> int:
        return self._parts[-1].row_count if self._parts else 0

    def append(self, vectors: Sequence[SparseVector]) -> None:
        """Add ``vectors`` as the next rows."""
        if not vectors:
            return
        parts = [*self._parts, Postings.of(vectors, len(self))]
        while len(parts) > 1 and len(parts[-2].rows) < 2 * len(parts[-1].rows):
            parts[-2:] = [Postings.merged(parts[-2:])]
        self._parts = tuple(parts)

    def scores(self, query: SparseVector) -> FloatVector:
        """The dot product of ``query`` with every row: float32 [rows], zero where no term is shared."""
        parts = self._parts
        return _scores(parts, query, parts[-1].row_count if parts else 0)

    def document_frequencies(self, terms: NDArray[np.uint32]) -> IntVector:
        """In how many rows each of ``terms`` [n] stands: int64 [n]."""
        counts = [part.document_frequencies(terms) for part in self._parts]
        return np.sum(counts, axis=0, dtype=np.int64) if counts else np.zeros(len(terms), dtype=np.int64)


def _scores(parts: Sequence[Postings], query: SparseVector, row_count: int) -> FloatVector:
    rows, weights = [], []
    for part in parts:
        starts, ends = part._bounds(query.terms)
        for start, end, weight in zip(starts.tolist(), ends.tolist(), query.weights.tolist(), strict=True):
            rows.append(part.rows[start:end])
            weights.append(part.weights[start:end] * np.float64(weight))
    total = np.bincount(_joined(rows, np.int32), _joined(weights, np.float64), minlength=row_count)
    if len(total) > row_count:
        raise IndexDamaged("the postings name rows that do not exist")
    return total.astype(np.float32)


def _joined(arrays: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(arrays).astype(kind, copy=False) if arrays else np.empty(0, dtype=kind)
