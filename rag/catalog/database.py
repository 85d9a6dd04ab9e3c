"""Connections to the catalog's database: SQLite in WAL mode, or PostgreSQL by URL, with one code for both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from rag.catalog.schema import REVISION
from rag.errors import Busy, InvalidRequest, StorageError

_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """Read and write transactions on the catalog.

    A read transaction sees one consistent snapshot. Write transactions follow each other, between processes
    too: SQLite takes its write lock at once (BEGIN IMMEDIATE) and waits up to a minute for it.
    """

    def __init__(self, url: str) -> None:
        self.engine = _connectable(url)
        self._writer = self.engine.execution_options(write=True)
        with _translated():
            self._bring_up_to_date(url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A snapshot that nothing changes while it is open."""
        with _translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is durable once the block ends, and undone when it raises."""
        with _translated(), self._writer.begin() as connection:
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

    def _bring_up_to_date(self, url: str) -> None:
        with self.engine.connect() as connection:
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
        engine = create_engine(url)
    except ModuleNotFoundError as error:
        cause = f"the driver of the catalog's database is not installed ({error.name})"
        raise StorageError(cause, f"pip install {error.name}") from error
    except ArgumentError as error:
        raise InvalidRequest(
            "RAG_CATALOG_URL is no URL of a database", "e.g. postgresql+psycopg://user@host/name"
        ) from error
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
        raise _operational(str(error.orig)) from error
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
