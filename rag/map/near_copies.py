"""Chunks that say nearly the same: pairs of high cosine, and the groups that they make.

Pairs among landmarks are found exactly among the neighbours of each. The others are compared with their nearest
landmarks, and with those that have the same nearest one; what is not covered: two of these on both sides of the border
between two landmarks, unless a landmark joins them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.map.landmarks import Nearest
from rag.types import FloatVector, IntVector

LEAST_COSINE = 0.9
"""Pairs below this are not kept."""

_TOGETHER = 2048


@dataclass(frozen=True, slots=True)
class Pairs:
    """Rows of points [n, 2] and their cosines [n], all at least ``LEAST_COSINE``."""

    rows: NDArray[np.int32]
    cosines: FloatVector

    @staticmethod
    def none() -> Pairs:
        return Pairs(np.zeros((0, 2), dtype=np.int32), np.zeros(0, dtype=np.float32))

    def __add__(self, other: Pairs) -> Pairs:
        return Pairs(np.concatenate([self.rows, other.rows]), np.concatenate([self.cosines, other.cosines]))


def pairs_with_landmarks(points: IntVector, landmark_rows: IntVector, nearest: Nearest) -> Pairs:
    """Pairs of points with their nearest landmarks, rows given as rows of the map; each pair once."""
    point, column = np.nonzero(nearest.cosines >= LEAST_COSINE)
    rows = np.stack([points[point], landmark_rows[nearest.rows[point, column]]], axis=1)
    rows, first = np.unique(np.sort(rows, axis=1), axis=0, return_index=True)
    return Pairs(rows.astype(np.int32), nearest.cosines[point, column][first])


def pairs_in_cells(points: IntVector, vectors: FloatVector | NDArray[np.float16], cells: IntVector) -> Pairs:
    """Pairs of points [n] of the same cell [n]: each with the one before it in the cell that is most like it."""
    order = np.argsort(cells, kind="stable")
    found = [Pairs.none()]
    for group in np.split(order, np.flatnonzero(np.diff(cells[order])) + 1):
        for start in range(0, len(group), _TOGETHER):
            found.append(_with_one_before(points, vectors, group[start : start + _TOGETHER]))
    rows, cosines = zip(*((pairs.rows, pairs.cosines) for pairs in found), strict=True)
    return Pairs(np.concatenate(rows), np.concatenate(cosines))


def _with_one_before(points: IntVector, vectors: FloatVector | NDArray[np.float16], group: IntVector) -> Pairs:
    if len(group) < 2:
        return Pairs.none()
    mine = np.asarray(vectors[group], dtype=np.float32)
    cosines = np.tril(mine @ mine.T, -1)
    best = cosines.argmax(axis=1)
    highest = cosines[np.arange(len(group)), best]
    alike = highest >= LEAST_COSINE
    rows = np.stack([points[group[best[alike]]], points[group[alike]]], axis=1)
    return Pairs(rows.astype(np.int32), highest[alike])


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Rows of points that are near-copies of each other, and the lowest cosine that joined them."""

    rows: list[int]
    cosine: float


def groups(pairs: Pairs, least: float, visible: NDArray[np.bool_]) -> list[CopyGroup]:
    """What pairs of at least that cosine join, among the visible rows [points]; the largest group first."""
    kept = (pairs.cosines >= least) & visible[pairs.rows].all(axis=1)
    order = np.argsort(-pairs.cosines[kept], kind="stable")
    joined = _Joined()
    for (one, other), cosine in zip(pairs.rows[kept][order].tolist(), pairs.cosines[kept][order].tolist(), strict=True):
        joined.join(one, other, cosine)
    return joined.groups()


class _Joined:
    """Union-find that remembers the last, and so lowest, cosine that joined a group."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}
        self._lowest: dict[int, float] = {}

    def join(self, one: int, other: int, cosine: float) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        if first != second:
            self._above[second] = first
            self._lowest[first] = cosine

    def groups(self) -> list[CopyGroup]:
        members: dict[int, list[int]] = {}
        for row in sorted(self._above):
            members.setdefault(self._root(row), []).append(row)
        found = [CopyGroup(rows, min(self._lowest[root], 1.0)) for root, rows in members.items()]
        return sorted(found, key=lambda group: (-len(group.rows), -group.cosine, group.rows))

    def _root(self, row: int) -> int:
        self._above.setdefault(row, row)
        while self._above[row] != row:
            self._above[row] = self._above[self._above[row]]
            row = self._above[row]
        return row
