"""``GET /v1/documents/{id}/blocks``: a stretch of a document's text with its structure."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName, DocumentId
from api.schemas.sources import BlocksReply, Offset, Version
from rag.catalog.records import SourceFacts
from rag.errors import InvalidRequest
from rag.types import Block

router = APIRouter()

_MOST_CHARACTERS = 100_000
_SHORT = 4_000
"""A block of up to so many characters comes whole."""


@router.get("/v1/documents/{document_id}/blocks", response_model=BlocksReply, responses=errors(404, 410, 422, 503))
async def get_blocks(
    document_id: Annotated[DocumentId, Path()],
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    version: Version = None,
    start: Offset = 0,
    end: Offset = 20_000,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> dict[str, Any]:
    """The text around ``[start, end)``, at most 100,000 characters of it; short blocks at its ends are made whole."""
    if end < start:
        raise InvalidRequest("end is before start", "give them the other way round")

    def read() -> dict[str, Any]:
        sources = backend.catalog.shelf(collection).sources
        facts = sources.facts(document_id, version)
        first, last, blocks = _window(facts, start, end)
        return {
            "version": facts.version,
            "uri": facts.uri,
            "title": facts.title,
            "media_type": facts.media_type,
            "characters": facts.characters,
            "pages": len(facts.pages),
            "start": first,
            "end": last,
            "text": sources.text(document_id, facts.version, first, last),
            "blocks": blocks,
        }

    return await backend.work.result(request, read)


def _window(facts: SourceFacts, start: int, end: int) -> tuple[int, int, list[dict[str, Any]]]:
    """Where the stretch begins and ends once its outer blocks are whole, and its blocks."""
    start = min(start, facts.characters)
    end = min(end, start + _MOST_CHARACTERS, facts.characters)
    blocks = facts.blocks
    first = bisect_right(blocks, start, key=lambda block: block.end)
    last = bisect_left(blocks, end, key=lambda block: block.start)
    inside = blocks[first:last]
    for block in (inside[0], inside[-1]) if inside else ():
        if block.end - block.start <= _SHORT:
            start, end = min(start, block.start), max(end, block.end)
    return start, end, _described(facts, inside)


def _described(facts: SourceFacts, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    starts = [page.start for page in facts.pages]
    described = []
    for block in blocks:
        at = bisect_right(starts, block.start)
        page = facts.pages[at - 1].number if at else None
        described.append(
            {"kind": block.kind, "level": block.level, "start": block.start, "end": block.end, "page": page}
        )
    return described
