"""How far the picture can be trusted at a place: are its neighbours there as near in truth as the true ones?"""

from __future__ import annotations

import numpy as np

from rag.map.landmarks import Nearest
from rag.types import FloatVector, IntVector

NEIGHBOURS = 12
"""How many neighbours figures look at."""

UNKNOWN = 255
"""The byte of a point that was not measured."""

_BATCH = 4096


class Distortion:
    """Compares neighbours in the picture with true ones, both among landmarks.

    0: what lies around a point is as near to it in truth as anything is; 1: it is no nearer than a random landmark.
    """

    def __init__(self, vectors: FloatVector, positions: FloatVector) -> None:
        from sklearn.neighbors import KDTree

        self._vectors = vectors
        self._mean = vectors.mean(axis=0)
        self._tree = KDTree(positions)

    def of(self, vectors: FloatVector, places: FloatVector, nearest: Nearest, own: IntVector | None) -> FloatVector:
        """Of vectors [n, dimension] at places [n, 2] with their true nearest landmarks; ``own``: which they are."""
        count = min(NEIGHBOURS, nearest.rows.shape[1], len(self._vectors) - (own is not None))
        if count < 1:
            return np.zeros(len(vectors), dtype=np.float32)
        parts = [
            self._batch(vectors[rows], places[rows], nearest.cosines[rows, :count], None if own is None else own[rows])
            for rows in (slice(start, start + _BATCH) for start in range(0, len(vectors), _BATCH))
        ]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _batch(
        self, vectors: FloatVector, places: FloatVector, truth: FloatVector, own: IntVector | None
    ) -> FloatVector:
        count = truth.shape[1]
        pictured = self._pictured(places, count, own)
        seen = np.einsum("nd,nkd->nk", vectors, self._vectors[pictured]).mean(axis=1)
        best, chance = truth.mean(axis=1), vectors @ self._mean
        return np.asarray(np.clip((best - seen) / np.maximum(best - chance, 1e-6), 0, 1), dtype=np.float32)

    def _pictured(self, places: FloatVector, count: int, own: IntVector | None) -> IntVector:
        """Rows of the landmarks nearest in the picture [n, count]."""
        if own is None:
            return np.asarray(self._tree.query(places, count, return_distance=False))
        rows = self._tree.query(places, count + 1, return_distance=False)
        return Nearest(rows, np.zeros(rows.shape, dtype=np.float32)).without_itself(own).rows


def as_bytes(distortions: FloatVector) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """0..1 as 0..254; 255 is left for what was not measured."""
    return np.asarray(np.round(distortions * 254), dtype=np.uint8)


def when_known(byte: int) -> float | None:
    """The distortion that a byte stands for, None where it was not measured."""
    return None if byte == UNKNOWN else round(byte / 254, 3)
