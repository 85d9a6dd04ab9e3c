"""The queue of what is to be ingested: a folder on disk that survives every kill, under names that the server makes.

An upload is a folder with its bytes (``content``) and what was said of it (``about.json``). It is called
``ID.part`` while it arrives, locked by the process that receives it, ``ID.wanted`` while its bytes must still be
fetched from the web, and ``ID`` once it is complete: the ids sort by time, so listing them is the queue. A local
file that is to be read again has no bytes here.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from api.names import upload_uri
from rag.errors import QueueFull, StorageError

_PART = ".part"
_WANTED = ".wanted"
_CONTENT = "content"
_ABOUT = "about.json"
_YOUNG_SECONDS = 10.0
_MOST_WAITING = 10_000


@dataclass(frozen=True, slots=True)
class QueuedUpload:
    """An upload that waits to be fetched or ingested; ``name`` is fit to be shown and never a path."""

    folder: Path
    collection: str
    name: str
    uri: str
    modified: datetime | None = None

    @property
    def content(self) -> Path:
        return self.folder / _CONTENT

    def deliver(self, fetched: Path, modified: datetime | None) -> None:
        """Put a fetched file into the queue. Raises StorageError when the disk refuses."""
        with _storing():
            with fetched.open("rb") as file:
                _sync(file)
            fetched.rename(self.content)
            _describe(self.folder, self.collection, self.name, self.uri, modified)
            self.folder.rename(self.folder.with_suffix(""))
            _sync_folder(self.folder.parent)

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


class IncomingUpload:
    """An upload that arrives: write its bytes, ``complete`` it, ``publish`` it; or ``abandon`` it."""

    def __init__(self, folder: Path, name: str, uri: str, original: Path | None = None) -> None:
        self.name = name
        self.uri = uri
        self._folder = folder
        self._file = _create(folder, original)

    def write(self, data: bytes) -> None:
        """Raises StorageError when the disk refuses."""
        with _storing():
            self._file.write(data)

    def complete(self, collection: str) -> None:
        """Make bytes and description durable; from here on a killed process loses nothing."""
        with _storing():
            _sync(self._file)
            _describe(self._folder, collection, self.name, self.uri)
            _sync_folder(self._folder)

    def publish(self) -> None:
        """Put it into the queue, or among what must be fetched first."""
        with _storing():
            self._folder.rename(self._folder.with_suffix(_next_suffix(self.uri)))
            _sync_folder(self._folder.parent)
        self._file.close()

    def abandon(self) -> None:
        """Remove what arrived; nothing happens to an upload that was published."""
        # Still locked while it is removed, so that nobody takes it for one that was left behind.
        shutil.rmtree(self._folder, ignore_errors=True)
        # A full disk refuses what is still buffered, and nobody wants it any more.
        with suppress(OSError):
            self._file.close()


class UploadFolder:
    """Holds uploads from their first byte until they are ingested; shared by the processes of a data folder."""

    def __init__(self, root: Path, most_bytes: int = sys.maxsize) -> None:
        self._root = root
        self._most_bytes = most_bytes
        with _storing():
            root.mkdir(parents=True, exist_ok=True, mode=0o700)

    def waiting(self) -> int:
        """How many uploads and pages are to be fetched or ingested."""
        return sum(path.is_dir() and path.suffix != _PART for path in self._root.iterdir())

    def has_room(self, size: int = 1) -> bool:
        """Whether what waits may take ``size`` more bytes."""
        return sum(_size(entry) for entry in self._root.iterdir() if entry.is_dir()) + size <= self._most_bytes

    def admit(self, size: int) -> None:
        """QueueFull when ``size`` more bytes, or one more upload, would be more than may wait."""
        if len(list(self._root.iterdir())) >= _MOST_WAITING or not self.has_room(size):
            cause = "too much waits to be ingested already"
            raise QueueFull(cause, "try again when some of it is done, or raise RAG_MAX_QUEUE_MEGABYTES")

    def begin(self, name: str, uri: str | None = None, original: Path | None = None) -> IncomingUpload:
        """A new upload whose shown name is ``name``; its bytes are written, or those of a kept ``original``.

        Raises StorageError when the disk refuses.
        """
        folder = self._root / f"{time.time_ns():020d}-{secrets.token_hex(6)}{_PART}"
        return IncomingUpload(folder, name, uri or upload_uri(name), original)

    def queued(self) -> list[QueuedUpload]:
        """The complete uploads, oldest first."""
        return self._waiting("")

    def wanted(self) -> list[QueuedUpload]:
        """What must be fetched before it can be ingested, oldest first."""
        return self._waiting(_WANTED)

    def _waiting(self, suffix: str) -> list[QueuedUpload]:
        folders = sorted(path for path in self._root.iterdir() if path.is_dir() and path.suffix == suffix)
        return [upload for folder in folders if (upload := _read(folder)) is not None]

    def recover(self) -> None:
        """Settle what a killed process left: what was complete joins the queue, the rest is removed."""
        for folder in self._root.glob(f"*{_PART}"):
            if _is_left_behind(folder):
                upload = _read(folder)
                if upload is not None:
                    folder.rename(folder.with_suffix(_next_suffix(upload.uri)))
                else:
                    shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def turn(self, name: str = ".lock") -> Iterator[bool]:
        """Whether it is this process that does the work of this name now; a killed one lets go at once."""
        with (self._root / name).open("ab") as lock:
            yield _locked(lock)


def _create(folder: Path, original: Path | None) -> BinaryIO:
    content = folder / _CONTENT
    with _storing():
        folder.mkdir(mode=0o700)
        if original is not None:
            os.link(original, content)
        file = content.open("xb" if original is None else "rb")
    # Held for as long as the file is open: it tells a living upload from one that was left behind.
    _locked(file)
    return file


def _next_suffix(uri: str) -> str:
    return _WANTED if uri.startswith(("http://", "https://")) else ""


def _describe(folder: Path, collection: str, name: str, uri: str, modified: datetime | None = None) -> None:
    """Write ``about.json`` in one step, so that it is never there by half."""
    said = {"collection": collection, "name": name, "uri": uri, "modified": modified and modified.isoformat()}
    unfinished = folder / f"{_ABOUT}.unfinished"
    with unfinished.open("wb") as about:
        about.write(json.dumps(said).encode())
        _sync(about)
    unfinished.rename(folder / _ABOUT)


def _read(folder: Path) -> QueuedUpload | None:
    try:
        about = json.loads((folder / _ABOUT).read_bytes())
        name, modified = about["name"], about.get("modified")
        # What was queued before there were other sources than uploads has no uri.
        uri = about.get("uri") or upload_uri(name)
        return QueuedUpload(folder, about["collection"], name, uri, modified and datetime.fromisoformat(modified))
    except (OSError, ValueError, KeyError):
        return None


def _size(folder: Path) -> int:
    try:
        return sum(entry.stat().st_size for entry in folder.iterdir())
    except OSError:
        return 0


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
