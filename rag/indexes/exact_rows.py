"""The exact vectors of a base beside the short ones that it is searched by: read from disk, a few for each question."""

from __future__ import annotations

import os
import weakref
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.errors import StorageError
from rag.types import FloatVector, IntVector


class ExactRows:
    """The vectors of a base in their float16 form, which is what the catalog stores: nothing is lost.

    Rows are read, not mapped: the system maps a dozen pages around each that is touched, and all would be resident.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        self._path = path
        self._dimension = dimension
        self._bytes = 2 * dimension
        self._file = -1

    def create(self) -> None:
        """Begin with no rows at all."""
        self._path.write_bytes(b"")

    def append(self, vectors: FloatVector) -> None:
        """Write vectors [n, dimension] behind those that are there."""
        with self._path.open("ab") as out:
            out.write(np.ascontiguousarray(vectors, dtype=np.float16).tobytes())

    def mapped(self) -> NDArray[np.float16]:
        """All rows [n, dimension]; an error of the system when the file is missing or cut."""
        if not self._path.stat().st_size:
            return np.empty((0, self._dimension), dtype=np.float16)
        return np.memmap(self._path, dtype=np.float16, mode="r").reshape(-1, self._dimension)

    def open(self) -> None:
        """Get ready to read; the file is let go of when nobody needs it any more."""
        self._file = os.open(self._path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return os.fstat(self._file).st_size // self._bytes

    def at(self, rows: IntVector) -> FloatVector:
        """The vectors [n, dimension] of some rows [n]; StorageError when they cannot be read."""
        return self._read([(row, 1) for row in rows.tolist()])

    def slice(self, first: int, count: int) -> FloatVector:
        """``count`` vectors from the row ``first`` on; StorageError when they cannot be read."""
        return self._read([(first, count)])

    def best(self, rows: IntVector, question: FloatVector, limit: int) -> tuple[NDArray[np.intp], FloatVector]:
        """Which of some rows [n] are the ``limit`` best for a question [dimension], best first, and their scores."""
        # Each row is added up by itself: a product of matrices gives copies scores that differ in their last bits.
        scores = np.einsum("ij,j->i", self.at(rows), question)
        order = np.argsort(-scores, kind="stable")[:limit]
        return order, scores[order]

    def _read(self, runs: list[tuple[int, int]]) -> FloatVector:
        """Runs of (first row, how many), one after the other."""
        try:
            read = b"".join(os.pread(self._file, count * self._bytes, row * self._bytes) for row, count in runs)
        except OSError as error:
            raise StorageError(f"the exact vectors in {self._path} cannot be read: {error}") from error
        if len(read) != self._bytes * sum(count for _, count in runs):
            raise StorageError(f"the exact vectors in {self._path} end too early")
        return np.frombuffer(read, dtype=np.float16).reshape(-1, self._dimension).astype(np.float32)
