"""The characters of one PDF page as runs: stretches of text on one line, with their place, size and face."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]

_WORD_GAP = 0.9
"""Widest gap between words of a run, in heights of a character; wider ones part columns and cells."""

_HYPHEN = "\x02"
"""What the library puts for a hyphen at a line's end; nothing separates it from the next line."""

_WORD = re.compile(rf"[^\s{_HYPHEN}]+{_HYPHEN}?|{_HYPHEN}")
_FEW_LETTERS = 30
_FAR = 1e6
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", _HYPHEN: "-", "\u2010": "-"}
)
_FIXED_PITCH = 1
_FIXED_NAMES = ("mono", "courier", "consol", "cmtt", "menlo", "typewriter", "sftt", "tt10", "tt9", "tt8")
_BOLD_NAMES = ("bold", "black", "heavy", "cmbx", "sfbx", "-medi", "semibold")


@dataclass(slots=True)
class Run:
    """Text with its box in points; ``y0`` is the lower edge and y grows upwards.

    ``words`` are the words [n, 2] that spell it: where each begins and ends among the characters of the page.
    """

    text: str
    words: IntArray
    x0: float
    y0: float
    x1: float
    y1: float
    is_bold: bool = False
    is_fixed: bool = False

    @property
    def height(self) -> float:
        return self.y1 - self.y0


@dataclass(slots=True)
class RawPage:
    """A page as read: its characters, its runs in the file's order, upright, and text that stands at another angle.

    ``shown`` are boxes [n, 4] of the characters of a page that was recognised, as fractions of the page from its upper
    left corner; of other pages the library knows them.
    """

    number: int
    characters: str
    runs: list[Run]
    aslant: Run | None = None
    has_picture: bool = False
    shown: FloatArray | None = None


def read_page(pdf: Any, number: int) -> RawPage:
    """Page ``number`` (from 1) of an open document; raises the library's error when it cannot be loaded."""
    with opened_page(pdf, number) as (page, text_page):
        return read_opened(page, text_page, number)


@contextmanager
def opened_page(pdf: Any, number: int) -> Iterator[tuple[Any, Any]]:
    """Page ``number`` (from 1) of an open document and its text; raises the library's error when there is none."""
    page = pdf[number - 1]
    try:
        text_page = page.get_textpage()
        try:
            yield page, text_page
        finally:
            text_page.close()
    finally:
        page.close()


def read_opened(page: Any, text_page: Any, number: int) -> RawPage:
    """An opened page as read."""
    text = _text(text_page)
    words = _words(text)
    letters = int((words[:, 1] - words[:, 0]).sum())
    found = RawPage(number, text, [], has_picture=letters < _FEW_LETTERS and _has_picture(page))
    if letters:
        first, last = (character_boxes(text_page, words[:, end] - end) for end in (0, 1))
        turns = _turns(words, first, last)
        upright = int(np.bincount(turns, weights=words[:, 1] - words[:, 0]).argmax())
        is_upright = turns == upright
        found.aslant = _aslant(text, words[~is_upright])
        ends = _turned(first[is_upright], upright), _turned(last[is_upright], upright)
        found.runs = _runs(text_page, text, words[is_upright], *ends)
    return found


def _aslant(text: str, words: IntArray) -> Run | None:
    spelled = _whole(" ".join(text[start:end] for start, end in words.tolist()))
    return Run(spelled, words, 0.0, 0.0, 0.0, 0.0) if spelled else None


def _text(text_page: Any) -> str:
    """The page's characters, as many as the library counts, so that an index means the same in both."""
    import pypdfium2.raw as pdfium

    count = max(0, pdfium.FPDFText_CountChars(text_page.raw))
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page.raw, 0, count, buffer)
    text = bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace").replace("\ufffe", _HYPHEN)
    if len(text) == count:
        return text
    # Characters beyond 16 bits (counted as two halves), or some that the library leaves out of its text.
    codes = (pdfium.FPDFText_GetUnicode(text_page.raw, index) for index in range(count))
    return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)


def _whole(text: str) -> str:
    """Text with halves of characters put together, and ligatures and odd hyphens spelled plainly."""
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.translate(_LIGATURES)


def _words(text: str) -> IntArray:
    """Start and end [n, 2] of each stretch without white space; a hyphen at a line's end closes one."""
    return np.array([match.span() for match in _WORD.finditer(text)], np.int64).reshape(-1, 2)


def character_boxes(text_page: Any, indices: IntArray) -> FloatArray:
    """Boxes [n, 4] as x0, y0, x1, y1 of the characters at ``indices``, as high as their font."""
    import pypdfium2.raw as pdfium

    raw, box_of = text_page.raw, pdfium.FPDFText_GetLooseCharBox
    rectangles = (pdfium.FS_RECTF * len(indices))()
    for index, rectangle in zip(indices.tolist(), rectangles, strict=True):
        box_of(raw, index, rectangle)
    # The library's order is left, top, right, bottom.
    boxes = np.frombuffer(rectangles, np.float32).reshape(-1, 4)[:, [0, 3, 2, 1]].astype(np.float64)
    return np.clip(np.nan_to_num(boxes), -_FAR, _FAR)


def _turns(words: IntArray, first: FloatArray, last: FloatArray) -> IntArray:
    """For each word at how many quarter turns (0..3) it stands; short words stand like the one before them."""
    across, up = ((last - first)[:, [0, 1]] + (last - first)[:, [2, 3]]).T
    turns = np.where(np.abs(across) >= np.abs(up), np.where(across >= 0, 0, 2), np.where(up > 0, 1, 3))
    is_long = words[:, 1] - words[:, 0] >= 3
    if not is_long.any():
        return np.zeros(len(words), np.int64)
    before = np.maximum.accumulate(np.where(is_long, np.arange(len(words)), -1))
    told = turns[np.where(before < 0, int(np.flatnonzero(is_long)[0]), before)]
    return told.astype(np.int64)


def _turned(boxes: FloatArray, turns: int) -> FloatArray:
    """Boxes as they are when text at ``turns`` quarter turns is set upright."""
    x0, y0, x1, y1 = boxes.T
    sides = {0: (x0, y0, x1, y1), 1: (y0, -x1, y1, -x0), 2: (-x1, -y1, -x0, -y0), 3: (-y1, x0, -y0, x1)}
    return np.stack(sides[turns], axis=1)


def _runs(text_page: Any, text: str, words: IntArray, first: FloatArray, last: FloatArray) -> list[Run]:
    """Words that follow each other on one line, joined."""
    x0, y0 = np.minimum(first, last)[:, :2].T
    x1, y1 = np.maximum(first, last)[:, 2:].T
    height = np.maximum(y1 - y0, 0.1)
    gap = x0[1:] - x1[:-1]
    smaller = np.minimum(height[1:], height[:-1])
    overlap = np.minimum(y1[1:], y1[:-1]) - np.maximum(y0[1:], y0[:-1])
    breaks = (overlap < 0.5 * smaller) | (gap > _WORD_GAP * smaller) | (gap < -0.6 * smaller)
    starts = np.concatenate(([0], np.flatnonzero(breaks) + 1))
    ends = np.append(starts[1:], len(words))
    left, right = np.minimum.reduceat(x0, starts), np.maximum.reduceat(x1, starts)
    runs = []
    for begin, end, run_x0, run_x1 in zip(starts.tolist(), ends.tolist(), left.tolist(), right.tolist(), strict=True):
        # The word of middle height sets the line: others may be raised, lowered or in another font.
        middle = begin + int(height[begin:end].argsort()[(end - begin) // 2])
        spelled = _whole(" ".join(text[start:stop] for start, stop in words[begin:end].tolist()))
        faces = {_face(text_page, int(words[word, 0])) for word in {begin, (begin + end) // 2, end - 1}}
        is_bold, is_fixed = (all(face[kind] for face in faces) for kind in (0, 1))
        box = (run_x0, float(y0[middle]), run_x1, float(y1[middle]))
        runs.append(Run(spelled, words[begin:end], *box, is_bold, is_fixed))
    return runs


def _face(text_page: Any, index: int) -> tuple[bool, bool]:
    """Whether the font of a character is bold, and whether all its letters are equally wide."""
    import pypdfium2.raw as pdfium

    flags = ctypes.c_int()
    buffer = ctypes.create_string_buffer(80)
    pdfium.FPDFText_GetFontInfo(text_page.raw, index, buffer, 80, flags)
    name = buffer.value.decode("ascii", "replace").lower()
    is_bold = any(part in name for part in _BOLD_NAMES)
    return is_bold, bool(flags.value & _FIXED_PITCH) or any(part in name for part in _FIXED_NAMES)


def _has_picture(page: Any) -> bool:
    import pypdfium2.raw as pdfium

    return next(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4), None) is not None
