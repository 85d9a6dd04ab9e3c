"""``POST /v1/search``: the passages that a question is about."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.routes.replies import errors
from api.schemas.search import SearchReply, SearchRequest
from rag.serialize import hit_json
from rag.types import Hit

router = APIRouter()


@router.post("/v1/search", response_model=SearchReply, responses=errors(404, 413, 422, 503))
async def search(wanted: SearchRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]) -> Response:
    """Find the passages that a question is about, best first, each with the scores of every stage."""

    def find() -> list[Hit]:
        return backend.services.get(wanted.collection).search(wanted.question, wanted.k, wanted.wanted())

    hits = await backend.work.result(request, find)
    return JSONResponse({"hits": [hit_json(hit) for hit in hits]})
