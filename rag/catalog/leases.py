"""Leases: which one of all processes does something now, also when they run on several machines."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from rag.catalog.database import Database
from rag.catalog.schema import leases
from rag.catalog.upsert import insert_missing
from rag.errors import Busy, RagError

LEASE_SECONDS = 600.0


@contextmanager
def leased(database: Database, name: str, refusal: Busy) -> Iterator[None]:
    """The right of this name while the block runs; the refusal is raised when another living process has it.

    It is renewed as long as the block runs. A holder that died lets go after ten minutes at most, at once when it ran
    on this machine. Times are those of the machines: they must agree within minutes.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    with database.writing() as connection:
        _let_go_of_dead(connection, name)
        insert_missing(connection, leases, [{"name": name, "holder": holder, "expires_at": 0.0}])
        free = or_(leases.c.holder == holder, leases.c.expires_at < time.time())
        taken = connection.execute(
            update(leases)
            .where((leases.c.name == name) & free)
            .values(holder=holder, expires_at=time.time() + LEASE_SECONDS)
        )
        if not taken.rowcount:
            raise refusal
    mine = (leases.c.name == name) & (leases.c.holder == holder)
    try:
        with _renewed(database, mine):
            yield
    finally:
        with database.writing() as connection:
            connection.execute(delete(leases).where(mine))


def holder_of(connection: Connection, name: str) -> str | None:
    """Who has the right of this name now, as HOST:PROCESS; None when nobody does."""
    query = select(leases.c.holder, leases.c.expires_at).where(leases.c.name == name)
    row = connection.execute(query).first()
    if row is None or row.expires_at < time.time() or _is_dead(row.holder):
        return None
    return str(row.holder.rpartition(":")[0])


@contextmanager
def _renewed(database: Database, mine: ColumnElement[bool]) -> Iterator[None]:
    ended = threading.Event()

    def renew() -> None:
        while not ended.wait(LEASE_SECONDS / 4):
            with suppress(RagError), database.writing() as connection:
                connection.execute(update(leases).where(mine).values(expires_at=time.time() + LEASE_SECONDS))

    renewer = threading.Thread(target=renew, daemon=True, name="lease")
    renewer.start()
    try:
        yield
    finally:
        ended.set()
        renewer.join()


def _let_go_of_dead(connection: Connection, name: str) -> None:
    holder = connection.execute(select(leases.c.holder).where(leases.c.name == name)).scalar()
    if holder is not None and _is_dead(holder):
        connection.execute(delete(leases).where((leases.c.name == name) & (leases.c.holder == holder)))


def _is_dead(holder: str) -> bool:
    """Whether a holder is a process of this machine that is not there any more."""
    host, process, _ = holder.rsplit(":", 2)
    return host == socket.gethostname() and not _lives(int(process))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
