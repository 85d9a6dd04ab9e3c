"""Where a vector belongs among landmarks that have their places already."""

from __future__ import annotations

import numpy as np

from rag.map.landmarks import Nearest
from rag.types import FloatVector

PLACED_BY = 8
"""Nearest landmarks that a place is made from."""

_WARMTH = 0.02


def place(nearest: Nearest, positions: FloatVector) -> FloatVector:
    """Positions [n, 2] of vectors from those [m, 2] of their nearest landmarks.

    The mean of their places, weighted so that a landmark whose cosine is 0.02 lower counts a third; those far away in
    the picture from the nearest one are left out, for a place between two islands belongs to neither.
    """
    near = Nearest(nearest.rows[:, :PLACED_BY], nearest.cosines[:, :PLACED_BY])
    places = positions[near.rows]
    apart = np.linalg.norm(places - places[:, :1], axis=2)
    weights = np.exp((near.cosines - near.cosines[:, :1]) / _WARMTH)
    weights = weights * (apart <= np.median(apart, axis=1, keepdims=True))
    return np.asarray((places * weights[:, :, None]).sum(1) / weights.sum(1, keepdims=True), dtype=np.float32)
