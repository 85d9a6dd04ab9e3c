"""The cells of a worksheet: what is shown in each, row by row, merged cells repeated down the rows they span."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.readers.package import Element, Package
from ingest.readers.xlsx_formats import Formats, S

MOST_ROWS = 100_000
MOST_COLUMNS = 200
MOST_CELLS = 1_000_000
MOST_CHARACTERS = 32 << 20
"""Bounds on what is read: rows and columns of a sheet, cells and characters of a workbook."""

_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_TRUE = {"1", "true"}


@dataclass
class Cells:
    """A sheet's cells, ``rows``: row number -> column number -> text, and what was left out of them."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    uncomputed: int = 0
    cut: bool = False

    def grid(self) -> list[list[str]]:
        """Rows of text without the empty columns and rows."""
        used = sorted({column for row in self.rows.values() for column, text in row.items() if text.strip()})
        rows = ([row.get(column, "") for column in used] for row in self.rows.values())
        return [_trimmed(row) for row in rows if any(cell.strip() for cell in row)]


class Workbook:
    """What the sheets of a workbook share: its strings, its formats, and how much of it may still be read."""

    def __init__(self, package: Package, strings: str | None, formats: Formats) -> None:
        self._package, self._formats = package, formats
        self._strings = [] if strings is None else [text_of(si) for si in package.elements(strings, [S + "si"])]
        self._cells_left, self._characters_left, self._merged_left = MOST_CELLS, MOST_CHARACTERS, MOST_CELLS

    def cells(self, path: str) -> Cells:
        """The cells of the sheet at ``path``; raises ReadError for a damaged one."""
        cells, number = Cells(), 0
        for element in self._package.elements(path, [S + "row", S + "mergeCell", S + "col"]):
            if element.tag == S + "col":
                _hide_columns(cells, element)
            elif element.tag == S + "mergeCell":
                self._merge(cells, element.get("ref", ""))
            elif not cells.cut:
                number = _integer(element.get("r")) or number + 1
                self._read_row(cells, element, number)
        return cells

    def _read_row(self, cells: Cells, element: Element, number: int) -> None:
        if element.get("hidden") in _TRUE:
            cells.hidden_rows += 1
            return
        if len(cells.rows) >= MOST_ROWS:
            cells.cut = True
            return
        row: dict[int, str] = {}
        column = 0
        for cell in element.iter(S + "c"):
            place = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            if any(first <= column <= last for first, last in cells.hidden_columns):
                continue
            text = self._text(cell, cells)
            if text and not self._put(cells, row, column, text):
                break
        if row:
            cells.rows[number] = row

    def _put(self, cells: Cells, row: dict[int, str], column: int, text: str) -> bool:
        """Write a cell, unless a bound is reached; then the sheet is marked as cut."""
        self._cells_left -= 1
        self._characters_left -= len(text)
        if self._cells_left < 0 or self._characters_left < 0 or (len(row) >= MOST_COLUMNS and column not in row):
            cells.cut = True
            return False
        row[column] = text
        return True

    def _text(self, cell: Element, cells: Cells) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(S + "v")
        if kind == "inlineStr":
            inline = cell.find(S + "is")
            return "" if inline is None else text_of(inline)
        if value is None:
            cells.uncomputed += cell.find(S + "f") is not None
            return ""
        if kind == "s":
            index = _integer(value)
            return self._strings[index] if index is not None and index < len(self._strings) else ""
        if kind == "b":
            return "TRUE" if value in _TRUE else "FALSE"
        return self._formats.show(value, _integer(cell.get("s")) or 0) if kind == "n" else value

    def _merge(self, cells: Cells, reference: str) -> None:
        """Repeat a merged cell in the rows below that it covers, so that a row can be read alone."""
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if not start or not end:
            return
        top, column = int(start[2]), _column(start[1])
        text = cells.rows.get(top, {}).get(column, "")
        if not text:
            return
        for number in range(top + 1, min(int(end[2]), top + MOST_ROWS) + 1):
            self._merged_left -= 1
            if self._merged_left < 0:
                cells.cut = True
                return
            row = cells.rows.get(number)
            if row is not None and not row.get(column) and not self._put(cells, row, column, text):
                return


def text_of(element: Element) -> str:
    """The text of a string with its runs, without the readings that stand above Japanese characters."""
    runs = (child for child in element.iter(S + "t") if child.getparent().tag != S + "rPh")
    return "".join(run.text or "" for run in runs)


def _hide_columns(cells: Cells, element: Element) -> None:
    first, last = _integer(element.get("min")), _integer(element.get("max"))
    if element.get("hidden") in _TRUE and first and last and len(cells.hidden_columns) < MOST_COLUMNS:
        cells.hidden_columns.append((first, last))


def _trimmed(row: list[str]) -> list[str]:
    while row and not row[-1].strip():
        row.pop()
    return row


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else None
