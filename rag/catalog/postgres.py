"""What PostgreSQL needs to behave as the catalog expects, where SQLite does so by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL

from rag.errors import Busy, StorageError, Unreachable

_LOCK = 7_203_941
"""The advisory lock of write transactions; any number would do."""
_LOCK_SECONDS = 60
_CONNECT_SECONDS = 10
_AWAY = ("08", "57P01", "57P02", "57P03")
"""SQLSTATEs of a server that is not there, or goes away or comes up just now."""


def connectable(url: URL) -> Engine:
    """Connections that were idle are tried before they are used, so that a server may restart."""
    return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT_SECONDS})


def snapshots(engine: Engine) -> Engine:
    """The engine for reading: by itself each statement would see what was committed before it."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def take_turn(connection: Connection) -> None:
    """Wait until no other write transaction is open: they follow each other, so sequence numbers follow commits."""
    connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def is_away(error: Any) -> bool:
    """Whether an error of the driver says that there is no server; one without a state comes from connecting."""
    state = getattr(error, "sqlstate", None)
    return state is None or state.startswith(_AWAY)


def meaning(error: Any) -> Busy | StorageError:
    """An operational error of the driver as one of the house. What the driver says names host and user, no password."""
    state = getattr(error, "sqlstate", None) or ""
    said = " ".join(str(error).split())
    if state == "55P03":
        return Busy("another process has been writing to the catalog for over a minute", "try again when it is done")
    if state.startswith("53"):
        return StorageError(f"the catalog's server has no room ({said})", "free space there and run the command again")
    if state.startswith("28") or "authentication failed" in said:
        return StorageError(f"the catalog's server refuses the login ({said})", "check RAG_CATALOG_URL")
    if is_away(error):
        return Unreachable(f"the catalog's server is away ({said})", "start it, or check RAG_CATALOG_URL")
    return StorageError(f"the catalog refused ({said})", "see the log of its server")
