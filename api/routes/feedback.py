"""``/v1/feedback``: what people say of answers, kept to be measured and calibrated by."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query

from api.backend import DEFAULT_COLLECTION, Backend, backend_of
from api.routes.replies import errors
from api.schemas.bounds import CollectionName
from api.schemas.feedback import FeedbackReply, FeedbackRequest, ForgottenReply, StoredReply

router = APIRouter()

_LAST = 2**31 - 1


@router.post("/v1/feedback", status_code=201, response_model=StoredReply, responses=errors(404, 413, 422, 503))
def give_feedback(given: FeedbackRequest, backend: Annotated[Backend, Depends(backend_of)]) -> dict[str, int]:
    """Judge an answer. Its citations must be of stored text; only their offsets are kept."""
    return {"id": backend.catalog.shelf(given.collection).feedback.add(given.judgement())}


@router.get("/v1/feedback", response_model=FeedbackReply, responses=errors(404, 422))
def list_feedback(
    backend: Annotated[Backend, Depends(backend_of)],
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Query(max_length=100)] = None,
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> dict[str, Any]:
    """The judgements of a collection, the newest first, page by page."""
    rows, following = backend.catalog.shelf(collection).feedback.page(limit, cursor)
    judged = [{"id": row.id, "at": row.at, **asdict(row.judgement)} for row in rows]
    return {"feedback": judged, "next": following}


@router.delete("/v1/feedback/{feedback_id}", response_model=ForgottenReply, responses=errors(404, 422, 503))
def delete_feedback(
    feedback_id: Annotated[int, Path(ge=1, le=_LAST)],
    backend: Annotated[Backend, Depends(backend_of)],
    collection: Annotated[CollectionName, Query()] = DEFAULT_COLLECTION,
) -> dict[str, int]:
    """Take a judgement back."""
    backend.catalog.shelf(collection).feedback.delete(feedback_id)
    return {"deleted": feedback_id}
