"""CSV and TSV as tables or records, whatever their separator and charset."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Literal

from ingest.readers.builder import TextBuilder
from ingest.readers.decode import decode
from ingest.readers.grid import Row, write_grid
from rag.errors import EmptyExtraction
from rag.types import Document

CSV = "text/csv"
TSV = "text/tab-separated-values"

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 16
_SAMPLE_ROWS = 100
_RUNAWAY_LINES = 500


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
        write_grid(builder, rows, warnings)
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
