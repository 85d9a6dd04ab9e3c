"""The exact vectors of a base beside the short ones that it is searched by: read from disk, a few for each question."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rag.indexes.exact_file import ExactFile
from rag.types import FloatVector, IntVector


class ExactRows:
    """The vectors of a base in their float16 form, which is what the catalog stores: nothing is lost."""

    def __init__(self, path: Path, dimension: int) -> None:
        self._file = ExactFile(path)
        self._dimension = dimension
        self._bytes = 2 * dimension

    def create(self) -> None:
        """Begin with no rows at all."""
        self._file.create()

    def append(self, vectors: FloatVector) -> None:
        """Write vectors [n, dimension] behind those that are there."""
        self._file.append(np.ascontiguousarray(vectors, dtype=np.float16).tobytes())

    def mapped(self) -> NDArray[np.float16]:
        """All rows [n, dimension]; an error of the system when the file is missing or cut."""
        if not self._file.path.stat().st_size:
            return np.empty((0, self._dimension), dtype=np.float16)
        return np.memmap(self._file.path, dtype=np.float16, mode="r").reshape(-1, self._dimension)

    def open(self) -> None:
        """Get ready to read; the file is let go of when nobody needs it any more."""
        self._file.open()

    def __len__(self) -> int:
        return len(self._file) // self._bytes

    def at(self, rows: IntVector) -> FloatVector:
        """The vectors [n, dimension] of some rows [n]; StorageError when they cannot be read."""
        return self._vectors([(row * self._bytes, self._bytes) for row in rows.tolist()])

    def slice(self, first: int, count: int) -> FloatVector:
        """``count`` vectors from the row ``first`` on; StorageError when they cannot be read."""
        return self._vectors([(first * self._bytes, count * self._bytes)])

    def best(self, rows: IntVector, question: FloatVector, limit: int) -> tuple[NDArray[np.intp], FloatVector]:
        """Which of some rows [n] are the ``limit`` best for a question [dimension], best first, and their scores."""
        # Each row is added up by itself: a product of matrices gives copies scores that differ in their last bits.
        scores = np.einsum("ij,j->i", self.at(rows), question)
        order = np.argsort(-scores, kind="stable")[:limit]
        return order, scores[order]

    def _vectors(self, places: list[tuple[int, int]]) -> FloatVector:
        read = b"".join(self._file.pieces(places))
        return np.frombuffer(read, dtype=np.float16).reshape(-1, self._dimension).astype(np.float32)
