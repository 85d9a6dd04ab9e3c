"""Made-up chunks: random unit vectors of float16 precision, and words drawn so that few are frequent."""

from __future__ import annotations

import numpy as np

from rag.types import Points, SparseVector

DIMENSION = 48


def unit_rows(rng: np.random.Generator, count: int, dimension: int = DIMENSION) -> np.ndarray:
    rows = rng.standard_normal((count, dimension))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)


def sparse(weights: dict[int, float]) -> SparseVector:
    terms = sorted(weights)
    rounded = np.array([weights[term] for term in terms], np.float16).astype(np.float32)
    return SparseVector(np.array(terms, np.uint32), rounded)


def random_sparse(rng: np.random.Generator, length: int) -> SparseVector:
    terms = np.unique(rng.zipf(1.3, length) % 2_000) + 2**31
    return sparse({int(term): 0.5 + rng.random() for term in terms})


def random_points(seed: int, count: int, per_document: int = 5, first_id: int = 1) -> Points:
    rng = np.random.default_rng(seed)
    ids = rng.permutation(np.arange(first_id, first_id + count))
    lexical = tuple(random_sparse(rng, int(rng.integers(0, 30))) for _ in range(count))
    return Points(ids, (ids - first_id) // per_document, unit_rows(rng, count), lexical)


def split(points: Points, size: int) -> list[Points]:
    return [
        Points(
            points.chunk_ids[start : start + size],
            points.document_numbers[start : start + size],
            points.dense[start : start + size],
            points.lexical[start : start + size],
        )
        for start in range(0, len(points), size)
    ]
