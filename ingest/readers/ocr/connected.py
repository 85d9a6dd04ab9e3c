"""Which marked points of a map hang together: by an edge, not by a corner.

Row by row, neighbouring points make a run; runs that touch from row to row take on the least number among them, again
and again, until nothing changes. SciPy does this too, but brings a BLAS library along that, where a reader's memory
ends, asks for more for ever instead of failing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]


def connected(marked: NDArray[np.bool_]) -> Numbers:
    """The area (from 0) of each marked point of a map [height, width], row by row; areas count in that order too."""
    sides = np.diff(marked.astype(np.int8), axis=1, prepend=0, append=0)
    rows, lefts = np.nonzero(sides == 1)
    rights = np.nonzero(sides == -1)[1]
    above, below = _touching(rows, lefts, rights, marked.shape[1] + 1)
    least = _joined(len(rows), above, below)
    areas = np.cumsum(least == np.arange(len(rows))) - 1
    return np.repeat(areas[least], rights - lefts)


def _touching(rows: Numbers, lefts: Numbers, rights: Numbers, width: int) -> tuple[Numbers, Numbers]:
    """Pairs of runs of which one lies right below the other, by their numbers; ``rights`` are behind the last point."""
    next_row = (rows + 1) * width
    first = np.searchsorted(rows * width + rights, next_row + lefts, side="right")
    last = np.searchsorted(rows * width + lefts, next_row + rights, side="left")
    counts = last - first
    above = np.repeat(np.arange(len(rows)), counts)
    below = np.arange(len(above)) + np.repeat(first - (np.cumsum(counts) - counts), counts)
    return above, below


def _joined(count: int, above: Numbers, below: Numbers) -> Numbers:
    """The least number among those that each of ``count`` is joined to, itself included."""
    least = np.arange(count)
    while len(above):
        pair = np.minimum(least[above], least[below])
        np.minimum.at(least, least[above], pair)
        np.minimum.at(least, least[below], pair)
        while (least != (root := least[least])).any():
            least = root
        apart = least[above] != least[below]
        above, below = above[apart], below[apart]
    return least
