"""What routes say about their errors in the OpenAPI description."""

from __future__ import annotations

from typing import Any

from api.schemas.errors import ErrorReply

_MEANINGS = {
    400: "That source may not or cannot be read",
    404: "There is no such document, version or collection",
    410: "That version was there and has been purged",
    413: "Larger than allowed",
    422: "The request is wrong",
    503: "Too much at once; try again",
    507: "There is no room for more now; try again later",
}


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses`` for a route that may end with these statuses."""
    return {status: {"model": ErrorReply, "description": _MEANINGS[status]} for status in statuses}
