"""Where the words of a span of canonical text stand on a page of the PDF that it was read from."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from ingest.readers.pdf_align import NOWHERE, align
from ingest.readers.pdf_letters import HYPHEN, PageLetters, letters_of, page_letters
from ingest.readers.pdf_page import FloatArray, IntArray, RawPage, character_boxes, opened_page, read_opened

_WIDE = "\u3000-\u30ff\u3400-\u9fff\uf900-\uffef"
_WORD = re.compile(rf"[{_WIDE}]|[^\s{_WIDE}]+")
_MARKUP = frozenset("|\\-")
"""What the reader writes of its own accord: the bars of tables with their escapes, the mark of an item."""

_FINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle as fractions (0..1) of a page's width and height, from its top left corner as it is shown."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Marked:
    """The boxes of a span on a page, one for each stretch of a line, and how many of its words they hold.

    ``missing`` words were not found on the page, so no box is shown for them. ``width`` and ``height`` of the page
    are in points.
    """

    boxes: tuple[Box, ...]
    words: int
    missing: int
    width: float
    height: float


def boxes_of(pdf: Any, number: int, text: str, start: int, end: int) -> Marked:
    """Boxes for ``text[start:end]``, where ``text`` is the canonical text of page ``number`` (from 1).

    A word gets a box only when all its letters stand in the page next to each other. Raises the library's error for a
    page that cannot be loaded.
    """
    with opened_page(pdf, number) as (page, text_page):

        def box(characters: IntArray) -> Box:
            return _shown(page, *_around(character_boxes(text_page, characters)))

        size = page.get_width(), page.get_height()
        return _marked(read_opened(page, text_page, number), text, slice(start, end), box, size)


def boxes_on(page: RawPage, text: str, start: int, end: int, size: tuple[float, float]) -> Marked:
    """The same for a page whose text was recognised; ``size`` is its width and height in points."""
    shown = page.shown
    if shown is None:
        raise ValueError("the page was not recognised")
    return _marked(page, text, slice(start, end), lambda characters: Box(*_around(shown[characters]).tolist()), size)


def _marked(page: RawPage, text: str, span: slice, box: Callable[[IntArray], Box], size: tuple[float, float]) -> Marked:
    letters = page_letters(page)
    words = list(_words(text, span.start, span.stop, letters))
    found = [place for word in words for place in word]
    placed = [box(letters.places[part]) for part in _stretches(found, letters)]
    boxes = tuple(box for box in placed if box.x0 < box.x1 and box.y0 < box.y1)
    return Marked(boxes, len(words), sum(not word for word in words) if boxes else len(words), *size)


def _words(text: str, start: int, end: int, page: PageLetters) -> Iterator[list[int]]:
    """For each word of the span the indices of its letters in the page, none where it is not found as a whole."""
    letters = letters_of(text)
    found = align(letters.text, page.text)
    for word in _WORD.finditer(text, start, end):
        first, last = np.searchsorted(letters.places, word.span()).tolist()
        spelled = list(zip(letters.text[first:last], found[first:last], strict=True))
        if all(letter in _MARKUP and place == NOWHERE for letter, place in spelled):
            continue
        places = [place for letter, place in spelled if place != NOWHERE or letter not in _MARKUP]
        yield places if _is_whole(places, page.text) else []


def _is_whole(places: list[int], page: str) -> bool:
    return NOWHERE not in places and all(_adjoin(here, there, page) for here, there in pairwise(places))


def _adjoin(here: int, there: int, page: str) -> bool:
    """Whether two letters follow each other, but for a hyphen that broke the word."""
    return there == here + 1 or (there == here + 2 and page[here + 1] == HYPHEN)


def _stretches(places: Sequence[int], page: PageLetters) -> Iterator[slice]:
    """The letters at ``places``, in their order, as stretches that each stand in one line."""
    start = 0
    for at in range(1, len(places) + 1):
        if at < len(places) and _same_stretch(places[at - 1], places[at], page):
            continue
        yield slice(places[start], places[at - 1] + 1)
        start = at


def _same_stretch(here: int, there: int, page: PageLetters) -> bool:
    return bool(page.lines[here] == page.lines[there]) and _adjoin(here, there, page.text)


def _around(boxes: FloatArray) -> FloatArray:
    """The box [4] around boxes [n, 4]."""
    return np.concatenate((boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)))


def _shown(page: Any, x0: float, y0: float, x1: float, y1: float) -> Box:
    """A box of the page's own space where it stands when the page is shown: cropped and turned."""
    corners = np.array([_device(page, x0, y0), _device(page, x1, y1)]) / _FINE
    left, top = np.clip(corners.min(axis=0), 0, 1).tolist()
    right, bottom = np.clip(corners.max(axis=0), 0, 1).tolist()
    return Box(left, top, right, bottom)


def _device(page: Any, x: float, y: float) -> tuple[int, int]:
    import pypdfium2.raw as pdfium

    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page.raw, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value, down.value
