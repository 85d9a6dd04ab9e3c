"""The bytes that versions were read from: kept copies of uploads, and local files while they are unchanged.

A kept original lies in the data folder under the SHA-256 of its bytes, so equal uploads share one. A lock file
orders keeping and removing between processes: whoever removes looks, under the lock, whether a version still
needs the bytes, and whoever keeps does so after the version was committed.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from rag.errors import StorageError

Needed = Callable[[Collection[str]], set[str]]
"""Which of these content hashes belong to a version that can still be read."""

_FOLDER = "originals"
_HASH = re.compile(r"[0-9a-f]{64}")
# A named pipe must not block the open, and what was resolved must not have become a link since.
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW


class Originals:
    """Finds, keeps and forgets originals; shared by the processes of a data folder."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder.expanduser() / _FOLDER

    def find(self, uri: str, content_hash: str) -> Path | None:
        """A file that holds exactly the bytes a version was read from, or None where nobody has them any more.

        That is the kept original, else the local file itself while its SHA-256 is still that of the version.
        A local file may change after the call: whoever shows it reads it at once.
        """
        if not _HASH.fullmatch(content_hash):
            return None
        candidates = (self._folder / content_hash, local_file(uri))
        return next((path for path in candidates if path is not None and _sha256(path) == content_hash), None)

    def keep(self, content: Path, needed: Needed) -> None:
        """Keep the bytes of a durable file on the same disk, where a version needs them.

        Raises StorageError when the disk refuses.
        """
        with self._locked():
            digest = _sha256(content)
            kept = self._folder / (digest or "")
            if digest is None or kept.exists() or not needed([digest]):
                return
            try:
                os.link(content, kept)
                _sync(self._folder)
            except OSError as error:
                raise _refused(error) from error

    def forget(self, hashes: Collection[str], needed: Needed) -> int:
        """Remove those of the kept originals that no version needs; returns how many."""
        with self._locked():
            kept = [digest for digest in hashes if _HASH.fullmatch(digest) and (self._folder / digest).exists()]
            gone = set(kept) - needed(kept) if kept else set()
            for digest in gone:
                (self._folder / digest).unlink(missing_ok=True)
            if gone:
                _sync(self._folder)
        return len(gone)

    def kept(self) -> list[str]:
        """The hashes of all kept originals."""
        if not self._folder.is_dir():
            return []
        return [entry.name for entry in os.scandir(self._folder) if _HASH.fullmatch(entry.name)]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = (self._folder / ".lock").open("ab")
        except OSError as error:
            raise _refused(error) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def local_file(uri: str) -> Path | None:
    """The path that a ``file://`` uri names, links in it resolved; None for other uris and where nothing is."""
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc:
        return None
    try:
        return Path(os.fsdecode(unquote_to_bytes(parts.path))).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return None


def _sha256(path: Path) -> str | None:
    """The hash of a regular file; None for anything else. A file that nobody touched is hashed once."""
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        return None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        seen = (status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        return _digest(path, seen)
    except OSError:
        return None
    finally:
        os.close(descriptor)


@lru_cache(maxsize=1024)
def _digest(path: Path, seen: tuple[int, ...]) -> str:
    """``seen`` changes with the file, so that what is remembered is true of the bytes that are there."""
    with os.fdopen(os.open(path, _FLAGS), "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refused(error: OSError) -> StorageError:
    cause = f"the original cannot be kept ({error.strerror})"
    return StorageError(cause, "free some space on the disk of the data folder, or set RAG_KEEP_ORIGINALS to false")
