"""The outermost layer: one line of log a request, headers that make browsers careful, and no error without a reply."""

from __future__ import annotations

import logging
from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import ErrorResponse, describe
from api.escape import one_line

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
    """Wraps everything else. The log holds method, path, status and time; never a question or a header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status = 0

        async def careful(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(raw=message["headers"])
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
        finally:
            path = one_line(scope.get("raw_path", b"").decode("latin-1"))
            spent = (perf_counter() - started) * 1000
            _log.info("%s %s %s %.0f ms", one_line(scope["method"]), path, status or "-", spent)
