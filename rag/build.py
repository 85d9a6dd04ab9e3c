"""Builds the next base aside and publishes it: bulk load, compaction and repair are this one operation."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from rag.catalog.catalog import Catalog, Shelf
from rag.catalog.changes import last_sequence
from rag.catalog.moments import stamp
from rag.catalog.points import changed_chunks, live_points
from rag.catalog.purge import purge
from rag.catalog.records import Generation
from rag.errors import Busy, StorageError
from rag.frequencies import FrequencyCounter
from rag.indexes.engines import engine
from rag.settings import Settings
from rag.types import Points

BUSY_EXIT = 75
"""What the child ends with when another one builds already (EX_TEMPFAIL)."""

_FOLDER = "generations"
_UNFINISHED = ".unfinished"


def build_in_child(settings: Settings, collection: str, dimension: int, model: str) -> None:
    """Build and publish in a child process, for engines hold the interpreter while they build.

    Raises Busy when another process is building already, StorageError when the build fails.
    """
    arguments = [collection, str(dimension), model]
    environment = os.environ | {"RAG_DATA": str(settings.data.resolve()), "RAG_ENGINE": settings.engine}
    done = subprocess.run(
        [sys.executable, "-m", "rag.build_child", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    cause = done.stderr.strip().splitlines()[-1:] or [f"it ended with {done.returncode}"]
    if done.returncode == BUSY_EXIT:
        raise Busy("another process is building the index of this collection", "it will be done soon")
    raise StorageError(f"the index could not be built: {cause[0]}", "what was ingested is stored and can be found")


def build(catalog: Catalog, collection: str, settings: Settings, dimension: int, model: str) -> Generation:
    """Build a base of all that is live now, make it the live one, and clear away what it supersedes."""
    shelf = catalog.shelf(collection)
    with shelf.generations.lease():
        root = settings.data / _FOLDER / collection
        root.mkdir(parents=True, exist_ok=True)
        _clear_unfinished(root)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        unfinished, finished = root / f"{name}{_UNFINISHED}", root / name
        unfinished.mkdir()
        with shelf.database.reading() as connection:
            sequence = last_sequence(connection)
            points = _write(connection, shelf, unfinished, settings.engine, dimension, sequence)
        sync_folder(unfinished)
        unfinished.rename(finished)
        sync_folder(root)
        path = f"{_FOLDER}/{collection}/{name}"
        published = shelf.generations.publish(settings.engine, model, dimension, sequence, points, path)
        tidy(shelf, settings)
    return published


def is_due(shelf: Shelf, settings: Settings) -> bool:
    """Whether so much has changed since the live base that the next one should be built now."""
    with shelf.database.reading() as connection:
        live = shelf.generations.live(connection)
        changed = changed_chunks(connection, shelf.collection, live.sequence if live else 0)
    return changed >= settings.build_after


def tidy(shelf: Shelf, settings: Settings) -> int:
    """Remove superseded bases and the text of what is deleted or long replaced; returns the versions purged."""
    for old in shelf.generations.retire_older():
        shutil.rmtree(settings.data / old.path, ignore_errors=True)
    with shelf.database.reading() as connection:
        live = shelf.generations.live(connection)
    oldest = datetime.now(UTC) - timedelta(days=settings.keep_replaced_days)
    return purge(shelf.database, shelf.collection, live.sequence if live else 0, stamp(oldest))


def _write(
    connection: Connection, shelf: Shelf, directory: Path, engine_name: str, dimension: int, sequence: int
) -> int:
    counter = FrequencyCounter()

    def counted() -> Iterator[Points]:
        for batch in live_points(connection, shelf.collection, sequence, dimension):
            counter.add(batch.lexical)
            yield batch

    engine(engine_name).build(directory / "base", dimension, counted())
    frequencies = counter.total()
    frequencies.save(directory)
    return frequencies.points


def _clear_unfinished(root: Path) -> None:
    """What a killed build left behind; nobody else builds while the lease is ours."""
    for left in root.glob(f"*{_UNFINISHED}"):
        shutil.rmtree(left, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Make the files of a folder and its entries durable."""
    for path in [*folder.rglob("*"), folder]:
        with suppress(PermissionError):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
