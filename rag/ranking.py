"""The one order of all rankings: best score first, equal scores by ascending chunk id."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rag.types import FloatVector, IntVector, Ranked


def top(chunk_ids: IntVector, scores: FloatVector, k: int) -> Ranked:
    """The k best of n scored chunks (all of them where n is smaller), in linear time plus a sort of the k."""
    if k < len(scores):
        # Everything that ties with the k-th score stays in, so that ids, not chance, decide who is cut.
        kept = np.flatnonzero(scores >= -np.partition(-scores, k - 1)[k - 1]) if k > 0 else np.empty(0, np.intp)
        chunk_ids, scores = chunk_ids[kept], scores[kept]
    order = np.lexsort((chunk_ids, -scores))[: max(k, 0)]
    return Ranked(chunk_ids[order].astype(np.int64), scores[order].astype(np.float32))


def empty() -> Ranked:
    """A ranking of nothing."""
    return Ranked(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))


def top_of(fetch: Callable[[int], tuple[IntVector, FloatVector]], k: int, count: int) -> Ranked:
    """The k best of ``count`` chunks from an engine that can only be asked for its best ``limit``.

    ``fetch(limit)`` gives chunk ids and scores. Engines order equal scores by chance and add up in any order, so
    where scores that are as good as equal reach past the k-th, more are fetched until they end.
    """
    k = min(max(k, 1), count)
    ids, scores = fetch(min(k + 1, count))
    for limit in (8 * k, count):
        if len(scores) <= k or scores.min() < _as_good_as(-np.partition(-scores, k - 1)[k - 1]):
            break
        ids, scores = fetch(min(limit, count))
    return top(ids, scores, k)


def _as_good_as(score: np.float32) -> np.float32:
    """The least score that float32 sums of the same products could have come to."""
    return score - abs(score) * np.float32(1e-5)
