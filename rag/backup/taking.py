"""Taking a backup while everything goes on: the catalog as of one moment, what waits to be ingested, the originals."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from rag.backup import archive
from rag.backup.archive import CATALOG, Contents, Told
from rag.catalog.moments import stamp
from rag.errors import Busy, InvalidRequest, StorageError
from rag.settings import Settings

_FOLDER = "backup.unfinished"
_LOCK = "backup.lock"
_PAGES = 2000
_ORIGINALS = "originals"
_UPLOADS = "uploads"
_FORGET_DERIVED = (
    # Bases are built from the catalog and not backed up: what stands aside is built anew when it is wanted.
    "UPDATE collections SET generation = NULL",
    "UPDATE generations SET path = '', sequence = 0, points = 0",
    "DELETE FROM generations WHERE id NOT IN (SELECT candidate FROM collections WHERE candidate IS NOT NULL) "
    "AND id NOT IN (SELECT previous FROM collections WHERE previous IS NOT NULL)",
    "DELETE FROM leases",
)


def take(
    settings: Settings, target: Path, *, originals: bool = True, told: Told = lambda done, total: None
) -> Contents:
    """Write a backup of a data folder to ``target``, which appears whole or not at all.

    Uploads that wait are in it, as are keys (their hashes); indexes and maps are not, for they are computed from the
    catalog. InvalidRequest where the catalog is not SQLite or the target is there already, Busy while another backup is
    taken, StorageError when the disk refuses.
    """
    catalog, data = catalog_file(settings), settings.data.expanduser()
    if target.exists():
        raise InvalidRequest(f"{target} is there already", "choose another name, or remove it")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        with _staging(data) as folder, _private(unfinished) as out:
            # Uploads first: one that is ingested meanwhile is in the catalog then, and may be in both.
            _link(data, folder, _UPLOADS)
            snapshot(catalog, folder / CATALOG)
            if originals:
                _link(data, folder, _ORIGINALS)
            contents = archive.write(out, folder, _names(folder), stamp(), told)
            out.flush()
            os.fsync(out.fileno())
        unfinished.rename(target)
        sync(target.parent)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        cause = f"the backup cannot be written ({error.strerror or error})"
        raise StorageError(cause, "free some space, or write it elsewhere") from error
    return contents


def catalog_file(settings: Settings) -> Path:
    """The file of the catalog; InvalidRequest where it is in PostgreSQL, which has tools of its own."""
    url = settings.catalog_url
    if url is not None and not url.startswith("sqlite"):
        cause = "the catalog is on a PostgreSQL server"
        raise InvalidRequest(cause, "back it up with pg_dump, and copy originals and uploads of the data folder")
    if url is not None:
        raise InvalidRequest(
            "RAG_CATALOG_URL names a file outside the data folder", "unset it, and move the file there"
        )
    return settings.data.expanduser() / CATALOG


def snapshot(source: Path, target: Path) -> None:
    """Copy a catalog as of one moment, though others write; StorageError when it cannot be read."""
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True, timeout=60)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            # One read transaction: the copy would otherwise begin anew with every change.
            live.execute("BEGIN")
            live.execute("SELECT value FROM counters").fetchone()
            live.backup(copy, pages=_PAGES)
            for statement in _FORGET_DERIVED:
                copy.execute(statement)
            copy.commit()
    except sqlite3.Error as error:
        raise StorageError(f"the catalog cannot be copied ({error})", "rag index verify says more") from error


@contextmanager
def _staging(data: Path) -> Iterator[Path]:
    folder = data / _FOLDER
    with (data / _LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("another backup of this data folder is being taken", "try again when it is done") from None
        # A backup that was killed has left it.
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _link(data: Path, folder: Path, name: str) -> None:
    """Link what a backup takes of a folder, so that it stays though it is removed meanwhile."""
    for path in (data / name).rglob("*"):
        relative = path.relative_to(data)
        if path.is_file() and archive.is_name(str(relative)):
            (folder / relative.parent).mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                os.link(path, folder / relative)


def _names(folder: Path) -> list[str]:
    every = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    return [name for name in every if _is_complete(folder, name)]


def _is_complete(folder: Path, name: str) -> bool:
    """Whether an upload's description is there; without it nobody knows what it was."""
    return not name.startswith(f"{_UPLOADS}/") or (folder / name).with_name("about.json").exists()


def _private(path: Path) -> BinaryIO:
    """A new file that only its owner may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
