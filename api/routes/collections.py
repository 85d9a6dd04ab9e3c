"""``GET /v1/collections``: what there is to ask."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.backend import Backend, backend_of
from api.routes.replies import errors
from api.schemas.collections import CollectionsReply

router = APIRouter()


@router.get("/v1/collections", response_model=CollectionsReply, responses=errors(422))
def list_collections(backend: Annotated[Backend, Depends(backend_of)]) -> dict[str, Any]:
    """The collections by name, with how many documents and chunks of each can be found."""
    catalog = backend.catalog
    names = catalog.collections.names()
    return {"collections": [{"name": name} | asdict(catalog.shelf(name).listing.usage()) for name in names]}
