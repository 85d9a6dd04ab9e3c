"""One shape for every error: ``{"error": {"code", "message", "remedy"}}``, on OpenAI's routes OpenAI's."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from api.escape import one_line
from api.openai_errors import WrongField, in_their_shape, is_openai
from api.routes.page import missing
from rag.errors import Busy, MissingExtra, QueueFull, RagError

_log = logging.getLogger("api.errors")

_SHOWN_AS_IS = (Busy, MissingExtra, QueueFull)
_RETRY_SECONDS = {Busy: 1, QueueFull: 30}
_MOST_PROBLEMS = 5
_LONGEST_PLACE = 80
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}
_REMEDIES = {
    404: "GET /openapi.json lists what there is",
    405: "GET /openapi.json lists what there is",
}


def error_body(code: str, message: str, remedy: str = "") -> dict[str, Any]:
    """The one shape that every error has in JSON."""
    return {"error": {"code": code, "message": message, "remedy": remedy}}


class ErrorResponse(JSONResponse):
    """A reply that is an error: in the one shape, or as OpenAI's clients expect it where they call.

    ``field`` is the field of the request that is wrong, where one is.
    """

    def __init__(
        self,
        status: int,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(body, status, headers)
        self._error = body["error"]
        self._more = headers
        self._field = field

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"].state.metrics.failed(self._error["code"])
        if not is_openai(scope["path"]):
            await super().__call__(scope, receive, send)
            return
        body = in_their_shape(self.status_code, self._error, self._field)
        await JSONResponse(body, self.status_code, self._more)(scope, receive, send)


def error_response(
    status: int, code: str, message: str, remedy: str = "", headers: Mapping[str, str] | None = None
) -> ErrorResponse:
    """A reply that is an error."""
    return ErrorResponse(status, error_body(code, message, remedy), headers)


def install_error_handlers(app: FastAPI) -> None:
    """Let every error that a route raises leave in the one shape."""
    app.add_exception_handler(RagError, _on_rag_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)


def describe(error: Exception) -> tuple[int, dict[str, Any]]:
    """Status and body for an error; what the server alone should know is logged under an id, not sent."""
    if isinstance(error, RagError) and (error.status < 500 or isinstance(error, _SHOWN_AS_IS)):
        return error.status, error_body(error.code, error.cause, error.remedy)
    name = log_failure(error)
    status, code = (error.status, error.code) if isinstance(error, RagError) else (500, "internal_error")
    return status, error_body(code, "the server could not do this", f"its log says why, under {name}")


def log_failure(error: Exception) -> str:
    """Log an error that is not the caller's with where it happened; returns the id that it is logged under."""
    name = secrets.token_hex(4)
    # The frames are our own code; the message may quote a document or a request, so it is escaped and cut.
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("failure %s: %s: %s\n%s", name, type(error).__name__, one_line(str(error)), frames)
    return name


def _on_rag_error(_request: Request, error: Exception) -> ErrorResponse:
    status, body = describe(error)
    seconds = next((seconds for kind, seconds in _RETRY_SECONDS.items() if isinstance(error, kind)), None)
    field = error.field if isinstance(error, WrongField) else None
    return ErrorResponse(status, body, {"retry-after": str(seconds)} if seconds else None, field)


def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    if status == 404 and (page := missing(request.scope)):
        return page
    code = _CODES.get(status, HTTPStatus(status).phrase.lower().replace(" ", "_"))
    return error_response(status, code, str(error.detail), _REMEDIES.get(status, ""), error.headers)


def _on_invalid_request(_request: Request, error: Exception) -> ErrorResponse:
    assert isinstance(error, RequestValidationError)
    wrong = error.errors()[:_MOST_PROBLEMS]
    problems = "; ".join(_problem(item) for item in wrong)
    body = error_body("invalid_request", problems, "GET /openapi.json says what is accepted")
    return ErrorResponse(422, body, field=_place(wrong[0]))


def _problem(item: Mapping[str, Any]) -> str:
    """Where and what, without the value: it may be long, secret or no JSON."""
    if item["type"] == "json_invalid":
        return f"the body is no JSON: {item['ctx']['error']} at character {item['loc'][-1]}"
    return f"{_place(item)}: {item['msg']}"


def _place(item: Mapping[str, Any]) -> str:
    place = ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0])
    return one_line(place, _LONGEST_PLACE)
