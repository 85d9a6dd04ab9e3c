"""Documents that say nearly the same: most of one's passages lie, in meaning, where another's do.

Cheap because only a few chunks of each document are looked up in the index that is there anyway. A renamed copy has
other titles in what is embedded of its chunks, so equal hashes would miss it; near-identical vectors do not. What
is not covered: more copies than one search returns are found in part.
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

_LEAST_COSINE = 0.95
_LEAST_SHARE = 0.6
_NEIGHBOURS = 16
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
    """Another document; ``share`` of the sampled passages have a near-identical one in it."""

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
    matched: Counter[str] = Counter()
    named = {passage.document_id: passage for passage in seen.values()}
    for chunk_ids in near:
        matched.update({seen[chunk].document_id for chunk in chunk_ids if chunk in seen} - {sample.document_id})
    least = _LEAST_SHARE * len(near)
    return [
        Duplicate(document_id, named[document_id].uri, named[document_id].title, round(count / len(near), 2))
        for document_id, count in matched.most_common(_MOST_NAMED)
        if count >= least
    ]


def _near(view: DenseView, vector: FloatVector) -> set[int]:
    ranked = view.dense(vector, _NEIGHBOURS)
    return set(ranked.chunk_ids[ranked.scores >= _LEAST_COSINE].tolist())
