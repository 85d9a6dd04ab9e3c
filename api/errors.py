"""One shape for every error: ``{"error": {"code", "message", "remedy"}}``."""

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
from starlette.responses import JSONResponse

from api.escape import one_line
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


def error_response(
    status: int, code: str, message: str, remedy: str = "", headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """A reply that is an error in the one shape."""
    return JSONResponse(error_body(code, message, remedy), status, headers)


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


def _on_rag_error(_request: Request, error: Exception) -> JSONResponse:
    status, body = describe(error)
    seconds = next((seconds for kind, seconds in _RETRY_SECONDS.items() if isinstance(error, kind)), None)
    return JSONResponse(body, status, {"retry-after": str(seconds)} if seconds else None)


def _on_http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    status = error.status_code
    code = _CODES.get(status, HTTPStatus(status).phrase.lower().replace(" ", "_"))
    return error_response(status, code, str(error.detail), _REMEDIES.get(status, ""), error.headers)


def _on_invalid_request(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = [_problem(item) for item in error.errors()[:_MOST_PROBLEMS]]
    return error_response(422, "invalid_request", "; ".join(problems), "GET /openapi.json says what is accepted")


def _problem(item: Mapping[str, Any]) -> str:
    """Where and what, without the value: it may be long, secret or no JSON."""
    if item["type"] == "json_invalid":
        return f"the body is no JSON: {item['ctx']['error']} at character {item['loc'][-1]}"
    place = ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0])
    return f"{one_line(place, _LONGEST_PLACE)}: {item['msg']}"
