"""``GET /v1/documents/{id}/text``: the canonical text that citations point into."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import JSONResponse, Response

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName, DocumentId
from api.schemas.documents import TextReply

router = APIRouter()

_LAST_VERSION = 2**31 - 1


@router.get("/v1/documents/{document_id}/text", response_model=TextReply, responses=errors(404, 410, 422))
def get_text(
    document_id: Annotated[DocumentId, Path()],
    backend: Annotated[Backend, Depends(backend_of)],
    version: Annotated[int | None, Query(ge=1, le=_LAST_VERSION)] = None,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """The text of a document's version (the newest unless told otherwise); offsets count its Unicode code points."""
    text, found = backend.catalog.shelf(collection).passages.text(document_id, version)
    return JSONResponse({"text": text, "version": found})
