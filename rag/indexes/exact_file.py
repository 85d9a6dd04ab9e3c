"""A file that is written once, while a base is built, and then read in small pieces."""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from pathlib import Path

from rag.errors import StorageError


class ExactFile:
    """Pieces are read, not mapped: the system maps a dozen pages around each that is touched; all would be resident.

    Safe to read from several threads.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor = -1

    def create(self) -> None:
        """Begin with nothing."""
        self.path.write_bytes(b"")

    def append(self, content: bytes) -> None:
        """Write behind what is there."""
        with self.path.open("ab") as out:
            out.write(content)

    def open(self) -> None:
        """Get ready to read; the file is let go of when nobody needs it any more."""
        self._descriptor = os.open(self.path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._descriptor)

    def __len__(self) -> int:
        return os.fstat(self._descriptor).st_size

    def pieces(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """The bytes at each (offset, length); StorageError when they cannot be read or are not there."""
        try:
            read = [os.pread(self._descriptor, length, offset) for offset, length in places]
        except OSError as error:
            raise StorageError(f"{self.path} cannot be read: {error}") from error
        if any(len(piece) != length for piece, (_, length) in zip(read, places, strict=True)):
            raise StorageError(f"{self.path} ends too early", "rag index verify looks for damage and repairs it")
        return read
