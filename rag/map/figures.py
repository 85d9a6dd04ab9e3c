"""Trustworthiness and continuity of a picture, measured on a sample of its points against all points.

Paper: Venna and Kaski, Neighborhood preservation in nonlinear projection methods (2001). Trustworthiness falls where
the picture puts strangers side by side, continuity where it tears neighbours apart; 1 is perfect, and a random
picture has about one half.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.types import FloatVector, IntVector

_ROWS_AT_ONCE = 20_000
_SAMPLES_OF_SMALL = 1000
_SAMPLES_OF_LARGE = 200
_LARGE = 50_000


class Rows(Protocol):
    """A table of unit vectors, in memory or in a file: [n, dimension]."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    def __getitem__(self, rows: slice | IntVector, /) -> NDArray[np.float16] | FloatVector: ...


def sampled(count: int) -> IntVector:
    """The rows that figures are measured on."""
    most = _SAMPLES_OF_LARGE if count > _LARGE else _SAMPLES_OF_SMALL
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(1).choice(count, most, replace=False))


def trustworthiness_and_continuity(
    vectors: Rows, positions: FloatVector, samples: IntVector, k: int
) -> tuple[float, float] | None:
    """Both figures for k neighbours; None where there are too few points for them to mean anything."""
    count = len(positions)
    if count < 3 * k:
        return None
    asked = np.asarray(vectors[samples], dtype=np.float32)
    truly, pictured = _truly_nearest(vectors, asked, samples, k), _nearest_in_picture(positions, samples, k)
    true_ranks = _true_ranks(vectors, asked, samples, pictured)
    picture_ranks = np.stack([_picture_ranks(positions, *pair) for pair in zip(samples, truly, strict=True)])
    norm = 2 / (len(samples) * k * (2 * count - 3 * k - 1))
    penalties = (np.maximum(ranks - k, 0).sum() for ranks in (true_ranks, picture_ranks))
    trust, continuity = (float(1 - norm * penalty) for penalty in penalties)
    return trust, continuity


def ranks_in_picture(positions: FloatVector, place: FloatVector, others: IntVector) -> IntVector:
    """How many points lie nearer to a place than each of the others does, plus one."""
    squares = ((positions - place) ** 2).sum(axis=1)
    return np.asarray(1 + np.searchsorted(np.sort(squares), squares[others]))


def _picture_ranks(positions: FloatVector, row: int, others: IntVector) -> IntVector:
    squares = ((positions - positions[row]) ** 2).sum(axis=1)
    squares[row] = np.inf
    return 1 + np.array([(squares < squares[other]).sum() for other in others])


def _nearest_in_picture(positions: FloatVector, samples: IntVector, k: int) -> IntVector:
    found = []
    for row in samples:
        squares = ((positions - positions[row]) ** 2).sum(axis=1)
        squares[row] = np.inf
        found.append(np.argpartition(squares, k)[:k])
    return np.stack(found)


def _truly_nearest(vectors: Rows, asked: FloatVector, samples: IntVector, k: int) -> IntVector:
    rows = np.zeros((len(asked), 0), dtype=np.int64)
    cosines = np.zeros((len(asked), 0), dtype=np.float32)
    for start, found in _cosines(vectors, asked, samples):
        places = np.arange(start, start + found.shape[1])
        rows = np.concatenate([rows, np.broadcast_to(places, found.shape)], axis=1)
        cosines = np.concatenate([cosines, found], axis=1)
        best = np.argpartition(-cosines, min(k, cosines.shape[1]) - 1, axis=1)[:, :k]
        rows, cosines = np.take_along_axis(rows, best, 1), np.take_along_axis(cosines, best, 1)
    return rows


def _true_ranks(vectors: Rows, asked: FloatVector, samples: IntVector, others: IntVector) -> IntVector:
    theirs = np.stack(
        [np.asarray(vectors[row], dtype=np.float32) @ one for row, one in zip(others, asked, strict=True)]
    )
    nearer = np.zeros(others.shape, dtype=np.int64)
    for _, found in _cosines(vectors, asked, samples):
        for column in range(others.shape[1]):
            # A hair above, for the same product may round differently in a larger matrix.
            nearer[:, column] += (found > theirs[:, column : column + 1] + 1e-6).sum(axis=1)
    return nearer + 1


def _cosines(vectors: Rows, asked: FloatVector, samples: IntVector) -> Iterator[tuple[int, FloatVector]]:
    """(first row, cosines [asked, rows]) of all vectors, part by part; a vector to itself is -2."""
    for start in range(0, vectors.shape[0], _ROWS_AT_ONCE):
        found = asked @ np.asarray(vectors[start : start + _ROWS_AT_ONCE], dtype=np.float32).T
        inside = (samples >= start) & (samples < start + found.shape[1])
        found[np.flatnonzero(inside), samples[inside] - start] = -2
        yield start, found
