"""Clusters: the islands that people see in the picture, found by density.

Library: HDBSCAN of scikit-learn; paper: Campello, Moulavi and Sander (2013). They are looked for in the picture, not in
the full space: a cluster is what a label can be written beside.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rag.types import FloatVector, IntVector

NONE = 65_535
"""The cluster of a point that is in none."""

_MOST = 150
_SMALLEST = 5
_CORE = 5
_VOTES = 5
_FAR = 3.0


def clusters_of(positions: FloatVector) -> IntVector:
    """The cluster of each landmark, by size from 0; ``NONE`` where it stands apart."""
    if len(positions) < 2 * _SMALLEST:
        return np.full(len(positions), NONE, dtype=np.int64)
    from sklearn.cluster import HDBSCAN

    smallest = max(_SMALLEST, len(positions) // _MOST)
    found = HDBSCAN(min_cluster_size=smallest, min_samples=_CORE, copy=True).fit(positions.astype(np.float64)).labels_
    return by_size(_joined(positions, np.where(found < 0, NONE, found)))


def like_neighbours(positions: FloatVector, clusters: IntVector, places: FloatVector) -> IntVector:
    """The cluster of each place [n, 2]: that of the landmark nearest in the picture."""
    from sklearn.neighbors import KDTree

    return np.asarray(clusters[KDTree(positions).query(places, 1, return_distance=False)[:, 0]])


def by_size(clusters: IntVector) -> IntVector:
    """The same clusters numbered so that the largest is 0."""
    numbers, counts = np.unique(clusters[clusters != NONE], return_counts=True)
    renumbered = np.full(NONE + 1, NONE, dtype=np.int64)
    renumbered[numbers[np.argsort(-counts, kind="stable")]] = np.arange(len(numbers))
    return renumbered[clusters]


def centres(positions: FloatVector, clusters: NDArray[np.uint16], count: int) -> FloatVector:
    """Where each cluster's label belongs [count, 2]: on its point nearest to the median of all its points."""
    found = np.zeros((count, 2), dtype=np.float32)
    for cluster in range(count):
        mine = positions[clusters == cluster]
        if len(mine):
            found[cluster] = mine[((mine - np.median(mine, axis=0)) ** 2).sum(axis=1).argmin()]
    return found


def _joined(positions: FloatVector, clusters: IntVector) -> IntVector:
    """Points that stand apart join the cluster next to them, unless it is far, as densely as points usually lie."""
    apart, inside = np.flatnonzero(clusters == NONE), np.flatnonzero(clusters != NONE)
    if not len(apart) or not len(inside):
        return clusters
    from sklearn.neighbors import KDTree

    votes = min(_VOTES, len(inside))
    distances, rows = KDTree(positions[inside]).query(positions[apart], votes)
    usual = np.median(KDTree(positions).query(positions[inside], _VOTES + 1)[0][:, -1])
    near = np.median(distances, axis=1) <= _FAR * max(float(usual), 1e-9)
    joined = clusters.copy()
    joined[apart[near]] = clusters[inside[rows[near, 0]]]
    return joined
