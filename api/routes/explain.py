"""``POST /v1/explain``: why this, and why not that."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.routes.replies import errors
from api.schemas.explain import ExplainReply, ExplainRequest
from rag.explain.records import explanation_json

router = APIRouter()


@router.post("/v1/explain", response_model=ExplainReply, responses=errors(404, 413, 422, 503))
async def explain(
    wanted: ExplainRequest, request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """Show what each stage made of a question; for a document that is missed, where it was lost and what would help."""

    def trace() -> dict[str, Any]:
        service = backend.services.get(wanted.collection)
        turns = wanted.turns()
        return explanation_json(service.explain(wanted.question, wanted.k, turns, wanted.wanted(), wanted.document))

    return JSONResponse(await backend.work.result(request, trace))
