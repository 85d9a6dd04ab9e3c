"""Landmarks: the points that are projected, and that everything else is placed by.

Small collections are all landmarks. Nearest landmarks are found by FAISS: exactly, or through inverted lists where
there is much to place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rag.errors import MissingExtra
from rag.types import FloatVector, IntVector

_EXACT_COMPARISONS = 1_000_000_000
_PROBED = 16
_TRAINED_ON = 20_000


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each of n vectors its k nearest landmarks, best first: rows among the landmarks and cosines, both [n, k]."""

    rows: IntVector
    cosines: FloatVector

    def without_itself(self, own: IntVector) -> Nearest:
        """The same with one column less: the landmark that a vector itself is (row ``own``), else the last."""
        drop = self.rows == own[:, None]
        drop[~drop.any(axis=1), -1] = True
        count, k = self.rows.shape
        return Nearest(self.rows[~drop].reshape(count, k - 1), self.cosines[~drop].reshape(count, k - 1))


class NearestLandmarks:
    """Finds the nearest of m landmarks [m, dimension] for about ``expected`` vectors."""

    def __init__(self, vectors: FloatVector, expected: int = 1) -> None:
        self._index = _index(np.ascontiguousarray(vectors, dtype=np.float32), expected)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, vectors: FloatVector, k: int) -> Nearest:
        """The ``min(k, m)`` nearest landmarks of each vector [n, dimension]."""
        cosines, rows = self._index.search(np.ascontiguousarray(vectors, dtype=np.float32), min(k, len(self)))
        # An inverted file fills up with -1 where the lists it looked into hold fewer.
        rows = np.where(rows < 0, rows[:, :1], rows)
        return Nearest(rows, np.where(np.isfinite(cosines) & (cosines > -1.5), cosines, cosines[:, :1]))


def _index(vectors: FloatVector, expected: int) -> Any:
    faiss = _faiss()
    count, dimension = vectors.shape
    if count * expected <= _EXACT_COMPARISONS:
        index = faiss.IndexFlatIP(dimension)
    else:
        lists = int(4 * np.sqrt(count))
        index = faiss.IndexIVFFlat(faiss.IndexFlatIP(dimension), dimension, lists, faiss.METRIC_INNER_PRODUCT)
        index.cp.niter = 8
        index.train(vectors[:_TRAINED_ON])
        index.nprobe = _PROBED
    index.add(vectors)
    return index


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise MissingExtra("faiss-cpu", "faiss") from error
    return faiss
