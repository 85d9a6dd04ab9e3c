"""``POST /v1/similar``: how near texts are in meaning."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.similar import SimilarReply, SimilarRequest
from rag.serialize import hit_json

router = APIRouter()


@router.post("/v1/similar", response_model=SimilarReply, responses=errors(404, 413, 422, 503))
async def similar(
    wanted: SimilarRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Compare texts with each other, or find the passages nearest to one."""

    def compare() -> dict[str, Any]:
        if wanted.texts is not None:
            matrix = backend.services.get(DEFAULT_COLLECTION).similar(wanted.texts)
            return {"similarity": [[round(float(cell), 6) for cell in row] for row in matrix]}
        hits = backend.services.get(wanted.collection).nearest(wanted.text or "", wanted.k)
        return {"hits": [hit_json(hit) for hit in hits]}

    return JSONResponse(await backend.work.result(request, compare))
