"""Builds the next base aside and publishes it: bulk load, compaction and repair are this one operation."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rag.base import FOLDER, is_whole
from rag.catalog.catalog import Catalog, Shelf
from rag.catalog.changes import last_sequence
from rag.catalog.generations import ASIDE, Role
from rag.catalog.moments import stamp
from rag.catalog.points import changed_chunks, live_points
from rag.catalog.purge import holds_purged, purge
from rag.catalog.records import Generation
from rag.catalog.spaces import Space, space_of
from rag.errors import Busy, InvalidRequest, RagError, StorageError
from rag.frequencies import FrequencyCounter
from rag.indexes.engines import engine, remove
from rag.removal import sweep
from rag.settings import Settings
from rag.types import Points

if TYPE_CHECKING:
    from sqlalchemy import Connection

BUSY_EXIT = 75
"""What the child ends with when another one builds already (EX_TEMPFAIL)."""

_FOLDER = "generations"

_log = logging.getLogger(__name__)


def build_in_child(settings: Settings, collection: str, role: Role = "generation") -> None:
    """Build and publish in a child process, for engines hold the interpreter while they build.

    Raises Busy when another process is building already, StorageError when the build fails.
    """
    done = subprocess.run(
        [sys.executable, "-m", "rag.build_child", collection, role],
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


def build(catalog: Catalog, collection: str, settings: Settings, role: Role = "generation") -> Generation:
    """Build a base of all that is live now, point to it, and clear away what it supersedes.

    Without a role beside the live one, it goes live. Raises Busy when another one builds, InvalidRequest when there is
    nothing to build or no generation of that role.
    """
    shelf = catalog.shelf(collection)
    with shelf.generations.lease():
        plan = _plan(shelf, settings, role)
        _clear(shelf, settings)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
        finished = _root(shelf, settings) / name
        with _written_aside(finished, settings) as folder, shelf.database.reading() as connection:
            sequence = last_sequence(connection)
            points = _write(connection, shelf, folder, settings, plan, sequence)
        if role == "generation":
            engine(plan.engine, settings).publish(finished / FOLDER, collection)
        path = f"{_FOLDER}/{collection}/{name}"
        published = shelf.generations.publish(
            plan.engine, plan.space.model, plan.dimension, sequence, points, path, plan.space.embedder, role
        )
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


def settle(shelf: Shelf, settings: Settings, *, damaged: bool = False) -> bool:
    """After changes: build the next base when it is due or the live one damaged, else tidy up.

    Returns whether a base was built here. Raises StorageError when the build fails; what is new is found in memory.
    """
    if not damaged and not is_due(shelf, settings):
        tidy(shelf, settings)
        return False
    try:
        build_in_child(settings, shelf.name)
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
    _unbuild_purged(shelf, settings)
    sweep(shelf.database, settings.data)
    return purged


def _unbuild_purged(shelf: Shelf, settings: Settings) -> None:
    """Remove each base beside the live one that holds what has been purged; it is built anew when it is wanted."""
    for role in ASIDE:
        with shelf.database.reading() as connection:
            beside = shelf.generations.at(connection, role)
            if beside is None or not beside.path or not holds_purged(connection, shelf.collection, beside.sequence):
                continue
        shelf.generations.unbuild(beside)
        _remove(settings.data.expanduser() / beside.path, settings)


@contextmanager
def _written_aside(finished: Path, settings: Settings) -> Iterator[Path]:
    """A folder that is made durable and gets its name once the block ends; it is removed when block or disk fail."""
    unfinished = finished.with_name(f"{finished.name}.unfinished")
    try:
        unfinished.mkdir(parents=True)
        yield unfinished
        sync_folder(unfinished)
        unfinished.rename(finished)
        sync_folder(finished.parent)
    except BaseException as error:
        # The disk may be full because of it.
        _remove(unfinished, settings)
        if isinstance(error, OSError):
            raise _refused(error) from error
        raise


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to be built."""

    engine: str
    space: Space
    dimension: int


def _plan(shelf: Shelf, settings: Settings, role: Role) -> _Plan:
    """The space that is live, in the engine of the settings; or what a generation beside it was made for."""
    with shelf.database.reading() as connection:
        if role == "generation":
            space = space_of(connection, shelf.collection)
            stands_for = None if space is None else space.representative(connection)
            if space is None or stands_for is None:
                raise InvalidRequest("there is nothing to build: the collection is empty", "rag ingest PATH fills it")
            return _Plan(settings.engine, space, stands_for.dimension)
    beside = shelf.generations.aside(role)
    return _Plan(beside.engine or settings.engine, beside.space, beside.dimension)


def _write(
    connection: Connection, shelf: Shelf, directory: Path, settings: Settings, plan: _Plan, sequence: int
) -> int:
    counter = FrequencyCounter()

    def counted() -> Iterator[Points]:
        for batch in live_points(connection, shelf.collection, sequence, plan.dimension, plan.space):
            counter.add(batch.lexical)
            yield batch

    engine(plan.engine, settings).build(directory / FOLDER, plan.dimension, counted())
    frequencies = counter.total()
    frequencies.save(directory)
    return frequencies.points


def _root(shelf: Shelf, settings: Settings) -> Path:
    return settings.data.expanduser() / _FOLDER / shelf.name


def _clear(shelf: Shelf, settings: Settings) -> None:
    """Remove superseded bases and what killed builds left behind; nobody else builds while the lease is ours."""
    kept = {Path(path).name for path in shelf.generations.retire_older()}
    root = _root(shelf, settings)
    try:
        folders = list(root.iterdir()) if root.exists() else []
    except OSError as error:
        raise _refused(error) from error
    for folder in folders:
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


def _refused(error: OSError) -> StorageError:
    cause = f"the index cannot be written ({error.strerror or error})"
    return StorageError(cause, "free some space, or check the disk of the data folder")


def sync_folder(folder: Path) -> None:
    """Make the files of a folder and its entries durable."""
    for path in [*folder.rglob("*"), folder]:
        with suppress(PermissionError):
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
