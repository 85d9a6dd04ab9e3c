"""Texts compared with each other, and chunks near a point of the space of meanings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from rag.catalog.records import Passage
from rag.protocols import Embedder
from rag.types import FloatVector, Hit, Ranked, StageRanks, StageScores

_SPARE = 20


class NearestView(Protocol):
    """The dense side of what can be searched now."""

    @property
    def sequence(self) -> int: ...

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked: ...


class LiveView(Protocol):
    """Gives the newest view at any moment."""

    @property
    def view(self) -> NearestView: ...


class VisiblePassages(Protocol):
    """Decides which passages may be seen."""

    def visible(self, chunk_ids: Sequence[int], sequence: int) -> dict[int, Passage]: ...

    def languages(self) -> tuple[str, ...]: ...


def similarity(embedder: Embedder, texts: Sequence[str]) -> FloatVector:
    """Cosine of every pair of texts: float32 [n, n], ones on the diagonal."""
    vectors = embedder.embed(list(texts))
    cosines: FloatVector = np.clip(vectors @ vectors.T, -1, 1).astype(np.float32)
    return cosines


def nearest(view: NearestView, passages: VisiblePassages, vector: FloatVector, k: int) -> list[Hit]:
    """The k visible chunks nearest to a unit vector [dimension], nearest first."""
    ranked = view.dense(vector, k + _SPARE)
    visible = passages.visible(ranked.chunk_ids.tolist(), view.sequence)
    seen = [
        (visible[chunk], float(score))
        for chunk, score in zip(ranked.chunk_ids.tolist(), ranked.scores, strict=True)
        if chunk in visible
    ]
    return [_hit(rank, passage, score) for rank, (passage, score) in enumerate(seen[:k], start=1)]


def _hit(rank: int, passage: Passage, score: float) -> Hit:
    return Hit(
        rank=rank,
        score=score,
        scores=StageScores(dense=score),
        ranks=StageRanks(dense=rank),
        chunk_id=passage.chunk_id,
        document_id=passage.document_id,
        version=passage.version,
        uri=passage.uri,
        title=passage.title,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        context=passage.context,
        page=passage.page,
        suspicion=passage.suspicion,
        language=passage.language,
    )
