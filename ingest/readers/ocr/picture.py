"""Pictures as pixels, by Pillow: opened within bounds, made smaller, and cut into strips of text."""

from __future__ import annotations

import io
import math
import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import ReadError

Pixels = NDArray[np.uint8]
"""Red, green and blue [height, width, 3]."""

MOST_PIXELS = 80_000_000
"""Of one picture: two pages of A4 at 600 dots an inch."""

_KEPT_PIXELS = 16_000_000
_LEAST_SIDE = 40
_FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP")
_STACKED = ("TIFF",)
"""Formats whose further pictures are pages; elsewhere they are an animation."""

_BROKEN = (OSError, SyntaxError, ValueError, ArithmeticError, TypeError, KeyError, IndexError, AttributeError)
"""What Pillow raises for damaged files, besides its own classes, which are kinds of OSError."""


class Picture:
    """An opened picture file: how many pages it has, how many pictures beside them, and its pixels page by page.

    One that ``is_tiny`` is an icon: no line of text fits on it.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Raises ReadError for what is no whole picture; nothing is decoded yet."""
        self._name = name
        pillow = _pillow()
        try:
            with _quiet():
                self._file = pillow.open(io.BytesIO(data), formats=_FORMATS)
                frames = int(getattr(self._file, "n_frames", 1))
        except pillow.DecompressionBombError as error:
            raise self._too_large() from error
        except _BROKEN as error:
            raise self._damaged() from error
        is_stack = self._file.format in _STACKED
        self.count = frames if is_stack else 1
        self.left_out = 0 if is_stack else frames - 1
        self.is_tiny = max(self._file.size) < _LEAST_SIDE

    def page(self, number: int) -> Pixels:
        """The pixels of page ``number`` (from 1), upright, brought down to 16 million at most.

        Raises ReadError for a page that is damaged or claims more than MOST_PIXELS, before it is decoded.
        """
        pillow = _pillow()
        try:
            with _quiet():
                self._file.seek(number - 1)
                self._refuse_bombs()
                return self._pixels()
        except pillow.DecompressionBombError as error:
            raise self._too_large() from error
        except _BROKEN as error:
            raise self._damaged() from error

    def _refuse_bombs(self) -> None:
        width, height = self._file.size
        if width * height > MOST_PIXELS:
            raise self._too_large()

    def _pixels(self) -> Pixels:
        from PIL import ImageOps

        width, height = self._file.size
        factor = math.ceil(math.sqrt(width * height / _KEPT_PIXELS))
        self._file.draft("RGB", (width // factor, height // factor))  # JPEG only: decoded smaller at once
        picture = ImageOps.exif_transpose(self._file)
        factor = math.ceil(math.sqrt(picture.width * picture.height / _KEPT_PIXELS))
        if factor > 1:
            picture = picture.convert("L" if picture.mode in {"1", "L", "I;16", "I"} else "RGB").reduce(factor)
        return np.asarray(_on_white(picture))

    def _too_large(self) -> ReadError:
        return ReadError(f"{self._name} has over {MOST_PIXELS // 1_000_000} million pixels", "Save it smaller")

    def _damaged(self) -> ReadError:
        return ReadError(f"{self._name} is damaged or no whole picture", "Save or scan it again")


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """The pixels at another size."""
    pillow = _pillow()
    return np.asarray(pillow.fromarray(pixels).resize((width, height), pillow.Resampling.BILINEAR))


def cut_out(pixels: Pixels, corners: NDArray[np.float64], width: int, height: int) -> Pixels:
    """What lies within four corners [4, 2] (upper left, lower left, lower right, upper right), set upright.

    It is first cut at its own size, then resized to ``width`` x ``height``, so that large letters are averaged.
    """
    pillow = _pillow()
    sides = np.hypot(*(corners[[2, 1]] - corners[[1, 0]]).T)
    across, down = (int(np.clip(round(side), 1, most)) for side, most in zip(sides, (8192, 1024), strict=True))
    cut = pillow.fromarray(pixels).transform(
        (across, down), pillow.Transform.QUAD, corners.ravel().tolist(), pillow.Resampling.BILINEAR, fillcolor="white"
    )
    return np.asarray(cut.resize((width, height), pillow.Resampling.BILINEAR))


def _on_white(picture: Any) -> Any:
    """RGB, what is transparent laid on white; 16 bits a channel come down to 8."""
    if picture.mode.startswith("I"):
        values = np.asarray(picture, np.float32)
        span = max(float(values.max()), 1.0)
        picture = _pillow().fromarray((values * (255 / (65535 if span > 255 else 255))).clip(0, 255).astype(np.uint8))
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        white = _pillow().new("RGBA", picture.size, "white")
        picture = _pillow().alpha_composite(white, picture)
    return picture.convert("RGB")


def _pillow() -> Any:
    from PIL import Image

    return Image


def _quiet() -> warnings.catch_warnings[None]:
    """Odd metadata makes Pillow warn; what matters it raises."""
    return warnings.catch_warnings(action="ignore")
