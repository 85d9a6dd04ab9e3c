"""``POST /v1/documents``: files go into the queue; they are ingested in the background."""

from __future__ import annotations

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request
from pydantic import TypeAdapter, ValidationError

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.enqueue import enqueue
from api.form import UploadForm
from api.routes.replies import errors
from api.schemas.bounds import CollectionName
from api.schemas.documents import UploadReply
from api.uploads import IncomingUpload
from rag.errors import InvalidRequest

router = APIRouter()

PATH = "/v1/documents"

_COLLECTION: TypeAdapter[str] = TypeAdapter(CollectionName)
_FORM_SCHEMA = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
        "collection": {"type": "string", "default": DEFAULT_COLLECTION},
    },
}


@router.post(
    PATH,
    status_code=202,
    response_model=UploadReply,
    responses=errors(413, 422, 503, 507),
    openapi_extra={"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM_SCHEMA}}}},
)
async def upload(request: Request, backend: Annotated[Backend, Depends(backend_of)]) -> dict[str, Any]:
    """Take files to be ingested; ``GET /v1/documents/{id}`` tells when each is ready, or why it failed."""
    await run_sync(backend.uploads.admit, int(request.headers.get("content-length", "0")))
    form = UploadForm(request.headers.get("content-type", ""), backend.uploads.begin)
    try:
        await form.read(request.stream())
        collection = _collection_of(form, request)
        announced = await run_sync(_enqueue, backend, form.files, collection)
    finally:
        await run_sync(form.abandon)
    backend.wake_queue()
    return {"documents": announced}


def _collection_of(form: UploadForm, request: Request) -> str:
    """The collection of the form or, as in the other routes, of the query."""
    asked = request.query_params.get("collection", DEFAULT_COLLECTION)
    try:
        return _COLLECTION.validate_python(form.fields.get("collection", asked))
    except ValidationError:
        raise InvalidRequest("that cannot name a collection", "use letters, digits, '-', '_' and '.'") from None


def _enqueue(backend: Backend, files: list[IncomingUpload], collection: str) -> list[dict[str, str]]:
    if len({file.uri for file in files}) < len(files):
        cause = "two files of the request have the same name, and a name is one document"
        raise InvalidRequest(cause, "rename one, or send them to different collections")
    return enqueue(backend.catalog.open_shelf(collection), files)
