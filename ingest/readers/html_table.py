"""HTML tables of data as Markdown tables; tables that only arrange a page are told apart."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from ingest.readers.builder import markdown_table
from ingest.readers.html_tree import line_of

_SECTIONS = {"thead", "tbody", "tfoot"}
_CELLS = {"td", "th"}
_FLOWING = "pre, h1, h2, h3, h4, h5, h6"
_FLOWING_WITHOUT_HEADER = "ul, ol, dl, blockquote"
# A table may be padded to so many times its cells: one wide row must not widen thousands.
_MOST_PADDING = 20

Row = list[str]


def data_table(table: LexborNode) -> str | None:
    """The Markdown of a table of data; None for one that arranges the page and is read cell after cell."""
    rows = list(_rows(table))
    if max(map(len, rows), default=0) < 2 or not _holds_data(table, rows):
        return None
    most = _MOST_PADDING * sum(map(len, rows)) + 1000
    grid = [row for row in _grid(rows, most) if any(row)]
    padded = len(grid) * max(map(len, grid), default=0)
    return markdown_table(grid) if 0 < padded <= most else None


def _holds_data(table: LexborNode, rows: list[list[LexborNode]]) -> bool:
    """Whether every cell fits a line of a table, and there is a header or more than one row."""
    # Inner tables are looked for first: what is asked below reads all that is inside.
    if any(cell.css_first("table") for row in rows for cell in row):
        return False
    if table.attributes.get("role") in {"presentation", "none"} or table.css_first(_FLOWING):
        return False
    has_header = any(cell.tag == "th" for row in rows for cell in row)
    return has_header or (len(rows) > 1 and not table.css_first(_FLOWING_WITHOUT_HEADER))


def _rows(table: LexborNode) -> Iterator[list[LexborNode]]:
    """The cells of the table's own rows, not those of tables inside it."""
    for part in table.iter():
        for row in part.iter() if part.tag in _SECTIONS else (part,):
            if row.tag == "tr":
                yield [cell for cell in row.iter() if cell.tag in _CELLS]


def _grid(rows: list[list[LexborNode]], most: int) -> list[Row]:
    """Rows of text; nothing when they come to more than ``most`` cells.

    A cell that spans rows is repeated in each, so that a row can be read alone; one that spans columns is
    followed by empty ones, no further than the widest row has cells.
    """
    width = max(map(len, rows)) + sum(_span(cell, "rowspan") > 1 for cell in rows[0])
    falling: dict[int, tuple[str, int]] = {}
    grid: list[Row] = []
    for cells in rows:
        row: Row = []
        for cell in cells:
            _let_fall(row, falling)
            text, down = line_of(cell), _span(cell, "rowspan") - 1
            if down > 0:
                falling[len(row)] = (text, down)
            across = min(_span(cell, "colspan"), max(1, width - len(row)))
            row += [text] + [""] * (across - 1)
        _let_fall(row, falling)
        grid.append(row)
        most -= len(row)
        if most < 0:
            return []
    return grid


def _let_fall(row: Row, falling: dict[int, tuple[str, int]]) -> None:
    """Put in the cells that reach down into this row at its present end."""
    while len(row) in falling:
        text, left = falling.pop(len(row))
        if left > 1:
            falling[len(row)] = (text, left - 1)
        row.append(text)


def _span(cell: LexborNode, name: str) -> int:
    value = cell.attributes.get(name) or "1"
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 6 else 1
