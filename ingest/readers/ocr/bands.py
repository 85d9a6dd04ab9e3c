"""A long picture (a web page as one screenshot, a till roll) in bands of the shape of a page, cut between lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ingest.readers.ocr.picture import Pixels

_LONG, _LONGEST = 2.2, 50.0
_BAND = 1.5
_WINDOW = 0.3


def bands(pixels: Pixels) -> Iterator[tuple[int, Pixels]]:
    """Each band with the row it begins at; a picture that is not long is one band, and so is one that is but a line."""
    height, width, _ = pixels.shape
    if not _LONG * width < height <= _LONGEST * width:
        yield 0, pixels
        return
    top = 0
    while height - top > _LONG * width:
        first, last = top + round((_BAND - _WINDOW) * width), top + round(_BAND * width)
        cut = first + _emptiest(pixels[first : max(last, first + 1)])
        yield top, pixels[top : cut + 1]
        top = cut + 1
    yield top, pixels[top:]


def _emptiest(rows: Pixels) -> int:
    """The row with the least change along it, of equal ones the one in the middle."""
    change = np.abs(np.diff(rows.astype(np.int16), axis=1)).sum(axis=(1, 2)) if rows.shape[1] > 1 else rows.sum((1, 2))
    least = np.flatnonzero(change == change.min())
    return int(least[len(least) // 2])
