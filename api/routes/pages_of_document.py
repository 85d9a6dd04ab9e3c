"""``/v1/documents/{id}/pages``: the pages of a PDF, each as a picture, and where words stand on it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from starlette.responses import Response

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName, DocumentId
from api.schemas.sources import BoxesReply, Offset, PageNumber, PagesReply, Version, Width
from rag.errors import InvalidRequest

router = APIRouter()

_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}, "description": "The page"}}
_DEFAULT_WIDTH = 1200


@router.get("/v1/documents/{document_id}/pages", response_model=PagesReply, responses=errors(404, 410, 422, 503))
async def list_pages(
    document_id: Annotated[DocumentId, Path()],
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    version: Version = None,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> dict[str, Any]:
    """Which part of the text stands on which page; a document that is no PDF has none."""

    def find() -> dict[str, Any]:
        facts = backend.catalog.shelf(collection).sources.facts(document_id, version)
        pages = [{"number": page.number, "start": page.start, "end": page.end} for page in facts.pages]
        return {"version": facts.version, "viewable": backend.pages.has_original(facts), "pages": pages}

    return await backend.pages.work.result(request, find)


@router.get(
    "/v1/documents/{document_id}/pages/{number}.png",
    response_class=Response,
    responses=errors(404, 410, 422, 503) | _PICTURE,
)
async def show_page(
    document_id: Annotated[DocumentId, Path()],
    number: PageNumber,
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    version: Version = None,
    width: Width = _DEFAULT_WIDTH,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> Response:
    """A page as a picture (less wide where it is very tall), drawn from the file that the version was read from."""

    def draw() -> bytes:
        facts = backend.catalog.shelf(collection).sources.facts(document_id, version)
        return backend.pages.image(facts, number, width)

    image = await backend.pages.work.result(request, draw)
    # A deleted document shall not be seen again in a browser's cache.
    return Response(image, media_type="image/png", headers={"cache-control": "no-store"})


@router.get(
    "/v1/documents/{document_id}/pages/{number}/boxes",
    response_model=BoxesReply,
    responses=errors(404, 410, 422, 503),
)
async def box_words(
    document_id: Annotated[DocumentId, Path()],
    number: PageNumber,
    start: Offset,
    end: Offset,
    request: Request,
    backend: Annotated[Backend, Depends(backend_of)],
    version: Version = None,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> dict[str, Any]:
    """Where the words of ``text[start:end]`` stand on a page. A word that is not found for certain has no box."""
    if end < start:
        raise InvalidRequest("end is before start", "give them the other way round")

    def find() -> dict[str, Any]:
        shelf = backend.catalog.shelf(collection)
        facts = shelf.sources.facts(document_id, version)
        found = backend.pages.boxes(shelf, document_id, facts, number, (start, end))
        return {"version": facts.version, "page": number} | found

    return await backend.pages.work.result(request, find)
