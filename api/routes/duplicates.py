"""``GET /v1/documents/duplicates``: which documents say nearly the same as others."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.routes.replies import errors
from api.schemas.documents import DuplicatesReply, DuplicatesRequest
from rag.catalog.samples import samples
from rag.duplicates import SAMPLES, near_duplicates

router = APIRouter()


@router.get("/v1/documents/duplicates", response_model=DuplicatesReply, responses=errors(404, 422, 503))
async def list_duplicates(
    wanted: Annotated[DuplicatesRequest, Query()], request: Request, backend: Annotated[Backend, Depends(backend_of)]
) -> Response:
    """For each of the documents named: the others that say nearly the same."""

    def compare() -> dict[str, Any]:
        service = backend.services.get(wanted.collection)
        shelf = service.shelf
        sampled = samples(shelf.database, shelf.collection, wanted.id, SAMPLES)
        found = near_duplicates(service.index.view, shelf.passages, sampled)
        return {"duplicates": {document: [asdict(other) for other in others] for document, others in found.items()}}

    return JSONResponse(await backend.work.result(request, compare))
