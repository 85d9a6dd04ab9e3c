"""``/v1/documents``: what is stored, and deleting it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName, DocumentId
from api.schemas.documents import DeletedReply, DocumentReply, DocumentsReply, DocumentsRequest
from rag.receipt import pending
from rag.removal import remove

router = APIRouter()


@router.get("/v1/documents", response_model=DocumentsReply, responses=errors(404, 422))
def list_documents(
    wanted: Annotated[DocumentsRequest, Query()], backend: Annotated[Backend, Depends(backend_of)]
) -> dict[str, Any]:
    """The documents of a collection in the order they were added, page by page; the first page counts them."""
    listing = backend.catalog.shelf(wanted.collection).listing
    selection = wanted.selection()
    rows, following = listing.page(wanted.limit, wanted.cursor, selection, newest_first=wanted.order == "newest")
    counts = asdict(listing.counts(selection)) if wanted.cursor is None else None
    # Whoever has read here that a document is ready may ask about it at once.
    backend.services.catch_up(wanted.collection)
    return {"documents": [asdict(row) for row in rows], "next": following, "counts": counts}


@router.get("/v1/documents/{document_id}", response_model=DocumentReply, responses=errors(404, 422))
def get_document(
    document_id: Annotated[DocumentId, Path()],
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> dict[str, Any]:
    """One document: its state, and the facts of its newest version."""
    row = backend.catalog.shelf(collection).listing.get(document_id)
    backend.services.catch_up(collection)
    return asdict(row)


@router.delete("/v1/documents/{document_id}", response_model=DeletedReply, responses=errors(404, 422, 503))
def delete_document(
    document_id: Annotated[DocumentId, Path()],
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> dict[str, Any]:
    """Delete a document: it is in no reply from now on, and its text and file are removed; with what is left yet."""
    shelf = backend.catalog.shelf(collection)
    deleted = remove(shelf, backend.settings.data, document_id)
    receipt = pending(shelf, backend.settings, deleted)
    backend.upkeep.soon(collection)
    return {"deleted": deleted, "complete": receipt.complete, "places": [asdict(place) for place in receipt.places]}
