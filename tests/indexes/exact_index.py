"""The oracle: what every engine must answer, computed by comparing everything with everything."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from rag.types import Points, Ranked, SparseVector


class ExactIndex:
    def __init__(self, batches: list[Points]) -> None:
        self._dense = {int(c): v for b in batches for c, v in zip(b.chunk_ids, b.dense, strict=True)}
        self._lexical = {int(c): v for b in batches for c, v in zip(b.chunk_ids, b.lexical, strict=True)}
        self._documents = {
            int(c): int(d) for b in batches for c, d in zip(b.chunk_ids, b.document_numbers, strict=True)
        }

    def __len__(self) -> int:
        return len(self._dense)

    def dense(self, vector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        scores = {c: float(v.astype(np.float64) @ vector) for c, v in self._dense.items() if self._passes(c, documents)}
        return self._ranked(scores, k)

    def lexical(self, query: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        asked = dict(zip(query.terms.tolist(), query.weights.tolist(), strict=True))
        scores = {
            c: sum(asked.get(t, 0.0) * w for t, w in zip(v.terms.tolist(), v.weights.tolist(), strict=True))
            for c, v in self._lexical.items()
            if self._passes(c, documents)
        }
        return self._ranked({c: score for c, score in scores.items() if score > 0}, k)

    def points(self):
        rows = sorted(self._dense)
        if not rows:
            return
        dense, lexical = np.stack([self._dense[c] for c in rows]), tuple(self._lexical[c] for c in rows)
        yield Points(np.array(rows), np.array([self._documents[c] for c in rows]), dense, lexical)

    def close(self) -> None:
        pass

    def _passes(self, chunk_id: int, documents: frozenset[int] | None) -> bool:
        return documents is None or self._documents[chunk_id] in documents

    def _ranked(self, scores: dict[int, float], k: int) -> Ranked:
        best = sorted(scores.items(), key=lambda item: (-np.float32(item[1]), item[0]))[: max(k, 1)]
        return Ranked(np.array([c for c, _ in best], np.int64), np.array([s for _, s in best], np.float32))


class ExactEngine:
    """Keeps bases in memory; it is here so that the contract is tested on the oracle as well."""

    name = "exact"

    def __init__(self) -> None:
        self._bases: dict[Path, ExactIndex] = {}

    def build(self, directory: Path, dimension: int, batches: Iterable[Points]) -> None:
        self._bases[directory] = ExactIndex(list(batches))

    def open(self, directory: Path) -> ExactIndex:
        return self._bases[directory]
