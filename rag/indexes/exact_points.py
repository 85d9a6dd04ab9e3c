"""The exact vectors of a base by chunk id, for an engine that itself keeps nothing but short ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged, StorageError
from rag.indexes.exact_rows import ExactRows
from rag.types import FloatVector, IntVector, Points

_ROWS = "vectors.f16"
_PLACES = "places.npy"


class ExactWriter:
    """Writes the vectors of points as they come; errors are those of the system."""

    def __init__(self, directory: Path, dimension: int) -> None:
        self._rows = ExactRows(directory / _ROWS, dimension)
        self._rows.create()
        self._places = directory / _PLACES
        self._chunk_ids = [np.empty(0, dtype=np.int64)]

    def add(self, points: Points) -> None:
        """Write the vectors of some points."""
        self._rows.append(points.dense)
        self._chunk_ids.append(points.chunk_ids)

    def finish(self) -> None:
        """Write which row is whose: [2, n], the chunk ids ascending and their rows."""
        chunk_ids = np.concatenate(self._chunk_ids)
        rows = np.argsort(chunk_ids, kind="stable")
        np.save(self._places, np.stack([chunk_ids[rows], rows]))


class ExactPoints:
    """Finds exact vectors by chunk id; ``places`` [2, n] are mapped, and few pages of them are touched."""

    def __init__(self, rows: ExactRows, places: NDArray[np.int64]) -> None:
        self._rows = rows
        self._chunk_ids, self._row_of = places

    def of(self, chunk_ids: IntVector) -> FloatVector:
        """The vectors [n, dimension] of chunks that are in the base; StorageError when they cannot be read."""
        return self._rows.at(self._rows_of(chunk_ids))

    def best(self, chunk_ids: IntVector, question: FloatVector, limit: int) -> tuple[IntVector, FloatVector]:
        """The ``limit`` best of some chunks [n] for a question [dimension], best first, and their scores."""
        order, scores = self._rows.best(self._rows_of(chunk_ids), question, limit)
        return chunk_ids[order], scores

    def _rows_of(self, chunk_ids: IntVector) -> IntVector:
        found = np.minimum(np.searchsorted(self._chunk_ids, chunk_ids), len(self._chunk_ids) - 1)
        if not np.array_equal(self._chunk_ids[found], chunk_ids):
            raise StorageError(
                "the index holds no exact vectors of some chunks that it finds", "rag index verify says why"
            )
        rows: IntVector = self._row_of[found]
        return rows


def exact_points(directory: Path, facts: dict[str, Any]) -> ExactPoints | None:
    """The exact vectors of a base, or None when its engine keeps them; IndexDamaged when they do not fit.

    ``facts`` are those of its manifest.
    """
    if _ROWS not in facts["files"]:
        return None
    rows = ExactRows(directory / _ROWS, facts["dimension"])
    try:
        rows.open()
        places = np.load(directory / _PLACES, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise IndexDamaged(f"the index in {directory} cannot be opened: {error}") from error
    if (len(rows), places.shape, places.dtype) != (facts["points"], (2, facts["points"]), np.int64):
        raise IndexDamaged(f"the parts of the index in {directory} do not fit together")
    return ExactPoints(rows, places)
