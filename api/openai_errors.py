"""Errors as OpenAI's clients know them: ``{"error": {"message", "type", "param", "code"}}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rag.errors import InvalidRequest, NotFound

_PATHS = ("/v1/chat/completions", "/v1/embeddings", "/v1/models")
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class WrongField(InvalidRequest):
    """A field of the request holds what cannot be done."""

    def __init__(self, field: str, cause: str, remedy: str = "") -> None:
        super().__init__(cause, remedy)
        self.field = field


class NoSuchModel(NotFound):
    """There is no model of that name, or not for this caller."""

    code = "model_not_found"

    def __init__(self, model: str) -> None:
        super().__init__(f"there is no model {model!r} here", "GET /v1/models lists what there is")


def is_openai(path: str) -> bool:
    """Whether a path is one of those that clients of OpenAI call."""
    return path in _PATHS or path.startswith("/v1/models/")


def in_their_shape(status: int, error: Mapping[str, str], field: str | None = None) -> dict[str, Any]:
    """Our error (code, message, remedy) in OpenAI's shape; the remedy goes with the message, which is what is shown."""
    message = f"{error['message']}. {error['remedy']}" if error["remedy"] else error["message"]
    kind = "server_error" if status >= 500 else _TYPES.get(status, "invalid_request_error")
    return {"error": {"message": message, "type": kind, "param": field, "code": error["code"]}}
