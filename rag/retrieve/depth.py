"""Where the passages of one document stand, however far down: each side searched deeper than for an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rag.catalog.records import Passage
from rag.retrieve.fuse import Candidate, fuse
from rag.retrieve.sources import PassageSource
from rag.retrieve.trace import Trace
from rag.types import Ranked

DEEPEST = 2_000
"""How far down a place is looked for."""
_DEPTHS = (250, DEEPEST)
_OWN = 24


@dataclass(frozen=True, slots=True)
class Place:
    """A passage in the ranking of one side; ``rank`` is None where it stands below the deepest place looked at."""

    chunk_id: int
    score: float
    rank: int | None


@dataclass(frozen=True, slots=True)
class Depth:
    """The best passage of a document on each side, None where it has none there; and its best of all, fused.

    ``fused`` is scored and placed among the candidates of the search as if it had been fetched with them; ``passage``
    is the passage that it is.
    """

    dense: Place | None
    lexical: Place | None
    fused: Candidate | None
    fused_rank: int | None
    passage: Passage | None


def depth_of(trace: Trace, document: int, passages: PassageSource) -> Depth:
    """Where a document (by its number) stands in a search."""
    question, view = trace.question, trace.view
    mine = frozenset({document})
    near = view.dense(question.vector, _OWN, mine)
    said = view.lexical(question.terms, _OWN, mine)
    own = passages.visible(sorted({*near.chunk_ids.tolist(), *said.chunk_ids.tolist()}), view.sequence)
    together = fuse(question, trace.dense, trace.lexical, {**trace.passages, **own}).candidates
    rank, best = next(((rank, one) for rank, one in enumerate(together, start=1) if one.chunk_id in own), (None, None))
    return Depth(
        dense=_place(near, lambda k: view.dense(question.vector, k, trace.documents)),
        lexical=_place(said, lambda k: view.lexical(question.terms, k, trace.documents)),
        fused=best,
        fused_rank=rank,
        passage=own[best.chunk_id] if best else None,
    )


def _place(own: Ranked, search: Callable[[int], Ranked]) -> Place | None:
    """The best of a document's own ranking in the ranking of all."""
    if not len(own):
        return None
    chunk = int(own.chunk_ids[0])
    for k in _DEPTHS:
        ids = search(k).chunk_ids.tolist()
        if chunk in ids:
            return Place(chunk, float(own.scores[0]), ids.index(chunk) + 1)
        if len(ids) < k:
            break
    return Place(chunk, float(own.scores[0]), None)
