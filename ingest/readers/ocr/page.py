"""A recognised sheet as a page of runs, so that layout, blocks and boxes come about as for any page of a PDF."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ingest.readers.ocr.areas import FloatArray
from ingest.readers.ocr.picture import Pixels
from ingest.readers.ocr.recognise import Line, Sheet, recognise
from ingest.readers.pdf_page import RawPage, Run

_WORD = re.compile(r"\S+")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_TALL = re.compile(r"[\dA-Zbdfhklt]")
_SMALL_PART, _TALL_PART, _WIDE_PART = 0.52, 0.72, 0.92
"""How much of a font's size the letters of most ink take: small ones, capitals and digits, ideographs."""

_BELOW, _ABOVE = 0.25, 0.92
"""How far a font reaches from the ground line of its letters, in its size."""

_BOX = 1.3
_TELLING = 10
_A4 = 595.0
_BODY = 1.18
_SIZES = 1.2


def as_page(sheet: Sheet, number: int, points: float) -> RawPage:
    """Page ``number`` of a document from a sheet; ``points`` is the width of a pixel in points."""
    characters: list[str] = []
    places: list[FloatArray] = []
    runs = []
    offset = 0
    for line, (size, ground) in zip(sheet.lines, _faces(sheet), strict=True):
        words = np.array([word.span() for word in _WORD.finditer(line.text)], np.int64).reshape(-1, 2)
        sides = np.array([line.starts[0], ground - _BELOW * size, line.ends[-1], ground + _ABOVE * size])
        x0, y0, x1, y1 = (points * sides).tolist()
        runs.append(Run(" ".join(line.text.split()), words + offset, x0, y0, x1, y1))
        characters.append(f"{line.text}\n")
        places.append(_shown(line, sheet))
        offset += len(line.text) + 1
    shown = np.concatenate(places) if places else np.zeros((0, 4))
    return RawPage(number, "".join(characters), runs, shown=shown)


def picture_page(pixels: Pixels, number: int) -> tuple[RawPage, float, tuple[float, float]]:
    """A picture as a page, how sure its text is, and its size in points: its shorter side is taken to be that of A4."""
    sheet = recognise(pixels)
    points = _A4 / min(sheet.width, sheet.height)
    return as_page(sheet, number, points), confidence(sheet), (points * sheet.width, points * sheet.height)


def settle(pages: Sequence[RawPage]) -> None:
    """Give letters of nearly the same height the same one, on all recognised pages of a document.

    Each was measured on its own: heights come in steps of a fifth from the one that most letters have.
    """
    runs = [run for page in pages if page.shown is not None for run in page.runs]
    if not runs:
        return
    heights = np.array([run.height for run in runs])
    order = np.argsort(heights)
    reached = np.cumsum([len(runs[at].text) for at in order.tolist()])
    body = float(heights[order[np.searchsorted(reached, reached[-1] / 2)]])
    ratios = np.log(np.maximum(heights / max(body, 1e-6), 1e-3))
    steps = np.where(np.abs(ratios) < np.log(_BODY), 0, np.round(ratios / np.log(_SIZES)))
    for run, size in zip(runs, (body * _SIZES**steps / (_ABOVE + _BELOW)).tolist(), strict=True):
        ground = run.y0 + _BELOW * run.height / (_ABOVE + _BELOW)
        run.y0, run.y1 = ground - _BELOW * size, ground + _ABOVE * size


def confidence(sheet: Sheet) -> float:
    """The mean over its letters; 0 where there are none."""
    letters = sum(len(line.text) for line in sheet.lines)
    return sum(line.confidence * len(line.text) for line in sheet.lines) / letters if letters else 0.0


def _faces(sheet: Sheet) -> list[tuple[float, float]]:
    """For each line the size of its font and how high its letters stand on the page, in pixels; y grows upwards.

    A few letters tell neither: their box does, compared with the boxes of the longer lines.
    """
    height = sheet.width if sheet.turns % 2 else sheet.height
    sizes = [_size(line) for line in sheet.lines]
    long = [at for at, line in enumerate(sheet.lines) if _letters(line) >= _TELLING]
    boxes = [sheet.lines[at].bottom - sheet.lines[at].top for at in long]
    usual = float(np.median([box / sizes[at] for box, at in zip(boxes, long, strict=True)])) if long else _BOX
    faces = []
    for line, size in zip(sheet.lines, sizes, strict=True):
        ground = line.middle[1]
        if _letters(line) < _TELLING:
            size = (line.bottom - line.top) / usual
            ground = (line.top + line.bottom) / 2 + _SMALL_PART / 2 * size
        faces.append((size, height - ground))
    return faces


def _size(line: Line) -> float:
    """The size of its font in pixels, told from where most of its ink is."""
    upper, lower = line.middle
    if 2 * len(_WIDE.findall(line.text)) > _letters(line):
        return (lower - upper) / _WIDE_PART
    return (lower - upper) / (_TALL_PART if 2 * len(_TALL.findall(line.text)) > _letters(line) else _SMALL_PART)


def _letters(line: Line) -> int:
    return sum(not character.isspace() for character in line.text)


def _shown(line: Line, sheet: Sheet) -> FloatArray:
    """Boxes [n + 1, 4] of its characters and the line's end: fractions of the page from its upper left corner."""
    starts, ends = (np.append(sides, line.ends[-1]) for sides in (line.starts, line.ends))
    across = np.stack((starts, ends, ends, starts))
    down = np.array([line.top, line.top, line.bottom, line.bottom])[:, None]
    x = across * np.cos(sheet.lean) - down * np.sin(sheet.lean)
    y = across * np.sin(sheet.lean) + down * np.cos(sheet.lean)
    # Each step undoes one quarter turn: what was turned is as wide as the page was high.
    for turned in range(sheet.turns, 0, -1):
        before = sheet.height if turned % 2 == 0 else sheet.width
        x, y = before - y, x
    size = np.array([sheet.width, sheet.height], np.float64)
    low = np.stack((x.min(axis=0), y.min(axis=0)), axis=1) / size
    high = np.stack((x.max(axis=0), y.max(axis=0)), axis=1) / size
    return np.clip(np.concatenate((low, high), axis=1), 0.0, 1.0)
