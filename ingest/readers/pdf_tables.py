"""Tables on a PDF page, known by cells that stand below each other in columns with clear space between them."""

from __future__ import annotations

import re

from ingest.readers.pdf_layout import Line
from ingest.readers.pdf_page import Run

_LEAST_ROWS = 3
_MOST_COLUMNS = 16
_CLEAR = 2.0
_TIGHT = 0.45
_LOOSE = 2.2
_LEADER = re.compile(r"(\. ?){4,}")
_MARK = re.compile(r"\W|\(?\w{1,3}[.)]|\[\w{1,4}\]|\d+(\.\d+)*\.?")

Column = tuple[float, float]
Cell = list[Run]


def find_table(lines: list[Line], start: int) -> tuple[int, list[list[Cell]]] | None:
    """The table that begins at line ``start``: the index behind it and its rows of cells; None when there is none."""
    if len(lines[start].runs) < 2:
        return None
    end = _table_end(lines, start)
    members = lines[start:end]
    many = [line for line in members if len(line.runs) > 1]
    if len(many) < _LEAST_ROWS or any(_LEADER.search(line.text) for line in members):
        return None
    columns = _columns([run for line in many for run in line.runs])
    if not 2 <= len(columns) <= _MOST_COLUMNS or _is_list(many, columns):
        return None
    rows = _rows(members, columns)
    if len(rows) < 2 or not _is_filled(rows):
        return None
    return end, rows


def _table_end(lines: list[Line], start: int) -> int:
    """The index behind the last line that may belong: of several cells, or the close continuation of one."""
    end = start + 1
    last_full = end
    single = 0
    while end < len(lines):
        above, line = lines[end - 1], lines[end]
        gap = above.y0 - line.y1
        if gap > _LOOSE * line.height or gap < -2 * line.height:
            break
        if len(line.runs) > 1:
            single, last_full = 0, end + 1
        else:
            single += 1
            if single > 4 or gap > line.height or not _stays_in_column(lines[last_full - 1], line):
                break
        end += 1
    # What follows the last full row closely, below its last cells, is the rest of them.
    full = lines[last_full - 1]
    while last_full < end and lines[last_full].x0 > full.runs[1].x0 - _CLEAR:
        if lines[last_full - 1].y0 - lines[last_full].y1 > _TIGHT * lines[last_full].height:
            break
        last_full += 1
    return last_full


def _stays_in_column(full: Line, line: Line) -> bool:
    """Whether a line of one cell stands below a cell of a full row and does not run into the next one."""
    for at, cell in enumerate(full.runs):
        ends_before = full.runs[at + 1].x0 if at + 1 < len(full.runs) else float("inf")
        if line.x0 > cell.x0 - _CLEAR and line.x1 < ends_before:
            return True
    return False


def _columns(cells: list[Run]) -> list[Column]:
    """The stretches of x that cells stand in, merged where they overlap."""
    merged: list[Column] = []
    for x0, x1 in sorted((cell.x0, cell.x1) for cell in cells):
        if merged and x0 < merged[-1][1] + _CLEAR:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _is_list(lines: list[Line], columns: list[Column]) -> bool:
    """Whether the first of two columns holds nothing but bullets or numbers."""
    marks = sum(bool(_MARK.fullmatch(line.runs[0].text)) for line in lines)
    return len(columns) == 2 and marks > 0.8 * len(lines)


def _rows(lines: list[Line], columns: list[Column]) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for index, line in enumerate(lines):
        cells: list[Cell] = [[] for _ in columns]
        for run in line.runs:
            cells[_place(run, columns)].append(run)
        gap = lines[index - 1].y0 - line.y1 if index else 0.0
        is_rest = not cells[0] and 2 * sum(map(bool, cells)) <= len(cells)
        if rows and gap < _TIGHT * line.height and (is_rest or len(line.runs) == 1):
            rows[-1] = [above + cell for above, cell in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
    return rows


def _place(run: Run, columns: list[Column]) -> int:
    """The column that a run overlaps most."""
    return max(range(len(columns)), key=lambda at: min(run.x1, columns[at][1]) - max(run.x0, columns[at][0]))


def _is_filled(rows: list[list[Cell]]) -> bool:
    """Whether every column is used in a fair share of the rows, and cells are no running text."""
    shares = [sum(bool(row[at]) for row in rows) / len(rows) for at in range(len(rows[0]))]
    return min(shares) >= 0.15 and sum(share >= 0.5 for share in shares) >= 2
