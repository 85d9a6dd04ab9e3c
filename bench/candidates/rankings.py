"""The candidates of a question, as each side ranks them and as fusion does."""

from __future__ import annotations

from collections.abc import Mapping

from rag.catalog.records import Passage
from rag.retrieve.fuse import fuse
from rag.service import Service
from rag.types import Ranked

RANKINGS = ("dense", "lexical", "fused")
DEPTH = 100
"""Candidates of each ranking that are looked at."""


def rankings(service: Service, question: str, pool: int) -> dict[str, list[Passage]]:
    """The first DEPTH passages by each of RANKINGS; ``pool`` candidates of each side are fused."""
    prepared, _ = service.found(question)
    view = service.index.view
    dense = view.dense(prepared.vector, max(DEPTH, pool))
    lexical = view.lexical(prepared.terms, max(DEPTH, pool))
    visible = service.shelf.passages.visible(sorted({*_ids(dense), *_ids(lexical)}), view.sequence)
    pooled = {*_ids(dense)[:pool], *_ids(lexical)[:pool]}
    fused = fuse(prepared, dense, lexical, {chunk: seen for chunk, seen in visible.items() if chunk in pooled})
    return {
        "dense": _passages(_ids(dense), visible),
        "lexical": _passages(_ids(lexical), visible),
        "fused": _passages([candidate.chunk_id for candidate in fused.candidates], visible),
    }


def _ids(ranked: Ranked) -> list[int]:
    ids: list[int] = ranked.chunk_ids.tolist()
    return ids


def _passages(ids: list[int], visible: Mapping[int, Passage]) -> list[Passage]:
    return [visible[chunk] for chunk in ids if chunk in visible][:DEPTH]
