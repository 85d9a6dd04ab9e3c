"""Generations: which base is live, and who may build the next one."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import ColumnElement, Connection, delete, insert, or_, select, update

from rag.catalog.database import Database
from rag.catalog.moments import stamp
from rag.catalog.records import Generation
from rag.catalog.schema import collections, generations, leases
from rag.catalog.upsert import insert_missing
from rag.errors import Busy, RagError

_LEASE_SECONDS = 600.0


class Generations:
    """The bases of one collection."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def live(self, connection: Connection) -> Generation | None:
        """The base that the pointer names, as this transaction sees it."""
        pointed = collections.c.generation == generations.c.id
        query = select(generations).join(collections, pointed).where(collections.c.id == self._collection)
        row = connection.execute(query).first()
        return _generation(row) if row else None

    def publish(self, engine: str, model: str, dimension: int, sequence: int, points: int, path: str) -> Generation:
        """Record a finished base and make it the live one, unless a newer one has been published meanwhile."""
        row = {
            "collection": self._collection,
            "engine": engine,
            "model": model,
            "dimension": dimension,
            "sequence": sequence,
            "points": points,
            "path": path,
        }
        with self._database.writing() as connection:
            number = connection.execute(
                insert(generations).values(row | {"created_at": stamp()}).returning(generations.c.id)
            ).scalar_one()
            live = self.live(connection)
            if live is None or live.sequence <= sequence:
                pointer = update(collections).where(collections.c.id == self._collection)
                connection.execute(pointer.values(generation=number))
        return Generation(id=number, **row)  # type: ignore[arg-type]

    def retire_older(self, keep: int = 1) -> list[str]:
        """Forget all bases but the live one and ``keep`` before it; returns the paths of those that stay."""
        with self._database.writing() as connection:
            live = self.live(connection)
            query = select(generations).where(generations.c.collection == self._collection)
            every = [_generation(row) for row in connection.execute(query.order_by(generations.c.id.desc()))]
            older = [generation for generation in every if live is not None and generation.id != live.id][keep:]
            connection.execute(delete(generations).where(generations.c.id.in_([old.id for old in older])))
        return [generation.path for generation in every if generation not in older]

    @contextmanager
    def lease(self) -> Iterator[None]:
        """The right to build and to remove for this collection; Busy when another living process holds it.

        It is renewed as long as the block runs. A holder that died lets go after ten minutes at most, at once
        when it ran on this machine.
        """
        name, holder = f"build:{self._collection}", f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        with self._database.writing() as connection:
            _let_go_of_dead(connection, name)
            insert_missing(connection, leases, [{"name": name, "holder": holder, "expires_at": 0.0}])
            free = or_(leases.c.holder == holder, leases.c.expires_at < time.time())
            taken = connection.execute(
                update(leases)
                .where((leases.c.name == name) & free)
                .values(holder=holder, expires_at=time.time() + _LEASE_SECONDS)
            )
            if not taken.rowcount:
                raise Busy("another process is building the index of this collection", "it will be done soon")
        try:
            with self._renewed((leases.c.name == name) & (leases.c.holder == holder)):
                yield
        finally:
            with self._database.writing() as connection:
                connection.execute(delete(leases).where((leases.c.name == name) & (leases.c.holder == holder)))

    @contextmanager
    def _renewed(self, mine: ColumnElement[bool]) -> Iterator[None]:
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(_LEASE_SECONDS / 4):
                with suppress(RagError), self._database.writing() as connection:
                    connection.execute(update(leases).where(mine).values(expires_at=time.time() + _LEASE_SECONDS))

        renewer = threading.Thread(target=renew, daemon=True, name="lease")
        renewer.start()
        try:
            yield
        finally:
            ended.set()
            renewer.join()


def _let_go_of_dead(connection: Connection, name: str) -> None:
    holder = connection.execute(select(leases.c.holder).where(leases.c.name == name)).scalar()
    if holder is None:
        return
    host, process, _ = holder.rsplit(":", 2)
    if host == socket.gethostname() and not _lives(int(process)):
        connection.execute(delete(leases).where((leases.c.name == name) & (leases.c.holder == holder)))


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _generation(row: object) -> Generation:
    names = ("id", "collection", "engine", "model", "dimension", "sequence", "points", "path")
    return Generation(**{name: getattr(row, name) for name in names})
