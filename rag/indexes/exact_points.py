"""The exact vectors and words of a base by chunk id, for an engine that itself keeps or maps something else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged, StorageError
from rag.indexes.exact_rows import ExactRows
from rag.indexes.exact_words import ExactWords
from rag.types import FloatVector, IntVector, Points, SparseVector

_ROWS = "vectors.f16"
_PLACES = "places.npy"


class ExactWriter:
    """Writes vectors and words of points as they come; errors are those of the system."""

    def __init__(self, directory: Path, dimension: int) -> None:
        self._rows, self._words = ExactRows(directory / _ROWS, dimension), ExactWords(directory)
        self._rows.create()
        self._words.create()
        self._places = directory / _PLACES
        self._chunk_ids = [np.empty(0, dtype=np.int64)]

    def add(self, points: Points) -> None:
        """Write vectors and words of some points."""
        self._rows.append(points.dense)
        self._words.append(points.lexical)
        self._chunk_ids.append(points.chunk_ids)

    def finish(self) -> None:
        """Write which row is whose: [2, n], the chunk ids ascending and their rows."""
        self._words.finish()
        chunk_ids = np.concatenate(self._chunk_ids)
        rows = np.argsort(chunk_ids, kind="stable")
        np.save(self._places, np.stack([chunk_ids[rows], rows]))


class ExactPoints:
    """Finds vectors and words by chunk id; ``places`` [2, n] are mapped.

    What chunks ask for must be in the base: StorageError when it is not, or cannot be read.
    """

    def __init__(self, rows: ExactRows, words: ExactWords, places: NDArray[np.int64]) -> None:
        self._rows = rows
        self._words = words
        self._chunk_ids, self._row_of = places

    def vectors(self, chunk_ids: IntVector) -> FloatVector:
        """The vectors [n, dimension] of some chunks [n]."""
        return self._rows.at(self._rows_of(chunk_ids))

    def words(self, chunk_ids: IntVector) -> list[SparseVector]:
        """The weighted words of some chunks [n]."""
        return self._words.at(self._rows_of(chunk_ids))

    def best(self, chunk_ids: IntVector, question: FloatVector, limit: int) -> tuple[IntVector, FloatVector]:
        """The ``limit`` best of some chunks [n] for a question [dimension], best first, and their scores."""
        order, scores = self._rows.best(self._rows_of(chunk_ids), question, limit)
        return chunk_ids[order], scores

    def _rows_of(self, chunk_ids: IntVector) -> IntVector:
        found = np.minimum(np.searchsorted(self._chunk_ids, chunk_ids), len(self._chunk_ids) - 1)
        if not np.array_equal(self._chunk_ids[found], chunk_ids):
            raise StorageError("the index finds chunks of which it holds nothing exact", "rag index verify repairs it")
        rows: IntVector = self._row_of[found]
        return rows


def exact_points(directory: Path, facts: dict[str, Any]) -> ExactPoints | None:
    """What a base holds exactly, or None when its engine does; IndexDamaged when it does not fit.

    ``facts`` are those of its manifest.
    """
    if _ROWS not in facts["files"]:
        return None
    rows, words = ExactRows(directory / _ROWS, facts["dimension"]), ExactWords(directory)
    try:
        rows.open()
        words.open()
        places = np.load(directory / _PLACES, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError, IndexError) as error:
        raise IndexDamaged(f"the index in {directory} cannot be opened: {error}") from error
    count = facts["points"]
    if (len(rows), len(words), places.shape, places.dtype) != (count, count, (2, count), np.int64):
        raise IndexDamaged(f"the parts of the index in {directory} do not fit together")
    return ExactPoints(rows, words, places)
