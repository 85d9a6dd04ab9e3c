"""Spaces that the speller left out, told from the ink: the network was trained on writing that has none."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ingest.readers.ocr.picture import Pixels

_CLOSED = re.compile(
    r"\s.|.\s|\d\d|[.,:/]\d|.[.,;:!?)\]}%]|[(\[{].|[\u3000-\u30ff\u3400-\u9fff\uf900-\uffef].|.[\u3000-\u30ff\u3400-\u9fff\uf900-\uffef]",
    re.DOTALL,
)
"""Two letters that no space is put between: digits stand apart in many fonts, and some scripts have no spaces."""

_EMPTY = 0.08
_LIKE_A_SPACE = 0.75
_USUAL, _LEAST = 0.6, 0.25
"""The gap at a space, in heights of small letters, where a line has none to compare with, and the least one."""


def left_out(spellings: Sequence[str], columns: Sequence[float], strip: Pixels, small: float) -> list[int]:
    """Before which letters a space is missing.

    ``columns`` are the middles of the letters across the strip; ``small`` is the height of its small letters. A gap in
    the ink that is nearly as wide as those at the spaces that were spelled is one too.
    """
    if len(spellings) < 2:
        return []
    widths = _widths(_gaps(strip), np.array(columns))
    is_space = np.array([spelling.isspace() for spelling in spellings])
    known = np.maximum(widths[:-1], widths[1:])[is_space[1:-1]]
    usual = float(np.median(known)) if len(known) > 1 else _USUAL * small
    if usual < _LEAST * small:
        return []  # blurred or underlined: the ink has no gaps
    wide = np.flatnonzero(widths >= _LIKE_A_SPACE * usual) + 1
    return [at for at in wide.tolist() if not _CLOSED.match(spellings[at - 1][-1] + spellings[at][0])]


def _gaps(strip: Pixels) -> NDArray[np.int64]:
    """Where columns without ink begin and end [n, 2]."""
    grey = strip.astype(np.float32).mean(axis=2)
    ink = np.abs(grey - np.median(grey)).mean(axis=0)
    empty = ink < _EMPTY * np.percentile(ink, 95)
    return np.flatnonzero(np.diff(empty, prepend=False, append=False)).reshape(-1, 2)


def _widths(gaps: NDArray[np.int64], columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """The widest gap [n - 1] between each letter and the next; each gap belongs to the two that are nearest to it."""
    between = (columns[1:] + columns[:-1]) / 2
    middles = gaps.mean(axis=1)
    is_inner = (middles > columns[0]) & (middles < columns[-1])
    widths = np.zeros(len(between))
    nearest = np.abs(middles[is_inner, None] - between).argmin(axis=1)
    np.maximum.at(widths, nearest, (gaps[:, 1] - gaps[:, 0])[is_inner])
    return widths
