"""Fusion: every candidate of either side is scored by both, exactly, and the two scores are added by weight.

The dense score is the cosine; the lexical one is BM25 as a share of what a passage that repeats the weightiest
terms of the question would reach. Both are thus on a scale of their own, whatever else was found, and come from
the catalog, so that equal corpora give equal scores whichever engine found the candidates. Measured against
reciprocal rank and distribution-based fusion in docs/log.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rag.catalog.records import Passage
from rag.lexical import SATURATION
from rag.types import FloatVector, Question, Ranked, SparseVector

LEAST_LEXICAL_WEIGHT = 0.3
MOST_LEXICAL_WEIGHT = 0.7
_WEIGHT_OF_LEAD = 0.6
_PLACE_OF_CROWD = 10
_TERMS_THAT_COUNT = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk with its scores, and its places (from 1) in the rankings; None where a ranking does not have it."""

    chunk_id: int
    fused: float
    dense: float
    dense_rank: int | None
    lexical: float
    lexical_rank: int | None


@dataclass(frozen=True, slots=True)
class Fusion:
    """Candidates, best fused score first, ties by chunk id; how much words counted, from 0 to 1, meaning the rest."""

    candidates: list[Candidate]
    lexical_weight: float


def fuse(question: Question, dense: Ranked, lexical: Ranked, passages: Mapping[int, Passage]) -> Fusion:
    """The passages as candidates, scored by both sides."""
    ids = sorted(passages)
    if not ids:
        return Fusion([], LEAST_LEXICAL_WEIGHT)
    meaning = np.stack([passages[chunk].vector for chunk in ids]) @ question.vector
    words = np.array([_bm25(question.terms, passages[chunk].terms) for chunk in ids], dtype=np.float32)
    shares = words / _reachable(question.terms)
    weight = lexical_weight(shares)
    fused = (1 - weight) * meaning + weight * shares
    near, said = _places(dense), _places(lexical)
    candidates = [
        Candidate(chunk, float(fused[n]), float(meaning[n]), near.get(chunk), float(words[n]), said.get(chunk))
        for n, chunk in enumerate(ids)
    ]
    return Fusion(sorted(candidates, key=lambda candidate: (-candidate.fused, candidate.chunk_id)), weight)


def lexical_weight(shares: FloatVector) -> float:
    """How much words count against meaning, by the question.

    Names, numbers and identifiers single out a few passages by their words; a question in everyday words is shared
    by many a little, and misleads. So words count more the further the best passage stands above the tenth.
    """
    ordered = np.sort(shares)
    lead = float(ordered[-1] - ordered[-min(_PLACE_OF_CROWD, len(ordered))])
    return min(MOST_LEXICAL_WEIGHT, LEAST_LEXICAL_WEIGHT + _WEIGHT_OF_LEAD * lead)


def _reachable(query: SparseVector) -> float:
    """What a passage would score that is full of the weightiest terms.

    Not of all terms: no passage holds all words of a long question, and its shares would count for too little.
    """
    weightiest = np.sort(query.weights)[-_TERMS_THAT_COUNT:]
    return max((SATURATION + 1) * float(weightiest.sum()), 1e-9)


def _bm25(query: SparseVector, passage: SparseVector) -> float:
    """The dot product of two sparse vectors whose terms ascend."""
    if not len(passage.terms):
        return 0.0
    places = np.minimum(np.searchsorted(passage.terms, query.terms), len(passage.terms) - 1)
    held = passage.terms[places] == query.terms
    return float((query.weights * passage.weights[places])[held].sum())


def _places(ranked: Ranked) -> dict[int, int]:
    return {chunk: place for place, chunk in enumerate(ranked.chunk_ids.tolist(), start=1)}
