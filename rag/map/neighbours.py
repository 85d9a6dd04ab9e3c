"""The true neighbours of a point, beside where the picture has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from rag.map.current import CurrentMap
from rag.map.figures import ranks_in_picture
from rag.types import FloatVector, IntVector, Ranked

_SPARE = 64


class DenseView(Protocol):
    """The dense side of what can be searched now."""

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked: ...


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A chunk at a place [2], its rank by cosine among all points, and by distance in the picture."""

    chunk_id: int
    rank: int
    cosine: float
    rank_in_picture: int
    place: FloatVector


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest of a point in truth, best first; ``kept``: the share of them that are its nearest in the picture."""

    nearest: Sequence[Neighbour]
    kept: float


def truly_nearest(view: DenseView, points: CurrentMap, vector: FloatVector, k: int) -> Ranked:
    """The k points nearest to a vector, of those that the map shows."""
    found = view.dense(vector, k + _SPARE)
    shown = points.shows(found.chunk_ids)
    return Ranked(found.chunk_ids[shown][:k], found.scores[shown][:k])


def neighbours(view: DenseView, points: CurrentMap, point: int, vector: FloatVector, k: int) -> Neighbours:
    """The k nearest of a point (its place in the columns), itself left out."""
    found = truly_nearest(view, points, vector, k + 1)
    others = found.chunk_ids != points.chunk_ids[point]
    chunk_ids, cosines = found.chunk_ids[others][:k], found.scores[others][:k]
    places: IntVector = np.searchsorted(points.chunk_ids, chunk_ids)
    # One less: the point itself is nearest to its own place.
    ranks = np.maximum(ranks_in_picture(points.positions, points.positions[point], places) - 1, 1)
    rows = zip(chunk_ids.tolist(), cosines.tolist(), ranks.tolist(), places, strict=True)
    nearest = [
        Neighbour(chunk_id, rank, cosine, in_picture, points.positions[place])
        for rank, (chunk_id, cosine, in_picture, place) in enumerate(rows, start=1)
    ]
    kept = float((ranks <= len(nearest)).mean()) if nearest else 1.0
    return Neighbours(nearest, kept)
