"""Fusion of the dense and the lexical ranking into one score between 0 and 1.

Each ranking's scores are brought to one scale by their mean and spread (distribution-based score fusion, as Qdrant
describes it), then added by weight. A passage that one side did not find counts as that side's worst.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rag.types import FloatVector, Ranked

_SPREAD = 3.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk with its scores and places (from 1) in both rankings; None where a ranking does not have it."""

    chunk_id: int
    fused: float
    dense: float | None
    dense_rank: int | None
    lexical: float | None
    lexical_rank: int | None


def fuse(dense: Ranked, lexical: Ranked, lexical_weight: float) -> list[Candidate]:
    """All chunks of both rankings, best fused score first, ties by chunk id."""
    dense_of = dict(zip(dense.chunk_ids.tolist(), _scaled(dense.scores).tolist(), strict=True))
    lexical_of = dict(zip(lexical.chunk_ids.tolist(), _scaled(lexical.scores).tolist(), strict=True))
    dense_place = {chunk: place for place, chunk in enumerate(dense.chunk_ids.tolist())}
    lexical_place = {chunk: place for place, chunk in enumerate(lexical.chunk_ids.tolist())}
    candidates = []
    for chunk in dense_of.keys() | lexical_of.keys():
        near, said = dense_place.get(chunk), lexical_place.get(chunk)
        fused = (1 - lexical_weight) * dense_of.get(chunk, 0.0) + lexical_weight * lexical_of.get(chunk, 0.0)
        candidates.append(
            Candidate(
                chunk_id=chunk,
                fused=fused,
                dense=None if near is None else float(dense.scores[near]),
                dense_rank=None if near is None else near + 1,
                lexical=None if said is None else float(lexical.scores[said]),
                lexical_rank=None if said is None else said + 1,
            )
        )
    return sorted(candidates, key=lambda candidate: (-candidate.fused, candidate.chunk_id))


def _scaled(scores: FloatVector) -> FloatVector:
    """Scores mapped so that mean ± 3 standard deviations become 0 and 1."""
    if not len(scores):
        return scores
    spread = float(scores.std()) * _SPREAD
    if spread == 0:
        return np.full_like(scores, 0.5)
    scaled: FloatVector = np.clip((scores - scores.mean() + spread) / (2 * spread), 0, 1).astype(np.float32)
    return scaled
