"""Restoring a backup: checked from end to end before anything is written, written aside, and then in place at once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rag.backup import archive
from rag.backup.archive import CATALOG, Contents, Told, untold
from rag.backup.taking import catalog_file, sync
from rag.build import build_in_child, is_due, sync_folder
from rag.catalog.catalog import Catalog
from rag.catalog.integrity import check_database, check_rows
from rag.errors import InvalidRequest, StorageError
from rag.settings import Settings

_SPARE = 64 * 2**20
"""Bytes that must be free beside those of the backup, for the catalog's log and the index."""


def restore(settings: Settings, source: Path, *, told: Told = untold) -> Contents:
    """Restore a backup into the data folder of the settings, which must be new or empty, and build what is due.

    InvalidRequest when the folder is not empty or the file is no whole backup; StorageError when the disk refuses.
    """
    data = catalog_file(settings).parent
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise InvalidRequest(f"{data} is not empty", "restore into a new folder: --data FOLDER")
    contents = archive.read(source, _use_up)
    with _storing(), _aside(data) as folder:
        free = shutil.disk_usage(folder).free
        if contents.total + _SPARE > free:
            cause = f"the backup needs {contents.total >> 20} MB, and {free >> 20} MB are free"
            raise StorageError(cause, "free some space, or restore elsewhere")
        done = 0

        def write(name: str, pieces: Iterator[bytes]) -> None:
            nonlocal done
            (folder / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with (folder / name).open("xb") as file:
                for piece in pieces:
                    file.write(piece)
                    done += len(piece)
                    told(done, contents.total)

        archive.read(source, write)
        _make_ready(settings.model_copy(update={"data": folder}))
        sync_folder(folder)
        if data.exists():
            data.rmdir()
        folder.rename(data)
        sync(data.parent)
    return contents


def _use_up(name: str, pieces: Iterator[bytes]) -> None:
    """To be checked, a file has to be read."""
    for _ in pieces:
        pass


def _make_ready(settings: Settings) -> None:
    """Bring the catalog up to date, look whether it is whole, and build the bases that are due."""
    catalog = Catalog(f"sqlite:///{settings.data}/{CATALOG}")
    try:
        with catalog.database.reading() as connection:
            wrong = list(check_database(connection)) or list(check_rows(connection))
        broken = [finding.what for finding in wrong if finding.remedy == "restore"]
        if broken:
            raise InvalidRequest(f"the catalog of the backup is not whole: {broken[0]}", "use another backup")
        for name in catalog.collections.names():
            if is_due(catalog.shelf(name), settings):
                build_in_child(settings, name)
    finally:
        catalog.close()


@contextmanager
def _aside(data: Path) -> Iterator[Path]:
    folder = data.with_name(f"{data.name}.restoring")
    # A restore that was killed has left it.
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _storing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        cause = f"the backup cannot be restored ({error.strerror or error})"
        raise StorageError(cause, f"check {os.fspath(error.filename or 'the disk')}") from error
