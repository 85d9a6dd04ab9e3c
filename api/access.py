"""The outermost layer: one line of log a request, headers that make browsers careful, and no error without a reply."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ErrorResponse, describe
from api.escape import one_line
from api.request_ids import HEADER, begin
from api.traces import request_span

_log = logging.getLogger("api.access")

_CLIENT_GONE = 499
_CAREFUL = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


class Access:
    """Wraps everything else. The log holds method, path, status, time and id; never a question or a header.

    ``observe`` is told method, route (None where there is none), status and seconds of each request that has ended.
    """

    def __init__(self, app: ASGIApp, observe: Callable[[str, str | None, int, float], None]) -> None:
        self._app = app
        self._observe = observe

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        headers = Headers(scope=scope)
        request_id = begin(headers)
        status = 0
        try:
            with request_span(one_line(scope["method"]), headers, request_id) as span:
                status = await self._answered(scope, receive, send, request_id)
                span.told(route_of(scope) or "", status)
        finally:
            spent = perf_counter() - started
            self._observe(scope["method"], route_of(scope), status, spent)
            _note(scope, status, spent * 1000, request_id)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> int:
        """Let the request be answered, whatever happens; returns the status that the client was sent."""
        status = 0

        async def careful(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message["headers"])
                headers[HEADER] = request_id
                for name, value in _CAREFUL.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, careful)
        except ClientDisconnect:
            status = status or _CLIENT_GONE
        except Exception as error:
            code, body = describe(error)
            if not status:
                await ErrorResponse(code, body)(scope, receive, careful)
        return status


def route_of(scope: Scope) -> str | None:
    """The path of the route that took a request, its parameters by name; None where none did."""
    route = scope.get("route")
    return None if route is None else str(route.path_format)


def _note(scope: Scope, status: int, milliseconds: float, request_id: str) -> None:
    method, path = one_line(scope["method"]), one_line(scope.get("raw_path", b"").decode("latin-1"))
    fields = {"method": method, "path": path, "status": status, "ms": round(milliseconds, 1)}
    words = (method, path, status or "-", milliseconds, request_id)
    _log.info("%s %s %s %.0f ms %s", *words, extra={"fields": fields})
