"""Rows of cells as Markdown tables of bounded size that repeat their header, or as records where rows are wide."""

from __future__ import annotations

import re
from collections import Counter

from ingest.readers.builder import TextBuilder, collapse, markdown_table

_SAMPLE_ROWS = 100
_BLOCK_CHARACTERS = 600
_WIDEST_TABLE = 12
_HUGE_FIELD = 100_000
_NUMBER = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*(?:[eE][-+]?\d+)?%?")

Row = list[str]


def write_grid(builder: TextBuilder, rows: list[Row], warnings: list[str]) -> None:
    """Lines above the table as a paragraph, then the table in the form that suits its width."""
    width = _usual_width(rows)
    first = next((index for index, row in enumerate(rows) if len(row) >= min(width, 2)), 0)
    builder.add("paragraph", "\n".join(collapse(" ".join(row)) for row in rows[:first]))
    header, body = _split_header(rows[first:], width)
    _warn_of_odd_rows(body, len(header), warnings)
    if not body:
        builder.add("table", markdown_table([header]))
    elif _suits_table(header, body):
        _write_tables(builder, header, body)
    else:
        _write_records(builder, header, body)


def _usual_width(rows: list[Row]) -> int:
    widths = Counter(len(row) for row in rows)
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0]


def _split_header(rows: list[Row], width: int) -> tuple[Row, list[Row]]:
    """The header and the rows below it; columns are numbered where there is no header."""
    first = [collapse(cell) for cell in rows[0]]
    if len(first) == width - 1 and len(rows) > 1:
        # Statistical packages leave the column of row names without a heading.
        first = ["", *first]
    if _is_header(first, rows[1:_SAMPLE_ROWS]):
        return first, rows[1:]
    return [f"column {number}" for number in range(1, width + 1)], rows


def _is_header(first: Row, body: list[Row]) -> bool:
    """A header has no numbers in it, and its cells differ from each other and from their columns."""
    named = [cell for cell in first if cell]
    if not named or len(set(named)) < len(named):
        return False
    years = all(re.fullmatch(r"(1[89]|20)\d\d", cell) for cell in named[1:]) and len(named) > 2
    if any(_NUMBER.fullmatch(cell) for cell in named) and not years:
        return False
    return not any(row[0] == first[0] and first[0] for row in body if row)


def _warn_of_odd_rows(body: list[Row], width: int, warnings: list[str]) -> None:
    odd = [number for number, row in enumerate(body, start=1) if len(row) > width]
    if odd:
        warnings.append(f"{len(odd)} rows have more cells than the header, the first is row {odd[0]}")
    huge = [number for number, row in enumerate(body, start=1) if any(len(cell) > _HUGE_FIELD for cell in row)]
    if huge:
        warnings.append(f"row {huge[0]} holds a field of more than {_HUGE_FIELD} characters")


def _suits_table(header: Row, body: list[Row]) -> bool:
    """Whether a few rows with their header fit a block; wide rows read better as records."""
    sample = body[:: max(1, len(body) // _SAMPLE_ROWS)]
    longest = sum(sum(map(len, row)) for row in sample) / len(sample)
    return len(header) <= _WIDEST_TABLE and sum(map(len, header)) + 2 * longest < _BLOCK_CHARACTERS


def _write_tables(builder: TextBuilder, header: Row, body: list[Row]) -> None:
    overhead = 2 * sum(len(cell) + 5 for cell in header)
    block: list[Row] = []
    size = overhead
    for row in body:
        length = sum(len(cell) + 3 for cell in row)
        if block and size + length > _BLOCK_CHARACTERS:
            builder.add("table", markdown_table([header, *block]))
            block, size = [], overhead
        block.append(row)
        size += length
    builder.add("table", markdown_table([header, *block]))


def _write_records(builder: TextBuilder, header: Row, body: list[Row]) -> None:
    """One block a row, a line for each cell that holds something, named by its column; names of empty columns first."""
    filled = {at for row in body for at, cell in enumerate(row) if cell.strip()}
    builder.add("paragraph", ", ".join(name for at, name in enumerate(header) if name and at not in filled))
    for row in body:
        names = header + [f"column {number}" for number in range(len(header) + 1, len(row) + 1)]
        cells = ((name, collapse(cell)) for name, cell in zip(names, row, strict=False))
        builder.add("paragraph", "\n".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell))
