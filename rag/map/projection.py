"""Vectors to the plane: t-SNE over the neighbours found before, by openTSNE.

Paper: van der Maaten and Hinton, Visualizing Data using t-SNE (2008); its fast form: Linderman et al. (2019). The
figures of this choice, and of those it was preferred to, are in docs/map.md.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rag.map.landmarks import Nearest
from rag.types import FloatVector

METHOD = "t-SNE"
PERPLEXITY = 20
NEIGHBOURS = 3 * PERPLEXITY

_EARLY = 75
_LATE = 200
_FOURIER_ABOVE = 2000
_TOO_FEW = 8
_TOLD_EVERY = 25
_ITERATIONS = 30


def project(
    vectors: FloatVector, nearest: Nearest, start: FloatVector | None, tell: Callable[[float], object]
) -> FloatVector:
    """Positions [n, 2] of unit vectors [n, dimension], each with its nearest others.

    ``start`` are positions to begin from, so that a new map looks like the one before; without, the principal
    components. ``tell`` gets the share done. The result is the same for the same input.
    """
    if len(vectors) < _TOO_FEW:
        return principal(vectors)
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.initialization import rescale
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    distances = np.sqrt(np.maximum(2 - 2 * nearest.cosines, 0))
    affinities = PerplexityBasedNN(
        knn_index=PrecomputedNeighbors(nearest.rows, distances),
        perplexity=min(PERPLEXITY, nearest.rows.shape[1] / 3),
        n_jobs=-1,
    )
    embedding = TSNEEmbedding(
        rescale(_spread(principal(vectors) if start is None else start)),
        affinities,
        negative_gradient_method="fft" if len(vectors) > _FOURIER_ABOVE else "bh",
        n_jobs=-1,
        random_state=0,
    )
    embedding.optimize(_EARLY, exaggeration=12, momentum=0.5, inplace=True, **_telling(tell, 0))
    embedding.optimize(_LATE, momentum=0.8, inplace=True, **_telling(tell, _EARLY))
    return np.asarray(embedding, dtype=np.float32)


def principal(vectors: FloatVector) -> FloatVector:
    """The two principal components of vectors: [n, 2], by subspace iteration, for two need no full decomposition."""
    centred = vectors - vectors.mean(axis=0)
    covariance = centred.T @ centred
    axes = np.random.default_rng(0).normal(size=(len(covariance), 2))
    for _ in range(_ITERATIONS):
        axes, _ = np.linalg.qr(covariance @ axes)
    return np.asarray(centred @ axes, dtype=np.float32)


def within_square(positions: FloatVector) -> FloatVector:
    """Positions moved and scaled so that their box is centred and just fits into -1 .. 1."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    half = max(float((high - low).max()) / 2, 1e-9)
    return np.asarray(np.clip((positions - (low + high) / 2) / half, -1, 1), dtype=np.float32)


def _spread(positions: FloatVector) -> FloatVector:
    """No two points in the very same place, where no force could part them."""
    scale = max(float(positions.std()), 1e-9)
    return np.asarray(positions + np.random.default_rng(0).normal(0, 0.01 * scale, positions.shape), dtype=np.float64)


def _telling(tell: Callable[[float], object], before: int) -> dict[str, Any]:
    def told(iteration: int, _error: float, _positions: object) -> None:
        tell((before + iteration) / (_EARLY + _LATE))

    return {"callbacks": [told], "callbacks_every_iters": _TOLD_EVERY}
