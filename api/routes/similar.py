"""``POST /v1/similar`` and below it: how near texts are in meaning, why, and where sums of meanings lead."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.routes.replies import errors
from api.schemas.similar import (
    ArithmeticReply,
    ArithmeticRequest,
    ExplainReply,
    ExplainRequest,
    SimilarReply,
    SimilarRequest,
)
from rag.explore import explain, similarity
from rag.serialize import explanation_json, hit_json, solution_json

router = APIRouter()


@router.post("/v1/similar", response_model=SimilarReply, responses=errors(404, 413, 422, 503))
async def similar(
    wanted: SimilarRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Compare texts with each other, or find the passages nearest to one."""

    def compare() -> dict[str, Any]:
        if wanted.texts is not None:
            matrix = similarity(backend.embedder, wanted.texts)
            return {"similarity": [[round(float(cell), 6) for cell in row] for row in matrix]}
        hits = backend.services.get(wanted.collection).nearest(wanted.text or "", wanted.k)
        return {"hits": [hit_json(hit) for hit in hits]}

    return JSONResponse(await backend.work.result(request, compare))


@router.post("/v1/similar/explain", response_model=ExplainReply, responses=errors(413, 422, 503))
async def explain_similarity(
    wanted: ExplainRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Tell which tokens and which sentences carry the similarity of two texts, as parts of their cosine."""

    def take_apart() -> dict[str, Any]:
        return explanation_json(explain(backend.embedder, wanted.a, wanted.b))

    return JSONResponse(await backend.work.result(request, take_apart))


@router.post("/v1/similar/arithmetic", response_model=ArithmeticReply, responses=errors(404, 413, 422, 503))
async def arithmetic(
    wanted: ArithmeticRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Add and subtract meanings, and find what of the collection lies near the result. Roughly: see ``length``."""

    def solve() -> dict[str, Any]:
        return solution_json(backend.services.get(wanted.collection).calculate(wanted.expression, wanted.k))

    return JSONResponse(await backend.work.result(request, solve))
