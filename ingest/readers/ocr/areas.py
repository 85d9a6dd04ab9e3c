"""Where lines of text stand on a page, told from how likely each of its points lies within one.

The map marks the core of each line only, as its network was trained (M. Liao et al., Real-time scene text detection
with differentiable binarization, 2020): connected points are one line or part of one, and are grown to its letters.
A page is taken to lean as a whole: the lean is that of its long lines, and all boxes are drawn along it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ingest.readers.ocr.connected import connected
from rag.types import FloatVector

_INSIDE = 0.3
_SURE = 0.5
_THINNEST = 2.0
_GROWTH = 1.6
_LONG = 5.0
_MOST_AREAS = 2000
_MOST_LEAN = 0.35

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Areas:
    """Boxes [n, 4] as left, top, right, bottom after the page was turned back by ``lean`` radians around its corner.

    ``is_sideways`` says that most lines run up or down the page.
    """

    boxes: FloatArray
    lean: float
    is_sideways: bool


def areas(inside: FloatVector, is_level: bool = False) -> Areas:
    """The lines on a map [height, width] of probabilities; ``is_level`` says that none of them leans."""
    rows, columns = np.nonzero(inside > _INSIDE)
    if not len(rows):
        return Areas(np.zeros((0, 4)), 0.0, False)
    of = connected(inside > _INSIDE)
    sizes = np.bincount(of)
    sure = np.bincount(of, weights=inside[rows, columns]) / sizes
    is_sideways, lean = _stance(_bounds(columns + 0.5, rows + 0.5, of), rows, columns, of)
    lean = 0.0 if is_level else lean
    across = (columns + 0.5) * np.cos(lean) + (rows + 0.5) * np.sin(lean)
    down = (rows + 0.5) * np.cos(lean) - (columns + 0.5) * np.sin(lean)
    boxes = _bounds(across, down, of)
    thickness = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    kept = np.flatnonzero((sure >= _SURE) & (thickness >= _THINNEST))
    # A page has hundreds of lines; noise has tens of thousands of specks.
    kept = kept[np.argsort(-sizes[kept], kind="stable")][:_MOST_AREAS]
    return Areas(_grown(boxes[np.sort(kept)]), lean, is_sideways)


def _bounds(across: NDArray[np.floating], down: NDArray[np.floating], of: NDArray[np.integer]) -> FloatArray:
    """The box [n, 4] around the points, half a point wide on each side, of each area."""
    order = np.argsort(of, kind="stable")
    starts = np.flatnonzero(np.diff(of[order], prepend=-1))
    least, most = np.minimum.reduceat, np.maximum.reduceat
    sides = (
        least(across[order], starts) - 0.5,
        least(down[order], starts) - 0.5,
        most(across[order], starts) + 0.5,
        most(down[order], starts) + 0.5,
    )
    return np.stack(sides, axis=1).astype(np.float64)


def _stance(
    boxes: FloatArray, rows: NDArray[np.integer], columns: NDArray[np.integer], of: NDArray[np.integer]
) -> tuple[bool, float]:
    """Whether lines run up the page, and by how many radians the long ones fall towards the right."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    upright = float(heights[heights > 2 * widths].sum())
    if upright > float(widths[widths > 2 * heights].sum()):
        return True, 0.0
    sizes = np.bincount(of)
    mean_x, mean_y = (np.bincount(of, weights=axis) / sizes for axis in (columns, rows))
    x, y = columns - mean_x[of], rows - mean_y[of]
    spread, together = (np.bincount(of, weights=weights) for weights in (x * x, x * y))
    long = np.flatnonzero((widths > _LONG * 8) & (widths > 2 * heights))
    if not len(long):
        return False, 0.0
    slopes = together[long] / np.maximum(spread[long], 1.0)
    order = np.argsort(slopes)
    reached = np.cumsum(widths[long][order])
    slope = float(slopes[order][np.searchsorted(reached, reached[-1] / 2)])
    return False, float(np.arctan(slope)) if abs(slope) < _MOST_LEAN else 0.0


def _grown(boxes: FloatArray) -> FloatArray:
    """Cores of lines grown to their letters: by their area over their outline."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    by = widths * heights * _GROWTH / (2 * (widths + heights))
    grown: FloatArray = boxes + by[:, None] * np.array([-1.0, -1.0, 1.0, 1.0])
    return grown
