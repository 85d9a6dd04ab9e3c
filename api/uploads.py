"""The queue of uploads: a folder on disk that survives every kill, under names that the server makes.

An upload is a folder with its bytes (``content``) and what was said of it (``about.json``). It is called
``ID.part`` while it arrives, locked by the process that receives it, and ``ID`` once it is complete: the ids
sort by time, so listing them is the queue.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from api.names import upload_uri
from rag.errors import StorageError

_PART = ".part"
_CONTENT = "content"
_ABOUT = "about.json"
_YOUNG_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class QueuedUpload:
    """A complete upload that waits to be ingested; ``name`` is fit to be shown and never a path."""

    folder: Path
    collection: str
    name: str

    @property
    def uri(self) -> str:
        return upload_uri(self.name)

    @property
    def content(self) -> Path:
        return self.folder / _CONTENT

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class IncomingUpload:
    """An upload that arrives: write its bytes, ``complete`` it, ``publish`` it; or ``abandon`` it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._file = _create(folder)

    @property
    def uri(self) -> str:
        return upload_uri(self.name)

    def write(self, data: bytes) -> None:
        """Raises StorageError when the disk refuses."""
        with _storing():
            self._file.write(data)

    def complete(self, collection: str) -> None:
        """Make bytes and description durable; from here on a killed process loses nothing."""
        with _storing():
            _sync(self._file)
            with (self._folder / _ABOUT).open("wb") as about:
                about.write(json.dumps({"collection": collection, "name": self.name}).encode())
                _sync(about)
            _sync_folder(self._folder)

    def publish(self) -> None:
        """Put it into the queue."""
        with _storing():
            self._folder.rename(self._folder.with_suffix(""))
            _sync_folder(self._folder.parent)
        self._file.close()

    def abandon(self) -> None:
        """Remove what arrived; nothing happens to an upload that was published."""
        # Still locked while it is removed, so that nobody takes it for one that was left behind.
        shutil.rmtree(self._folder, ignore_errors=True)
        self._file.close()


class UploadFolder:
    """Holds uploads from their first byte until they are ingested; shared by the processes of a data folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def begin(self, name: str) -> IncomingUpload:
        """A new upload whose shown name is ``name``. Raises StorageError when the disk refuses."""
        folder = self._root / f"{time.time_ns():020d}-{secrets.token_hex(6)}{_PART}"
        return IncomingUpload(folder, name)

    def queued(self) -> list[QueuedUpload]:
        """The complete uploads, oldest first."""
        folders = sorted(path for path in self._root.iterdir() if path.is_dir() and path.suffix != _PART)
        return [upload for folder in folders if (upload := _read(folder)) is not None]

    def recover(self) -> None:
        """Settle what a killed process left: what was complete joins the queue, the rest is removed."""
        for folder in self._root.glob(f"*{_PART}"):
            if _is_left_behind(folder):
                if (folder / _ABOUT).exists():
                    folder.rename(folder.with_suffix(""))
                else:
                    shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Whether it is this process that works on the queue now; a killed one lets go at once."""
        with (self._root / ".lock").open("ab") as lock:
            yield _locked(lock)


def _create(folder: Path) -> BinaryIO:
    with _storing():
        folder.mkdir(mode=0o700)
        file = (folder / _CONTENT).open("xb")
    # Held for as long as the file is open: it tells a living upload from one that was left behind.
    _locked(file)
    return file


def _read(folder: Path) -> QueuedUpload | None:
    try:
        about = json.loads((folder / _ABOUT).read_bytes())
        return QueuedUpload(folder, about["collection"], about["name"])
    except (OSError, ValueError, KeyError):
        return None


def _is_left_behind(folder: Path) -> bool:
    """Whether nobody holds an upload's file; one that has just begun may not be locked yet."""
    try:
        if time.time() - folder.stat().st_mtime < _YOUNG_SECONDS:
            return False
        with (folder / _CONTENT).open("rb") as file:
            return _locked(file)
    except FileNotFoundError:
        return folder.exists()


def _locked(file: BinaryIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _storing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        cause = f"the upload cannot be stored ({error.strerror})"
        raise StorageError(cause, "free some space on the disk of the data folder") from error
