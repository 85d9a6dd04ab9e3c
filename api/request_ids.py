"""The id of a request: the caller's own where it is sane, else a made one; on every log line and in the reply."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

from starlette.datastructures import Headers

HEADER = "x-request-id"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def begin(headers: Headers) -> str:
    """The id of a request that begins; ``current`` tells it to whatever is done for it, in other threads too."""
    given = headers.getlist(HEADER)
    sane = len(given) == 1 and _SANE.fullmatch(given[0])
    name = given[0] if sane else secrets.token_hex(8)
    _current.set(name)
    return name


def current() -> str | None:
    """The id of the request that this is done for; None for what the service does by itself."""
    return _current.get()
