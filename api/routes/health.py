"""``GET /health``: whether questions can be answered now."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from starlette.responses import JSONResponse, Response

from api.backend import Backend, backend_of
from api.errors import error_body
from api.routes.replies import errors
from api.schemas.health import HealthReply

router = APIRouter()


@router.get("/health", response_model=HealthReply, responses=errors(503))
async def health(backend: Annotated[Backend, Depends(backend_of)]) -> Response:
    """200 when questions can be answered. Answered from memory, so it is quick under any load."""
    follower = backend.follower
    reason = follower.why_not()
    if reason is not None:
        error: dict[str, Any] = error_body("unavailable", reason, "the log of the service says more")
        return JSONResponse({"status": "unavailable"} | error, 503, {"retry-after": "5"})
    return JSONResponse({"status": "ok", "documents": follower.documents, "chunks": follower.chunks})
