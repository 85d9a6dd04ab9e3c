"""``/v1/map``: the state of a collection's map, computing it, and its points. docs/map.md is the contract."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName
from api.schemas.map import LegendReply, MapReply, MapRequest
from rag.catalog.mapped import Mapped
from rag.errors import NotFound
from rag.map.body import encode
from rag.map.describe import legend_json, state_json
from rag.map.legend import legend

router = APIRouter()

BINARY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Header and columns, little-endian: see docs/map.md",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/v1/map", response_model=MapReply, responses=errors(404, 422, 503))
async def get_map(
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """Whether there is a map, how far the next one is, its clusters, and how true it is."""
    state = await backend.work.result(request, lambda: backend.maps.state(backend.catalog.shelf(collection)))
    return JSONResponse(state_json(state))


@router.post("/v1/map", status_code=202, response_model=MapReply, responses=errors(404, 422, 503))
async def compute_map(
    wanted: MapRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Begin to compute the map, unless that is being done already; ``GET /v1/map`` tells how far it is."""

    def compute() -> dict[str, Any]:
        shelf = backend.catalog.shelf(wanted.collection)
        backend.maps.compute(shelf)
        return state_json(backend.maps.state(shelf))

    return JSONResponse(await backend.work.result(request, compute), 202)


@router.get("/v1/map/points", response_class=Response, responses=errors(404, 422, 503) | BINARY)
async def get_points(
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
    map: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Every point with its cluster and distortion, as columns of numbers."""

    def points() -> bytes:
        current = backend.maps.current(backend.catalog.shelf(collection))
        if map is not None and map != current.stored.name:
            raise NotFound("that is not the newest map", "GET /v1/map names it")
        return encode(current)

    body = await backend.work.result(request, points)
    return Response(body, media_type="application/octet-stream", headers={"cache-control": "no-store"})


@router.get("/v1/map/legend", response_model=LegendReply, responses=errors(404, 422, 503))
async def get_legend(
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """The documents of the points, and the folders, languages and days of these."""

    def read() -> dict[str, Any]:
        shelf = backend.catalog.shelf(collection)
        return legend_json(legend(backend.maps.current(shelf), Mapped(shelf.database, shelf.collection)))

    return JSONResponse(await backend.work.result(request, read))
