"""Builds the next base aside and publishes it: bulk load, compaction and repair are this one operation."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rag.base import FOLDER, is_whole
from rag.catalog.catalog import Catalog, Shelf
from rag.catalog.changes import last_sequence
from rag.catalog.collections import model_of
from rag.catalog.moments import stamp
from rag.catalog.points import changed_chunks, live_points
from rag.catalog.purge import purge
from rag.catalog.records import Generation
from rag.errors import Busy, RagError, StorageError
from rag.frequencies import FrequencyCounter
from rag.indexes.engines import engine, remove
from rag.protocols import Embedder
from rag.removal import sweep
from rag.settings import Settings
from rag.types import Points

if TYPE_CHECKING:
    from sqlalchemy import Connection

BUSY_EXIT = 75
"""What the child ends with when another one builds already (EX_TEMPFAIL)."""

_FOLDER = "generations"

_log = logging.getLogger(__name__)


def build_in_child(settings: Settings, collection: str, dimension: int, model: str) -> None:
    """Build and publish in a child process, for engines hold the interpreter while they build.

    Raises Busy when another process is building already, StorageError when the build fails.
    """
    arguments = [collection, str(dimension), model]
    done = subprocess.run(
        [sys.executable, "-m", "rag.build_child", *arguments],
        env=os.environ | settings.as_environment(),
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
        root = _root(shelf, settings)
        root.mkdir(parents=True, exist_ok=True)
        _clear(shelf, settings)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        unfinished, finished = root / f"{name}.unfinished", root / name
        try:
            unfinished.mkdir()
            with shelf.database.reading() as connection:
                sequence = last_sequence(connection)
                points = _write(connection, shelf, unfinished, settings, dimension, sequence)
            sync_folder(unfinished)
            unfinished.rename(finished)
        except BaseException:
            # The disk may be full because of it.
            _remove(unfinished, settings)
            raise
        sync_folder(root)
        engine(settings.engine, settings).publish(finished / FOLDER, collection)
        path = f"{_FOLDER}/{collection}/{name}"
        published = shelf.generations.publish(settings.engine, model, dimension, sequence, points, path)
        _tidy(shelf, settings)
    return published


def is_due(shelf: Shelf, settings: Settings) -> bool:
    """Whether so much has changed since the live base that the next one should be built now."""
    with shelf.database.reading() as connection:
        live = shelf.generations.live(connection)
        changed = changed_chunks(connection, shelf.collection, live.sequence if live else 0)
    return changed >= settings.build_after


def is_damaged(shelf: Shelf, settings: Settings) -> bool:
    """Whether the live base cannot be opened, so that every process searches in memory until it is built anew."""
    with shelf.database.reading() as connection:
        live = shelf.generations.live(connection)
    return live is not None and not is_whole(settings, live)


def settle(shelf: Shelf, settings: Settings, embedder: Embedder, *, damaged: bool = False) -> bool:
    """After changes: build the next base when it is due or the live one damaged, else tidy up.

    Returns whether a base was built here. Raises StorageError when the build fails; what is new is found in memory.
    """
    if not damaged and not is_due(shelf, settings):
        tidy(shelf, settings)
        return False
    try:
        build_in_child(settings, shelf.name, embedder.dimension, model_of(embedder.identity))
    except Busy:
        # Another process is at it; what is new is found in memory until it is done.
        return False
    return True


def tidy(shelf: Shelf, settings: Settings) -> int:
    """Remove superseded bases and the text of what is deleted or long replaced; returns the versions purged.

    Nothing is removed while a base is being built, for it may hold what is deleted by now; its builder tidies up.
    """
    try:
        with shelf.generations.lease():
            return _tidy(shelf, settings)
    except Busy:
        return 0


def _tidy(shelf: Shelf, settings: Settings) -> int:
    _clear(shelf, settings)
    with shelf.database.reading() as connection:
        live = shelf.generations.live(connection)
    oldest = datetime.now(UTC) - timedelta(days=settings.keep_replaced_days)
    purged = purge(shelf.database, shelf.collection, live.sequence if live else 0, stamp(oldest))
    sweep(shelf.database, settings.data)
    return purged


def _write(
    connection: Connection, shelf: Shelf, directory: Path, settings: Settings, dimension: int, sequence: int
) -> int:
    counter = FrequencyCounter()

    def counted() -> Iterator[Points]:
        for batch in live_points(connection, shelf.collection, sequence, dimension):
            counter.add(batch.lexical)
            yield batch

    engine(settings.engine, settings).build(directory / FOLDER, dimension, counted())
    frequencies = counter.total()
    frequencies.save(directory)
    return frequencies.points


def _root(shelf: Shelf, settings: Settings) -> Path:
    return settings.data.expanduser() / _FOLDER / shelf.name


def _clear(shelf: Shelf, settings: Settings) -> None:
    """Remove superseded bases and what killed builds left behind; nobody else builds while the lease is ours."""
    kept = {Path(path).name for path in shelf.generations.retire_older()}
    root = _root(shelf, settings)
    for folder in root.iterdir() if root.exists() else ():
        if folder.name not in kept:
            _remove(folder, settings)


def _remove(folder: Path, settings: Settings) -> None:
    """Remove a base; one on a server that is away stays until the next time, so that nothing is left there."""
    try:
        remove(folder / FOLDER, settings)
    except RagError as error:
        _log.warning("the base %s stays: %s", folder.name, error)
    else:
        shutil.rmtree(folder, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Make the files of a folder and its entries durable."""
    for path in [*folder.rglob("*"), folder]:
        with suppress(PermissionError):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
