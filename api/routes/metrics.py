"""``GET /metrics``: what Prometheus scrapes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from api.backend import Backend, backend_of
from api.gauges import gauges
from api.metrics import CONTENT_TYPE, Metrics

router = APIRouter()

_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "Prometheus' text format", "content": {"text/plain": {"schema": {"type": "string"}}}}
}


@router.get("/metrics", response_class=Response, responses=_TEXT)
def metrics(request: Request, backend: Annotated[Backend, Depends(backend_of)]) -> Response:
    """Requests, answers, the time of each stage, errors, queues, and how far each index is behind its catalog.

    The counts are this process's own, since it started. A key needs the scope read; of collections that it may not
    know of it is told nothing.
    """
    counted: Metrics = request.app.state.metrics
    return Response(counted.exposition(gauges(backend)), media_type=CONTENT_TYPE)
