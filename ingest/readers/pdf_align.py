"""Where the letters of a canonical text stand among the letters of its page.

Both hold nearly the same, but now and then a stretch stands elsewhere (a footnote), and one side has letters that the
other has not (a hyphen undone, a running head left out). So stretches that each side holds once are laid first,
longest first, as in greedy string tiling (M. Wise, 1993); what is left between two neighbours is compared letter by
letter. What is nowhere, or might be in several places, stays unfound.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

NOWHERE = -1

_SEEDS = (24, 12, 8)
_MOST_COMPARED = 1 << 18
_FREE = re.compile(rb"\x00+")

Tile = tuple[int, int, int]
"""(a, b, n): ``text[a : a + n] == page[b : b + n]``."""


def align(text: str, page: str) -> list[int]:
    """For each letter of ``text`` its index in ``page``, or NOWHERE; no index comes twice."""
    tiling = _Tiling(text, page)
    for length in _SEEDS:
        tiling.lay_unique(length)
    tiling.fill_gaps()
    return tiling.found


class _Tiling:
    """The tiles laid so far: ``found`` as ``align`` returns it, and a byte for each letter, 1 where it is used."""

    def __init__(self, text: str, page: str) -> None:
        self._text, self._page = text, page
        self._text_used, self._page_used = bytearray(len(text)), bytearray(len(page))
        self.found = [NOWHERE] * len(text)

    def lay_unique(self, length: int) -> None:
        """Lay the equal stretches around any ``length`` letters that both sides hold unused and once."""
        for tile in sorted(self._unique(length), key=lambda tile: -tile[2]):
            self._lay(*tile)

    def fill_gaps(self) -> None:
        """Lay what is equal, in order, in each unfound stretch and what is free next to its neighbours in the page."""
        for gap in list(_FREE.finditer(bytes(self._text_used))):
            start, end = gap.span()
            behind = self.found[start - 1] + 1 if start else 0
            self._compare(start, end, behind, _or(self._page_used.find(1, behind), len(self._page)))
            before = self.found[end] if end < len(self._text) else len(self._page)
            start = max(start, self._text_used.rfind(1, start, end) + 1)
            self._compare(start, end, self._page_used.rfind(1, 0, before) + 1, before)

    def _unique(self, length: int) -> Iterator[Tile]:
        in_text, in_page = _once(self._text, self._text_used, length), _once(self._page, self._page_used, length)
        reached: dict[int, int] = {}  # how far the newest tile of a diagonal goes
        for letters, a in in_text.items():
            b = in_page.get(letters, NOWHERE)
            if b != NOWHERE and reached.get(b - a, 0) <= a:
                tile = self._grown(a, b, length)
                reached[b - a] = tile[0] + tile[2]
                yield tile

    def _grown(self, a: int, b: int, n: int) -> Tile:
        """An equal stretch with the equal, unused letters on both sides of it."""
        while self._same(a - 1, b - 1):
            a, b, n = a - 1, b - 1, n + 1
        while self._same(a + n, b + n):
            n += 1
        return a, b, n

    def _same(self, a: int, b: int) -> bool:
        if not (0 <= a < len(self._text) and 0 <= b < len(self._page)) or self._text[a] != self._page[b]:
            return False
        return not self._text_used[a] and not self._page_used[b]

    def _compare(self, a0: int, a1: int, b0: int, b1: int) -> None:
        if 0 < (a1 - a0) * (b1 - b0) <= _MOST_COMPARED:
            matcher = SequenceMatcher(None, self._text[a0:a1], self._page[b0:b1], autojunk=False)
            for a, b, n in matcher.get_matching_blocks():
                self._lay(a0 + a, b0 + b, n)

    def _lay(self, a: int, b: int, n: int) -> None:
        """Lay a tile, unless a longer one lies where it would."""
        if not any(self._text_used[a : a + n]) and not any(self._page_used[b : b + n]):
            self.found[a : a + n] = range(b, b + n)
            self._text_used[a : a + n] = self._page_used[b : b + n] = b"\x01" * n


def _once(letters: str, used: bytearray, length: int) -> dict[str, int]:
    """Where each ``length`` unused letters in a row begin that come only once."""
    first: dict[str, int] = {}
    again: set[str] = set()
    for gap in _FREE.finditer(bytes(used)):
        for start in range(gap.start(), gap.end() - length + 1):
            stretch = letters[start : start + length]
            if first.setdefault(stretch, start) != start:
                again.add(stretch)
    return {stretch: start for stretch, start in first.items() if stretch not in again}


def _or(index: int, otherwise: int) -> int:
    return otherwise if index < 0 else index
