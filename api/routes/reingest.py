"""``POST /v1/documents/{id}/reingest``: read a document's source again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.collector import page_name
from api.enqueue import enqueue
from api.names import shown_name, upload_name
from api.routes.replies import errors
from api.schemas.bounds import CollectionName, DocumentId
from api.schemas.documents import QueuedReply
from api.uploads import IncomingUpload
from rag.catalog.catalog import Shelf
from rag.catalog.documents import ON_ITS_WAY
from rag.catalog.records import DocumentRow
from rag.errors import SourceError
from rag.originals import Originals, local_file

router = APIRouter()

_GIVE_IT = "Upload it again, or delete the document"


@router.post(
    "/v1/documents/{document_id}/reingest",
    status_code=202,
    response_model=QueuedReply,
    responses=errors(400, 404, 422, 503, 507),
)
def reingest(
    document_id: Annotated[DocumentId, Path()],
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> dict[str, str]:
    """Read a document again: a local file from its path, a page from its URL, an upload from its kept original.

    What is stored stays until the new version replaces it; bytes that did not change make no new version.
    """
    shelf = backend.catalog.shelf(collection)
    row = shelf.listing.get(document_id)
    if row.state in ON_ITS_WAY:
        return {"id": row.id, "state": row.state, "uri": row.uri}
    backend.uploads.admit(0)
    upload = _begin(backend, shelf, row)
    try:
        (announced,) = enqueue(shelf, [upload])
    finally:
        upload.abandon()
    backend.wake_queue()
    return announced


def _begin(backend: Backend, shelf: Shelf, row: DocumentRow) -> IncomingUpload:
    """An upload of what the document was read from; SourceError where that is not to be had any more."""
    if row.uri.startswith(("http://", "https://")):
        return backend.uploads.begin(page_name(row.uri), backend.collector.address(row.uri))
    if row.uri.startswith("file://"):
        path = local_file(row.uri)
        if path is None:
            raise SourceError("the file is not where it was", _GIVE_IT)
        return backend.uploads.begin(shown_name(path.name), row.uri)
    content_hash = shelf.listing.content_hash(row.id)
    original = Originals(backend.settings.data).find(row.uri, content_hash) if content_hash else None
    if original is None:
        raise SourceError("the file that was uploaded was not kept", _GIVE_IT)
    return backend.uploads.begin(upload_name(row.uri), row.uri, original)
