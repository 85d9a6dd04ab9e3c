"""Opening files that anybody may have put there: regular ones only, never blocking, never past a limit."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from rag.errors import SourceError, TooLarge

_PIECE = 1 << 20
# A named pipe must not block the open, and a path that became a link since it was listed must not be followed.
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOFOLLOW
_KINDS = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading; SourceError when it is anything else or cannot be opened."""
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise unreadable(error) from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise SourceError(f"It is {kind_name(mode)}, not a file")
    return os.fdopen(descriptor, "rb")


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a regular file; TooLarge past ``limit`` bytes, whatever its size was said to be."""
    buffer = io.BytesIO()  # unlike a join, it does not hold everything twice
    for piece in _pieces(path, limit):
        buffer.write(piece)
    return buffer.getvalue()


def hash_file(path: Path, limit: int) -> str:
    """SHA-256 of a regular file's bytes, in hexadecimal; errors as for ``read_file``."""
    digest = hashlib.sha256()
    for piece in _pieces(path, limit):
        digest.update(piece)
    return digest.hexdigest()


def hash_bytes(data: bytes) -> str:
    """The same hash for bytes already read, so that what is stored is named by what was read."""
    return hashlib.sha256(data).hexdigest()


def too_large(limit: int) -> TooLarge:
    """The error for a file of more than ``limit`` bytes."""
    return TooLarge(f"The file is larger than {limit >> 20} MB", "Raise RAG_MAX_FILE_MEGABYTES")


def unreadable(error: OSError) -> SourceError:
    """The error for a path that the system refuses to open or list."""
    return SourceError(f"It cannot be opened: {error.strerror or type(error).__name__}")


def kind_name(mode: int) -> str:
    """What a path that is no regular file is, in words."""
    return _KINDS.get(stat.S_IFMT(mode), "something odd")


def _pieces(path: Path, limit: int) -> Iterator[bytes]:
    read = 0
    with open_regular(path) as file:
        while True:
            try:
                piece = file.read(_PIECE)
            except OSError as error:
                raise unreadable(error) from None
            if not piece:
                return
            read += len(piece)
            if read > limit:
                raise too_large(limit)
            yield piece
