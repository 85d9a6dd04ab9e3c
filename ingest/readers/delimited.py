"""CSV and TSV as Markdown tables of bounded size that repeat their header, or as records where rows are wide."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from ingest.readers.builder import TextBuilder, collapse, markdown_table
from ingest.readers.decode import decode
from rag.errors import EmptyExtraction
from rag.types import Document

CSV = "text/csv"
TSV = "text/tab-separated-values"

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 16
_SAMPLE_ROWS = 100
_BLOCK_CHARACTERS = 600
_WIDEST_TABLE = 12
_HUGE_FIELD = 100_000
_RUNAWAY_LINES = 500
_NUMBER = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*(?:[eE][-+]?\d+)?%?")

Row = list[str]


class DelimitedReader:
    """Reads tables separated by comma, semicolon, tab or bar, with or without a header row."""

    media_types = (CSV, TSV)

    def read(self, data: bytes, name: str) -> Document:
        """Turn every row into table blocks or records; raises EmptyExtraction when no row holds anything."""
        text, found = decode(data)
        warnings = list(found)
        if "\0" in text:
            text = text.replace("\0", "")
            warnings.append("NUL characters were removed")
        delimiter = _delimiter(text, name)
        rows = _rows(text, delimiter, warnings)
        if not rows:
            raise EmptyExtraction(f"{name} holds no row with any text")
        builder = TextBuilder()
        _write(builder, rows, warnings)
        if not builder.blocks:
            raise EmptyExtraction(f"{name} holds no readable text")
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type=TSV if delimiter == "\t" else CSV,
            warnings=tuple(warnings),
        )


def _delimiter(text: str, name: str) -> str:
    """The separator that cuts the first rows into the most even columns; ties go to what the name says."""
    head = text[:_SAMPLE]
    sample = head if len(head) == len(text) else head[: head.rfind("\n") + 1] or head
    usual = "\t" if name.lower().endswith((".tsv", ".tab")) else ","

    def evenness(delimiter: str) -> tuple[float, bool, int]:
        widths = Counter(len(row) for row in islice(_parse(sample, delimiter), _SAMPLE_ROWS) if any(row))
        del widths[1]
        width, times = max(widths.items(), key=lambda item: item[1], default=(1, 0))
        return times / max(1, min(_SAMPLE_ROWS, sample.count("\n"))), delimiter == usual, width

    best = max(_DELIMITERS, key=evenness)
    return best if evenness(best)[0] else usual


def _parse(text: str, delimiter: str, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL) -> Iterator[Row]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting, skipinitialspace=True)


def _rows(text: str, delimiter: str, warnings: list[str]) -> list[Row]:
    """All rows that hold text; where a quote never closes, quotes are read as plain characters instead."""
    # The limit is one for the whole process: it goes back to what it was.
    limit = csv.field_size_limit(len(text) + 1)
    try:
        rows = _filled(_parse(text, delimiter))
        runaway = _runaway(rows)
        if runaway:
            warnings.append(f"row {runaway}: a quote is not closed, so quotes were taken as plain characters")
            rows = _filled(_parse(text, delimiter, csv.QUOTE_NONE))
    finally:
        csv.field_size_limit(limit)
    return rows


def _filled(rows: Iterator[Row]) -> list[Row]:
    return [row for row in rows if any(cell.strip() for cell in row)]


def _runaway(rows: list[Row]) -> int:
    """The number (from 1) of the row where a cell swallowed hundreds of lines; 0 when none did."""
    for number, row in enumerate(rows, start=1):
        if any(len(cell) > _RUNAWAY_LINES and cell.count("\n") > _RUNAWAY_LINES for cell in row):
            return number
    return 0


def _write(builder: TextBuilder, rows: list[Row], warnings: list[str]) -> None:
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
    """One block a row, a line for each cell that holds something, named by its column."""
    for row in body:
        names = header + [f"column {number}" for number in range(len(header) + 1, len(row) + 1)]
        cells = ((name, collapse(cell)) for name, cell in zip(names, row, strict=False))
        builder.add("paragraph", "\n".join(f"{name}: {cell}" if name else cell for name, cell in cells if cell))
