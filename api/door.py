"""The door: who has a key, what it opens, and how often. It decides before a byte of the body is read."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from ipaddress import ip_address
from typing import TYPE_CHECKING

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.callers import ANYONE, Caller, remember
from api.errors import error_response
from api.rates import Rates
from api.scopes import scope_needed

if TYPE_CHECKING:
    from rag.catalog.keys import Keys

_BEARER = re.compile(r"bearer +(?P<key>\S+)", re.IGNORECASE)
_LOOKUPS = 8
"""Keys that are looked up at once; a thread pool of their own, so that no slow call holds up the door."""


class Door:
    """Asks for a key once one was made, or always when ``required``; ``is_open`` names what needs none."""

    def __init__(self, app: ASGIApp, is_open: Callable[[Scope], bool], *, required: bool, per_minute: int) -> None:
        self._app = app
        self._is_open = is_open
        self._required = required
        self._rates = Rates(per_minute)
        self._limiter: CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._is_open(scope):
            await self._app(scope, receive, send)
            return
        caller = await self._identified(scope)
        refusal = self._refusal(scope, caller)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        if caller is not None:
            remember(scope, caller)
        await self._app(scope, receive, send)

    async def _identified(self, scope: Scope) -> Caller | None:
        """Who calls; None when a key is wanted and there is none that opens anything."""
        keys: Keys = scope["app"].state.backend.catalog.keys
        shown = shown_keys(Headers(scope=scope))
        self._limiter = self._limiter or CapacityLimiter(_LOOKUPS)
        return await run_sync(partial(identify, keys, shown, required=self._required), limiter=self._limiter)

    def _refusal(self, scope: Scope, caller: Caller | None) -> Response | None:
        seconds = self._seconds_to_wait(scope, caller)
        if seconds:
            remedy = f"come back in {seconds} s"
            return error_response(429, "too_many_calls", "too many calls", remedy, {"retry-after": str(seconds)})
        if caller is None:
            remedy = "send Authorization: Bearer KEY; rag keys create makes one"
            return error_response(401, "no_key", "a valid key is needed", remedy, {"www-authenticate": "Bearer"})
        if scope_needed(scope["method"], scope["path"]) not in caller.scopes:
            return error_response(403, "key_may_only_read", "this key may only read", "use one with --scope write")
        return None

    def _seconds_to_wait(self, scope: Scope, caller: Caller | None) -> int:
        """By key; without one by address, and whoever sits at an open machine is not counted."""
        address = scope["client"][0] if scope.get("client") else ""
        if caller is ANYONE and _is_loopback(address):
            return 0
        return self._rates.wait(f"key {caller.key}" if caller is not None and caller.key else f"address {address}")


def identify(keys: Keys, shown: set[str], *, required: bool) -> Caller | None:
    """The caller who shows these keys; ANYONE while no key was ever made, unless one is required."""
    if len(shown) == 1:
        key = keys.opened_by(next(iter(shown)))
        if key is not None:
            collections = None if key.collections is None else frozenset(key.collections)
            return Caller(key.id, frozenset(key.scopes), collections)
    return None if required or keys.exist() else ANYONE


def shown_keys(headers: Headers) -> set[str]:
    """Every key that a request shows; two different ones are as good as none."""
    shown = set(headers.getlist("x-api-key"))
    for value in headers.getlist("authorization"):
        match = _BEARER.fullmatch(value.strip())
        shown.add(match["key"] if match else "")
    return shown


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
