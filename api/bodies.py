"""How much may be sent: bodies are bounded while they arrive, in size, in kind and in time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import error_response

_JSON_LIMIT = 64 << 10
_JSON = "application/json"
_FORM = "multipart/form-data"
_STALLED_SECONDS = 30.0
_DRAIN_BYTES = 8 << 20
_DRAIN_SECONDS = 1.0


class BodyLimits:
    """Bodies are JSON of at most 64 KB, or at ``form_path`` a form of at most ``form_limit`` bytes.

    ``json_limits`` are the limits in bytes of paths that take more JSON.
    """

    def __init__(self, app: ASGIApp, form_path: str, form_limit: int, json_limits: Mapping[str, int]) -> None:
        self._app = app
        self._form_path = form_path
        self._form_limit = form_limit
        self._json_limits = json_limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_form = (scope["method"], scope["path"]) == ("POST", self._form_path)
        limit = self._form_limit if is_form else self._json_limits.get(scope["path"], _JSON_LIMIT)
        headers = Headers(scope=scope)
        declared = int(headers.get("content-length", "0"))
        if declared > limit:
            await error_response(413, "too_large", _too_large(limit))(scope, receive, send)
        elif (declared or "transfer-encoding" in headers) and _kind(headers) != (_FORM if is_form else _JSON):
            wanted = _FORM if is_form else _JSON
            refusal = error_response(415, "unsupported_media_type", f"the body must be {wanted}", "set Content-Type")
            await refusal(scope, receive, send)
        else:
            await self._app(scope, _bounded(receive, limit), send)


class UnreadBodies:
    """When a reply is sent before its request was read to the end, reads on briefly and closes the connection.

    Without that, a client that still sends would lose the reply, or could send for ever.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        unread = True

        async def noting() -> Message:
            nonlocal unread
            message = await receive()
            unread = message["type"] == "http.request" and message.get("more_body", False)
            return message

        closing = False

        async def ending(message: Message) -> None:
            nonlocal closing
            if message["type"] == "http.response.start":
                closing = unread
                if closing:
                    message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            elif closing and not message.get("more_body", False):
                await send({**message, "more_body": True})
                await _drain(noting)
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(scope, noting, ending)


async def _drain(receive: Receive) -> None:
    read = 0
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            while read < _DRAIN_BYTES:
                message = await receive()
                read += len(message.get("body", b""))
                if not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def _bounded(receive: Receive, limit: int) -> Receive:
    """A ``receive`` that refuses what comes past the limit, or does not come at all."""
    read = 0
    complete = False

    async def bounded() -> Message:
        nonlocal read, complete
        if complete:
            return await receive()
        try:
            async with asyncio.timeout(_STALLED_SECONDS):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "the body stopped arriving") from None
        read += len(message.get("body", b""))
        complete = not message.get("more_body", False)
        if read > limit:
            raise HTTPException(413, _too_large(limit))
        return message

    return bounded


def _has_body(headers: Mapping[str, str]) -> bool:
    return headers.get("content-length", "0") != "0" or "transfer-encoding" in headers


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _too_large(limit: int) -> str:
    size = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit >> 10} KB"
    return f"the body is larger than {size}"
