"""A page of a PDF as a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.readers.png import png

MOST_PIXELS = 8_000_000


def page_image(pdf: Any, number: int, width: int) -> bytes:
    """Page ``number`` (from 1) as a PNG file ``width`` pixels wide, less where that would be over MOST_PIXELS.

    Raises the library's error for a page that cannot be loaded.
    """
    page = pdf[number - 1]
    try:
        return png(pixels_of(page, width))
    finally:
        page.close()


def pixels_of(page: Any, width: float) -> NDArray[np.uint8]:
    """An opened page as red, green and blue [height, width, 3], less wide where that would be over MOST_PIXELS."""
    bitmap = page.render(scale=_scale(page, width), rev_byteorder=True)
    try:
        rows = np.frombuffer(bitmap.buffer, np.uint8).reshape(bitmap.height, bitmap.stride)
        return rows[:, : 3 * bitmap.width].reshape(bitmap.height, bitmap.width, 3).copy()
    finally:
        bitmap.close()


def _scale(page: Any, width: float) -> float:
    """Pixels a point. A side that is next to nothing counts as a pixel, however long the other is."""
    across, down = max(page.get_width(), 1e-3), max(page.get_height(), 1e-3)
    scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5)
    return float(min(scale, MOST_PIXELS / max(across, down)))
