"""The text on a picture of a page: lines are found, cut out, spelled, and know where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ingest.readers.ocr.areas import Areas, FloatArray, areas
from ingest.readers.ocr.bands import bands
from ingest.readers.ocr.letters import Letter, letters
from ingest.readers.ocr.networks import Batch, networks
from ingest.readers.ocr.picture import Pixels, cut_out, resized
from ingest.readers.ocr.spaces import left_out

_FINDING_SIDE = 1280
_MOST_ENLARGED = 2.0
_MULTIPLE = 32
_HEIGHT = 48
_STEP = 8
_WIDTHS = 128
_WIDEST = 3072
"""Columns of a strip and of a batch: memory follows what stands in one batch, and each width is prepared anew."""

_LEAST_CONFIDENCE = 0.5
_SURE = 0.95
_TELLING = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in pixels of the page as it was turned upright; y grows downwards.

    ``starts`` and ``ends`` [n] say where each character of ``text`` stands across; ``middle`` is the upper and lower
    edge of the letters without ascenders.
    """

    text: str
    confidence: float
    top: float
    bottom: float
    starts: FloatArray
    ends: FloatArray
    middle: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The lines of a page that was turned by ``turns`` quarters against the clock and then by ``lean`` radians.

    ``width`` and ``height`` are those of the picture before.
    """

    lines: tuple[Line, ...]
    turns: int
    lean: float
    width: int
    height: int


def recognise(pixels: Pixels) -> Sheet:
    """Read a picture of a page. A page on its side or head is turned; one that leans by up to 19 degrees is levelled.

    Raises MissingExtra, ModelError, ReadError where memory runs out.
    """
    height, width, _ = pixels.shape
    turns, found = 0, _find(pixels)
    if found.is_sideways:
        turns, pixels = 1, np.ascontiguousarray(np.rot90(pixels))
        found = _find(pixels)
    if _is_on_its_head(pixels, found):
        turns, pixels = turns + 2, np.ascontiguousarray(np.rot90(pixels, 2))
        found = _find(pixels)
    lines = [line for line in _spell(pixels, found) if line.confidence >= _LEAST_CONFIDENCE]
    return Sheet(tuple(lines), turns, found.lean, width, height)


def _find(pixels: Pixels) -> Areas:
    """Lines in pixels of the picture given; a long picture is taken to be level."""
    parts = list(bands(pixels))
    if len(parts) == 1:
        return _find_on(pixels)
    found = [(top, _find_on(band, is_level=True)) for top, band in parts]
    boxes = [each.boxes + top * np.array([0.0, 1.0, 0.0, 1.0]) for top, each in found]
    return Areas(np.concatenate(boxes), 0.0, sum(each.is_sideways for _, each in found) > len(found) / 2)


def _find_on(pixels: Pixels, is_level: bool = False) -> Areas:
    height, width, _ = pixels.shape
    scale = min(_FINDING_SIDE / max(height, width), _MOST_ENLARGED)
    across, down = max(1, round(width * scale)), max(1, round(height * scale))
    canvas = np.zeros((3, _padded(down, _MULTIPLE), _padded(across, _MULTIPLE)), np.float32)
    canvas[:, :down, :across] = _normal(resized(pixels, across, down))
    found = areas(networks().find(canvas[None])[:down, :across], is_level)
    return Areas(found.boxes / scale, found.lean, found.is_sideways)


def _is_on_its_head(pixels: Pixels, found: Areas) -> bool:
    """Whether the longest lines read better upside down."""
    longest = np.argsort(found.boxes[:, 0] - found.boxes[:, 2], kind="stable")[:_TELLING]
    few = Areas(found.boxes[longest], found.lean, False)
    upright = _spell(pixels, few)
    if not upright or np.median([line.confidence for line in upright]) >= _SURE:
        return False
    return _weight(_spell(pixels, few, upside_down=True)) > _weight(upright)


def _spell(pixels: Pixels, found: Areas, upside_down: bool = False) -> list[Line]:
    widths = [_strip_width(box) for box in found.boxes]
    lines: dict[int, Line] = {}
    for members, room in _batches(widths):
        cuts = [cut_out(pixels, _corners(found.boxes[at], found.lean), widths[at], _HEIGHT) for at in members]
        batch = np.zeros((len(cuts), 3, _HEIGHT, room), np.float32)
        for row, cut in enumerate(cuts):
            batch[row, :, :, : cut.shape[1]] = _normal(np.rot90(cut, 2) if upside_down else cut)
        for row, (classes, shares) in enumerate(zip(*networks().spell(batch), strict=True)):
            if word := letters(classes, shares, networks().alphabet):
                lines[members[row]] = _line(word, found.boxes[members[row]], cuts[row])
    return [lines[at] for at in sorted(lines)]


def _batches(widths: Sequence[int]) -> Iterator[tuple[list[int], int]]:
    """Strips of like width together, as many as fit, and the columns that each gets."""
    members: list[int] = []
    room = 0
    for at in sorted(range(len(widths)), key=widths.__getitem__):
        wanted = _padded(widths[at], _WIDTHS)
        if members and (len(members) + 1) * wanted > _WIDEST:
            yield members, room
            members = []
        members.append(at)
        room = wanted
    if members:
        yield members, room


def _line(word: list[Letter], box: FloatArray, strip: Pixels) -> Line:
    left, top, right, bottom = box.tolist()
    scale, rows = (right - left) / strip.shape[1], (bottom - top) / _HEIGHT
    upper, lower = _middle(strip)
    columns = [_STEP * letter.step for letter in word]
    parted = set(left_out([letter.spelling for letter in word], columns, strip, lower - upper))
    spellings = [" " * (at in parted) + letter.spelling for at, letter in enumerate(word)]
    lengths = [len(spelling) for spelling in spellings]
    edges = _edges(np.array(columns), strip.shape[1])
    starts, ends = (np.repeat(left + scale * side, lengths) for side in (edges[:-1], edges[1:]))
    confidence = sum(letter.share for letter in word) / len(word)
    return Line("".join(spellings), confidence, top, bottom, starts, ends, (top + rows * upper, top + rows * lower))


def _edges(columns: FloatArray, width: int) -> FloatArray:
    """Where each letter begins, half way from the one before, and where the last one ends."""
    half = float(np.median(np.diff(columns))) / 2 if len(columns) > 1 else _STEP / 1.0
    inner = (columns[1:] + columns[:-1]) / 2
    return np.clip(np.concatenate(([columns[0] - half], inner, [columns[-1] + half])), 0, width)


def _middle(strip: Pixels) -> tuple[float, float]:
    """Between which rows of a strip most ink is: letters without what reaches above and below them."""
    grey = strip.astype(np.float32).mean(axis=2)
    ink = np.abs(grey - np.median(grey)).mean(axis=1)
    ink -= ink.min()
    dense = np.flatnonzero(ink > 0.5 * ink.max())
    if not len(dense):
        return 0.3 * _HEIGHT, 0.7 * _HEIGHT
    return float(dense[0]), float(dense[-1] + 1)


def _weight(lines: list[Line]) -> float:
    return sum(len(line.text) * line.confidence**4 for line in lines)


def _strip_width(box: FloatArray) -> int:
    left, top, right, bottom = box.tolist()
    return int(np.clip(round((right - left) * _HEIGHT / (bottom - top)), 16, _WIDEST))


def _corners(box: FloatArray, lean: float) -> FloatArray:
    """The corners [4, 2] of a box on the leaning page: upper left, lower left, lower right, upper right."""
    left, top, right, bottom = box.tolist()
    across, down = np.array([left, left, right, right]), np.array([top, bottom, bottom, top])
    return np.stack((across * np.cos(lean) - down * np.sin(lean), across * np.sin(lean) + down * np.cos(lean)), axis=1)


def _normal(pixels: Pixels) -> Batch:
    """Pixels [3, height, width] as the networks want them."""
    return (pixels[:, :, ::-1].astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)


def _padded(length: int, multiple: int) -> int:
    return -(-length // multiple) * multiple
