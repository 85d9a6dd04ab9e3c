"""``/v1/map/duplicates`` and ``/v1/map/coverage``: what is there more than once, and what is missing."""

from __future__ import annotations

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName
from api.schemas.map import CoverageReply, MapDuplicatesReply
from rag.catalog.mapped import Mapped
from rag.catalog.unanswered import unanswered
from rag.map.coverage import coverage
from rag.map.describe import coverage_json, head_json
from rag.map.near_copies import LEAST_COSINE, groups

router = APIRouter()

_MOST_LISTED = 50


@router.get("/v1/map/duplicates", response_model=MapDuplicatesReply, responses=errors(404, 422, 503))
async def get_duplicates(
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    least: Annotated[float, Query(ge=LEAST_COSINE, le=1)] = 0.95,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """Groups of chunks that say nearly the same, as far as they were there when the map was computed."""

    def read() -> dict[str, Any]:
        shelf = backend.catalog.shelf(collection)
        points = backend.maps.current(shelf)
        stored = points.stored
        found = groups(stored.pairs, least, np.isin(stored.chunk_ids, points.chunk_ids, assume_unique=True))
        listed = [stored.chunk_ids[group.rows[:_MOST_LISTED]].tolist() for group in found[:limit]]
        texts = Mapped(shelf.database, shelf.collection).texts([chunk for chunks in listed for chunk in chunks])
        shown = [
            {
                "cosine": round(group.cosine, 4),
                "size": len(group.rows),
                "points": [head_json(texts[chunk]) for chunk in chunks if chunk in texts],
            }
            for group, chunks in zip(found, listed, strict=False)
        ]
        return {"total": len(found), "groups": shown}

    return JSONResponse(await backend.work.result(request, read))


@router.get("/v1/map/coverage", response_model=CoverageReply, responses=errors(404, 422, 503))
async def get_coverage(
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """Questions that were refused or judged wrong, placed beside what the corpus holds."""

    def read() -> dict[str, Any]:
        service = backend.services.get(collection)
        shelf = service.shelf
        points, ground = backend.maps.asked_with(service)
        asked = unanswered(shelf.database, shelf.collection, limit)
        return coverage_json(coverage(service.embedder, service.index.catch_up(), ground, points, asked))

    return JSONResponse(await backend.work.result(request, read))
