"""The weighted words of a base by row, read from disk, a few for each question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.errors import IndexDamaged
from rag.indexes.exact_file import ExactFile
from rag.types import IntVector, SparseVector

_BYTES = 4 + 2


class ExactWords:
    """Of each row its terms, 32 bits each, then their weights as float16, which is what the catalog stores.

    ``bounds`` [rows + 1] say after how many words each row begins; they lie in a file of their own, which is mapped.
    """

    def __init__(self, directory: Path) -> None:
        self._file = ExactFile(directory / "words.bin")
        self._bounds_path = directory / "words.npy"
        self._counts = [np.zeros(1, dtype=np.int64)]
        self._bounds: IntVector = self._counts[0]

    def create(self) -> None:
        """Begin with no rows at all."""
        self._file.create()

    def append(self, words: Sequence[SparseVector]) -> None:
        """Write the words of some rows behind those that are there."""
        packed = [(row.terms.astype("<u4").tobytes(), row.weights.astype("<f2").tobytes()) for row in words]
        self._file.append(b"".join(part for row in packed for part in row))
        self._counts.append(np.array([len(row.terms) for row in words], dtype=np.int64))

    def finish(self) -> None:
        """Write where the rows begin."""
        np.save(self._bounds_path, np.cumsum(np.concatenate(self._counts)))

    def open(self) -> None:
        """Get ready to read; IndexDamaged when the files do not fit together."""
        self._file.open()
        self._bounds = np.load(self._bounds_path, mmap_mode="r", allow_pickle=False)
        if self._bounds.dtype != np.int64 or self._bounds.ndim != 1 or self._bounds[-1] * _BYTES != len(self._file):
            raise IndexDamaged(f"{self._file.path} does not hold the words that {self._bounds_path} counts")

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def at(self, rows: IntVector) -> list[SparseVector]:
        """The words of some rows [n]; StorageError when they cannot be read."""
        starts, ends = self._bounds[rows], self._bounds[rows + 1]
        return [_unpacked(read) for read in self._file.pieces(_places(starts * _BYTES, (ends - starts) * _BYTES))]


def _places(offsets: IntVector, lengths: IntVector) -> list[tuple[int, int]]:
    return list(zip(offsets.tolist(), lengths.tolist(), strict=True))


def _unpacked(read: bytes) -> SparseVector:
    count = len(read) // _BYTES
    weights = np.frombuffer(read, dtype="<f2", offset=4 * count).astype(np.float32)
    return SparseVector(np.frombuffer(read, dtype="<u4", count=count), weights)
