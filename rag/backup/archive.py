"""The file of a backup: a gzipped tar whose first member says what follows, each with its size and SHA-256.

What is read may be hostile. Headers are taken one by one: only plain files are let through, under the few names that a
backup has, in the order and with the sizes that were announced. Whatever else a tar may hold ends the reading, before
anything is written.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from rag.catalog.schema import REVISION
from rag.errors import InvalidRequest, StorageError

CATALOG = "catalog.db"
_FORMAT = "sourcebound backup"
_VERSION = 1
_CONTENTS = "contents.json"
_NAMES = re.compile(r"catalog\.db|originals/[0-9a-f]{64}|uploads/\d{20}-[0-9a-f]{12}(\.wanted)?/(content|about\.json)")
_MOST_CONTENTS = 256 * 2**20
_PIECE = 2**20
_QUICK = 1
"""The compression that costs least: vectors hardly shrink, and text does so by any."""

Told = Callable[[int, int], None]
"""Told the bytes done, and the bytes in all."""


def untold(done: int, total: int) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup says of itself; ``revision`` is that of its catalog."""

    made_at: str
    revision: str
    files: Mapping[str, Entry]

    @property
    def total(self) -> int:
        return sum(entry.size for entry in self.files.values())


def is_name(name: str) -> bool:
    """Whether a backup may hold a file of this name."""
    return _NAMES.fullmatch(name) is not None


def write(out: BinaryIO, folder: Path, names: list[str], made_at: str, told: Told) -> Contents:
    """Write the named files of a folder, which do not change meanwhile."""
    files = {name: _entry(folder / name) for name in names}
    contents = Contents(made_at, REVISION, files)
    said = {
        "format": _FORMAT,
        "version": _VERSION,
        "made_at": made_at,
        "revision": REVISION,
        "files": {name: [entry.size, entry.sha256] for name, entry in files.items()},
    }
    done = 0
    with (
        gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=_QUICK, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        body = json.dumps(said).encode()
        tar.addfile(_header(_CONTENTS, len(body)), BytesIO(body))
        for name, entry in files.items():
            with (folder / name).open("rb") as file:
                tar.addfile(_header(name, entry.size), file)
            done += entry.size
            told(done, contents.total)
    return contents


def read(path: Path, take: Callable[[str, Iterator[bytes]], None]) -> Contents:
    """Read a backup from its beginning to its end and give each file's bytes to ``take``, which must use them up.

    InvalidRequest when it is no backup, damaged, cut short, of another version, or holds what a backup does not.
    """
    with _refusing(path), gzip.open(path, "rb") as packed:
        tar: BinaryIO = packed  # type: ignore[assignment]
        contents = _contents(tar)
        for name, entry in contents.files.items():
            if _next(tar) != (name, entry.size):
                raise _Refused(f"another file stands where {name} should")
            digest = hashlib.sha256()
            take(name, _pieces(tar, entry.size, digest))
            if digest.hexdigest() != entry.sha256:
                raise _Refused(f"{name} has changed")
        if _next(tar) is not None:
            raise _Refused("more files follow than it names")
        # What the compression itself checks is checked at its end.
        while tar.read(_PIECE):
            pass
    return contents


class _Refused(Exception):
    """Why a file is no backup that can be restored."""


@contextmanager
def _refusing(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InvalidRequest(f"there is no backup {path}", "name a file that rag backup wrote") from error
    except (_Refused, EOFError, zlib.error, gzip.BadGzipFile, tarfile.HeaderError) as error:
        cause = f"{path.name} cannot be restored: {error}"
        raise InvalidRequest(cause, "nothing was written; use another backup") from error
    except OSError as error:
        raise StorageError(f"{path} cannot be read ({error.strerror or error})", "check the disk") from error


def _contents(tar: BinaryIO) -> Contents:
    found = _next(tar)
    if found is None or found[0] != _CONTENTS or found[1] > _MOST_CONTENTS:
        raise _Refused("it does not begin as a backup does")
    body = b"".join(_pieces(tar, found[1], hashlib.sha256()))
    try:
        said: Any = json.loads(body)
        files = {str(name): Entry(int(size), str(digest)) for name, (size, digest) in said["files"].items()}
        made_at, revision = str(said["made_at"]), str(said["revision"])
        is_ours = (said["format"], said["version"]) == (_FORMAT, _VERSION)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _Refused("what it says of itself cannot be read") from error
    if not is_ours or revision > REVISION:
        raise _Refused("a newer version of Sourcebound, or something else, made it")
    if CATALOG not in files:
        raise _Refused("it holds no catalog")
    odd = [name for name, entry in files.items() if not is_name(name) or entry.size < 0]
    if odd:
        raise _Refused(f"a backup has no file {odd[0][:100]!r}")
    return Contents(made_at, revision, files)


def _next(tar: BinaryIO) -> tuple[str, int] | None:
    """Name and size of the next member; None at the end. Only plain files are let through."""
    block = _exactly(tar, tarfile.BLOCKSIZE)
    if block.count(0) == tarfile.BLOCKSIZE:
        return None
    header = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    if header.type != tarfile.REGTYPE or header.size < 0:
        raise _Refused(f"{header.name[:100]!r} is no plain file")
    return header.name, header.size


def _pieces(tar: BinaryIO, size: int, digest: Any) -> Iterator[bytes]:
    left = size
    while left:
        piece = _exactly(tar, min(left, _PIECE))
        digest.update(piece)
        left -= len(piece)
        yield piece
    _exactly(tar, -size % tarfile.BLOCKSIZE)


def _exactly(tar: BinaryIO, size: int) -> bytes:
    piece = tar.read(size)
    if len(piece) < size:
        raise _Refused("it ends too early")
    return piece


def _entry(path: Path) -> Entry:
    with path.open("rb") as file:
        return Entry(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    return header
