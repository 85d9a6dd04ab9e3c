"""Who calls: what the door found out about a request, for all that comes after it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import Scope as Connection

from rag.catalog.keys import Scope

_PLACE = "sourcebound.caller"


@dataclass(frozen=True, slots=True)
class Caller:
    """``key`` is the id of the key that was shown; ``collections`` are those that the caller may know of, None: all."""

    key: str | None
    scopes: frozenset[Scope]
    collections: frozenset[str] | None


ANYONE = Caller(None, frozenset[Scope]({"read", "write"}), None)
"""Whoever calls while there are no keys."""


def remember(connection: Connection, caller: Caller) -> None:
    """Note on a request who calls."""
    connection[_PLACE] = caller


def caller_of(connection: Connection) -> Caller | None:
    """Who calls; None where the door was not asked, as for the pages."""
    caller: Caller | None = connection.get(_PLACE)
    return caller
