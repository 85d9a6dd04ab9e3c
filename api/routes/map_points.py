"""``/v1/map/points/{chunk_id}``, ``/v1/map/ask`` and ``/v1/map/search``: single points, and finding them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import JSONResponse, Response

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName
from api.schemas.map import (
    MapAskReply,
    MapAskRequest,
    MapSearchReply,
    MapSearchRequest,
    NeighboursReply,
    PointReply,
)
from rag.catalog.mapped import Mapped
from rag.catalog.records import Passage
from rag.errors import NotFound
from rag.map.asking import ask_on_map
from rag.map.current import CurrentMap, Ground
from rag.map.describe import asked_json, head_json, place_json, point_json
from rag.map.finding import find
from rag.map.neighbours import neighbours
from rag.service import Service

router = APIRouter()

_LAST_CHUNK = 2**32 - 1

ChunkId = Annotated[int, Path(ge=0, le=_LAST_CHUNK)]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A collection's service, its map as it may be seen now, and what texts are placed on."""

    service: Service
    points: CurrentMap
    ground: Ground

    def passage(self, chunk_id: int) -> tuple[int, Passage]:
        """A chunk's place in the columns, and what is stored of it; NotFound when it is not there (any more)."""
        point = self.points.point(chunk_id)
        passages = self.service.shelf.passages.visible([chunk_id], self.points.sequence)
        if point is None or chunk_id not in passages:
            raise NotFound(f"there is no chunk {chunk_id} on the map", "GET /v1/map/points lists them")
        return point, passages[chunk_id]


def _opened(backend: Backend, collection: str) -> _Opened:
    service = backend.services.get(collection)
    points, ground = backend.maps.asked_with(service)
    # What is on the map can be found, so that no reply speaks of more than the other.
    service.index.catch_up()
    return _Opened(service, points, ground)


@router.get("/v1/map/points/{chunk_id}", response_model=PointReply, responses=errors(404, 422, 503))
async def get_point(
    chunk_id: ChunkId,
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """One chunk with its text, its document and its place."""

    def read() -> dict[str, Any]:
        opened = _opened(backend, collection)
        point, passage = opened.passage(chunk_id)
        return point_json(opened.points, point, passage)

    return JSONResponse(await backend.work.result(request, read))


@router.get("/v1/map/points/{chunk_id}/neighbours", response_model=NeighboursReply, responses=errors(404, 422, 503))
async def get_neighbours(
    chunk_id: ChunkId,
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    k: Annotated[int, Query(ge=1, le=100)] = 12,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """The chunks nearest in meaning, and how near the picture has them."""

    def read() -> dict[str, Any]:
        opened = _opened(backend, collection)
        point, passage = opened.passage(chunk_id)
        found = neighbours(opened.service.index.view, opened.points, point, passage.vector, k)
        shelf = opened.service.shelf
        texts = Mapped(shelf.database, shelf.collection).texts([near.chunk_id for near in found.nearest])
        listed = [
            head_json(texts[near.chunk_id])
            | place_json(near.place)
            | {"rank": near.rank, "cosine": round(near.cosine, 6), "rank_in_picture": near.rank_in_picture}
            for near in found.nearest
            if near.chunk_id in texts
        ]
        return {"chunk_id": chunk_id, "neighbours": listed, "kept": round(found.kept, 4)}

    return JSONResponse(await backend.work.result(request, read))


@router.post("/v1/map/ask", response_model=MapAskReply, responses=errors(404, 413, 422, 503))
async def ask(wanted: MapAskRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]) -> Response:
    """Answer a question, and show where it lands and what every stage found."""

    def answer() -> dict[str, Any]:
        opened = _opened(backend, wanted.collection)
        asked = ask_on_map(opened.service, opened.ground, opened.points, wanted.question, wanted.k)
        backend.questions.note(opened.service.shelf.journal, wanted.question, asked.answer)
        return asked_json(wanted.question, asked)

    return JSONResponse(await backend.work.result(request, answer))


@router.post("/v1/map/search", response_model=MapSearchReply, responses=errors(404, 413, 422, 503))
async def search(
    wanted: MapSearchRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Find points by the words in them, or by meaning."""

    def search_map() -> dict[str, Any]:
        opened = _opened(backend, wanted.collection)
        found = find(opened.service, opened.ground, opened.points, wanted.text, wanted.mode, wanted.limit)
        return {
            "mode": wanted.mode,
            "chunk_ids": found.ranked.chunk_ids.tolist(),
            "scores": [round(score, 5) for score in found.ranked.scores.tolist()],
            **({"x": None, "y": None} if found.place is None else place_json(found.place)),
        }

    return JSONResponse(await backend.work.result(request, search_map))
