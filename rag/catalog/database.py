"""Connections to the catalog's database: SQLite in WAL mode, or PostgreSQL by URL, with one code for both."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError

from rag.catalog import postgres
from rag.catalog.schema import REVISION
from rag.errors import Busy, InvalidRequest, MissingExtra, StorageError

_EXAMPLE = "e.g. postgresql+psycopg://user@host/name"
_PAUSES_SECONDS = (0.2, 0.6, 1.8)
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """Read and write transactions on the catalog.

    A read transaction sees one consistent snapshot. Write transactions follow each other, between processes and
    machines too, and wait up to a minute for it: SQLite takes its write lock at once (BEGIN IMMEDIATE), PostgreSQL an
    advisory lock. A server that is away is tried again for some seconds, as long as nothing was asked of it yet.
    """

    def __init__(self, url: str) -> None:
        self.engine = _connectable(url)
        self._on_server = self.engine.dialect.name == "postgresql"
        self._writer = self.engine.execution_options(write=True)
        self._reader = postgres.snapshots(self.engine) if self._on_server else self.engine
        with _translated():
            self._bring_up_to_date(url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot that nothing changes while it is open."""
        with _translated(), self._connected(self._reader) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable once the block ends, and undone when it raises."""
        with _translated(), self._connected(self._writer) as connection, connection.begin():
            if self._on_server:
                postgres.take_turn(connection)
            yield connection

    def close(self) -> None:
        self.engine.dispose()

    def give_space_back(self) -> None:
        """Return free pages to the file system; PostgreSQL's autovacuum needs no help."""
        if self.engine.dialect.name != "sqlite":
            return
        connection = self.engine.raw_connection()
        try:
            # A script is stepped to its end, where a statement would give back a single page.
            script = "PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);"
            # It can wait: what was removed is removed, and the next purge gives the space back.
            with suppress(self.engine.dialect.loaded_dbapi.Error):
                connection.driver_connection.executescript(script)  # type: ignore[union-attr]
        finally:
            connection.close()

    def _connected(self, engine: Engine) -> Connection:
        for pause in _PAUSES_SECONDS if self._on_server else ():
            try:
                return engine.connect()
            except OperationalError as error:
                if not postgres.is_away(error.orig):
                    raise
                time.sleep(pause)
        return engine.connect()

    def _bring_up_to_date(self, url: str) -> None:
        with self._connected(self.engine) as connection:
            if self._revision(connection) == REVISION:
                return
        _migrate(url, self.writing)

    @staticmethod
    def _revision(connection: Connection) -> str | None:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _connectable(url: str) -> Engine:
    try:
        address = make_url(url)
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        if address.get_backend_name() not in ("sqlite", "postgresql"):
            raise InvalidRequest("the catalog is kept in SQLite or PostgreSQL only", _EXAMPLE)
        engine = create_engine(address) if address.get_backend_name() == "sqlite" else postgres.connectable(address)
    except ModuleNotFoundError as error:
        raise MissingExtra(str(error.name), "postgres") from error
    except (ArgumentError, NoSuchModuleError, ValueError):
        # Nothing of the URL is repeated, here or in a cause: it may hold a password.
        raise InvalidRequest("RAG_CATALOG_URL is no URL of a database", _EXAMPLE) from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: BEGIN is ours, see _begin_sqlite.
    connection.isolation_level = None
    for pragma in (
        "busy_timeout = 60000",
        "auto_vacuum = INCREMENTAL",
        "journal_mode = WAL",
        # An acknowledged document survives a power cut too, not only a killed process.
        "synchronous = FULL",
        "foreign_keys = ON",
        # What is deleted is overwritten within its page; pages that are freed whole are given back.
        "secure_delete = FAST",
        "cache_size = -65536",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _migrate(url: str, writing: Any) -> None:
    # Imported here because it costs a fifth of a second and is needed once in a catalog's life.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _translated() -> Iterator[None]:
    """Database errors as errors of the house, with a remedy."""
    try:
        yield
    except OperationalError as error:
        # Which of the two it is, the driver's error says: only PostgreSQL's have a state.
        is_server = hasattr(error.orig, "sqlstate")
        raise (postgres.meaning(error.orig) if is_server else _operational(str(error.orig))) from error
    except DBAPIError as error:
        remedy = "restore a backup, or move the file aside and ingest again"
        raise StorageError(f"the catalog cannot be read or written ({error.orig})", remedy) from error


def _operational(cause: str) -> Busy | StorageError:
    if "locked" in cause:
        return Busy("another process has been writing to the catalog for over a minute", "try again when it is done")
    if "full" in cause:
        return StorageError("the disk is full", "free some space and run the same command again: it resumes")
    if "readonly" in cause or "unable to open" in cause:
        return StorageError(
            f"the catalog cannot be opened for writing ({cause})", "check path and permissions of --data"
        )
    return StorageError(f"the catalog refused ({cause})", "check the disk and the permissions of the data folder")
