"""Documents that say nearly the same: most of one's passages are in another, nearly word for word.

Cheap because only a few chunks of each document are looked up in the index that is there anyway. A copy may have
another title and other chunk boundaries, so equal hashes would miss it; near vectors find it, and the words decide:
forms filled in with other numbers are as near, but share fewer words. What is not covered: of many copies only as
many as one search returns are found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.catalog.records import Passage
from rag.catalog.samples import Sample
from rag.types import FloatVector, Ranked

SAMPLES = 6
"""Chunks of each document that are looked up."""

# Chosen on the sample documents: copies with another title reach 0.88 to 1.0 of their passages at 0.75 of the words,
# copies that lost every fifteenth word 0.3 to 1.0, two different documents 0.0.
_LEAST_COSINE = 0.6
_LEAST_WORDS = 0.75
_LEAST_SHARE = 0.5
_NEIGHBOURS = 24
_MOST_NAMED = 5


class DenseView(Protocol):
    """The dense side of what can be searched now."""

    @property
    def sequence(self) -> int: ...

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked: ...


class VisiblePassages(Protocol):
    """Decides which passages may be seen."""

    def visible(self, chunk_ids: Sequence[int], sequence: int) -> dict[int, Passage]: ...


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another document; it holds ``share`` of the sampled passages nearly word for word."""

    id: str
    uri: str
    title: str | None
    share: float


def near_duplicates(
    view: DenseView, passages: VisiblePassages, sampled: Iterable[Sample]
) -> dict[str, list[Duplicate]]:
    """Document id -> the documents that say nearly the same, most alike first; ids without any are left out."""
    found = {sample.document_id: _alike(view, passages, sample) for sample in sampled}
    return {document_id: alike for document_id, alike in found.items() if alike}


def _alike(view: DenseView, passages: VisiblePassages, sample: Sample) -> list[Duplicate]:
    near = [_near(view, vector) for vector in sample.vectors]
    seen = passages.visible(sorted(set().union(*near)), view.sequence)
    others = {passage.document_id: passage for passage in seen.values() if passage.document_id != sample.document_id}
    shared: Counter[str] = Counter()
    for terms, chunk_ids in zip(sample.terms, near, strict=True):
        found = [seen[chunk] for chunk in chunk_ids if chunk in seen]
        shared.update(other for other in others if _holds(terms, found, other))
    return [
        Duplicate(document_id, others[document_id].uri, others[document_id].title, round(count / len(near), 2))
        for document_id, count in shared.most_common(_MOST_NAMED)
        if count >= _LEAST_SHARE * len(near)
    ]


def _near(view: DenseView, vector: FloatVector) -> set[int]:
    ranked = view.dense(vector, _NEIGHBOURS)
    return set(ranked.chunk_ids[ranked.scores >= _LEAST_COSINE].tolist())


def _holds(terms: frozenset[int], near: Sequence[Passage], document_id: str) -> bool:
    """Whether the near passages of a document have, together, most of the terms of a passage."""
    there = (passage.terms.terms.tolist() for passage in near if passage.document_id == document_id)
    return bool(terms) and len(terms & set().union(*there)) >= _LEAST_WORDS * len(terms)
