"""``/v1/tour``: the sample documents of the guided tour."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.backend import Backend, backend_of
from api.routes.replies import errors
from api.schemas.tour import TourReply
from api.tour import begin_tour, tour_state

router = APIRouter()


@router.get("/v1/tour", response_model=TourReply)
def get_tour(backend: Annotated[Backend, Depends(backend_of)]) -> dict[str, Any]:
    """Tell how far the sample documents are."""
    return tour_state(backend)


@router.post("/v1/tour", response_model=TourReply, responses=errors(503))
def start_tour(backend: Annotated[Backend, Depends(backend_of)]) -> dict[str, Any]:
    """Read the sample documents into the collection ``tour``, in the background; again does no harm."""
    return begin_tour(backend)
