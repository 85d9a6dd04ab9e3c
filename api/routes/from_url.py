"""``POST /v1/documents/url``: a page of the public web goes into the queue; it is fetched in the background."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.backend import Backend, backend_of
from api.collector import page_name
from api.enqueue import enqueue
from api.routes.replies import errors
from api.schemas.documents import QueuedReply, UrlRequest

router = APIRouter()


@router.post(
    "/v1/documents/url",
    status_code=202,
    response_model=QueuedReply,
    responses=errors(400, 413, 422, 503, 507),
)
def add_url(wanted: UrlRequest, backend: Annotated[Backend, Depends(backend_of)]) -> dict[str, str]:
    """Take a page to be fetched and ingested; an address that may not be fetched is refused at once.

    ``GET /v1/documents/{id}`` tells when it is ready, or why it failed.
    """
    uri = backend.collector.address(wanted.url)
    backend.uploads.admit(0)
    shelf = backend.catalog.open_shelf(wanted.collection)
    upload = backend.uploads.begin(page_name(uri), uri)
    try:
        (announced,) = enqueue(shelf, [upload])
    finally:
        upload.abandon()
    backend.wake_queue()
    return announced
