"""Measure the PDF, DOCX, CSV and JSON readers against independent extractors.

    python bench/readers_office.py FILE_OR_FOLDER ... [--pdftotext CMD] [--pandoc CMD] [--each]

References: pdftotext for PDF, pandoc for DOCX, Python's csv and json for the rest. Columns:

    words  of the reference      kept   share of them that we keep      known  share of ours that the reference has
    order  longest increasing run of the word triples that both texts hold once, as a share of all
    drawn  the same against the order in which the pages of a PDF were drawn (pdftotext interleaves some columns)
    cells  neighbouring cells of tables found in row order, and of how many
    speed  pages or megabytes per second of processor time

Lines that repeat at the edges of PDF pages are taken out of the reference, since running heads are dropped on purpose.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
import subprocess
import time
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from ingest.readers.decode import decode
from ingest.readers.delimited import DelimitedReader
from ingest.readers.docx import DocxReader
from ingest.readers.jsonreader import JsonReader
from ingest.readers.pdf import PdfReader
from rag.errors import ReadError

SUFFIXES = (".pdf", ".docx", ".csv", ".tsv", ".json", ".jsonl")
READERS = {
    ".pdf": PdfReader,
    ".docx": DocxReader,
    ".csv": DelimitedReader,
    ".tsv": DelimitedReader,
    ".json": JsonReader,
    ".jsonl": JsonReader,
}
NEAR = 40
TRIED = 100
MOST_ROWS = 500


@dataclass
class Measured:
    """One file's figures; shares are of 1, None where there is nothing to share."""

    name: str
    words: int
    kept: float | None
    known: float | None
    order: float | None
    drawn: float | None
    cells: float | None
    cell_pairs: int
    speed: float
    unit: str


def words(text: str) -> list[str]:
    """Words in lower case, with hyphens taken out so that undone and kept line breaks compare."""
    plain = unicodedata.normalize("NFKC", text).lower()
    plain = re.sub(r"(?<=\w)[-‐\u00ad]\s*(?=\w)", "", plain)
    return re.findall(r"\w+", plain)


def order(reference: list[str], ours: list[str]) -> float | None:
    """Share of the word triples held once by both texts that stand in the same order."""
    theirs, mine = _once(reference), _once(ours)
    places = [mine[triple] for triple in theirs if triple in mine]
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends) / len(places) if places else None


def _once(text: list[str]) -> dict[tuple[str, ...], int]:
    triples = list(zip(text, text[1:], text[2:], strict=False))
    times = Counter(triples)
    return {triple: place for place, triple in enumerate(triples) if times[triple] == 1}


def pairs_found(rows: Iterable[list[str]], ours: list[str]) -> tuple[int, int]:
    """How many neighbouring cells follow each other closely in our text, and of how many."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(ours):
        places.setdefault(word, []).append(place)
    found = total = cursor = 0
    for row in rows:
        cells = [cell for cell in map(words, row) if cell]
        for left, right in pairwise(cells):
            total += 1
            starts = places.get(left[0], [])
            ahead = bisect_left(starts, cursor)
            for start in starts[ahead : ahead + TRIED] + starts[:TRIED]:
                if _follows(left, right, ours, start):
                    found, cursor = found + 1, start
                    break
    return found, total


def _follows(left: list[str], right: list[str], ours: list[str], start: int) -> bool:
    """Whether one cell stands at ``start`` and the other within a few words after it."""
    end = start + len(left)
    window = ours[end : end + NEAR + len(right)]
    return ours[start:end] == left and any(window[at : at + len(right)] == right for at in range(NEAR))


def pdf_reference(data: bytes, path: Path, commands: dict[str, list[str]]) -> tuple[str, list[list[str]]]:
    text = _run([*commands["pdftotext"], "-enc", "UTF-8", "-", "-"], data)
    layout = _run([*commands["pdftotext"], "-layout", "-enc", "UTF-8", "-", "-"], data)
    return _without_repeats(text), list(_layout_rows(layout))


def _without_repeats(text: str) -> str:
    pages = [[line for line in page.split("\n") if line.strip()] for page in text.split("\f")]
    edges = Counter(key for page in pages for key in {re.sub(r"\d+|\b[ivxl]+\b", "#", x) for x in page[:3] + page[-3:]})
    for page in pages:
        for end in (0, -1):
            while page and edges[re.sub(r"\d+|\b[ivxl]+\b", "#", page[end])] > 1:
                del page[end]
    return "\n".join(line for page in pages for line in page)


def _layout_rows(layout: str) -> Iterator[list[str]]:
    """Rows of at least three lines in a row that are cut alike into three or more cells by wide spaces."""
    open_rows: list[list[str]] = []
    for line in [*layout.split("\n"), ""]:
        cells = re.split(r"\s{3,}", line.strip())
        if len(cells) >= 3 and not re.search(r"(\. ?){4}", line) and (not open_rows or len(cells) == len(open_rows[0])):
            open_rows.append(cells)
            continue
        if len(open_rows) >= 3:
            yield from open_rows
        open_rows = []


def docx_reference(data: bytes, path: Path, commands: dict[str, list[str]]) -> tuple[str, list[list[str]]]:
    from lxml import html

    plain = _run([*commands["pandoc"], "-f", "docx", "-t", "plain", "--wrap=none"], data)
    tree = html.fromstring(f"<body>{_run([*commands['pandoc'], '-f', 'docx', '-t', 'html'], data)}</body>")
    return plain, [[cell.text_content() for cell in row.xpath("./td|./th")] for row in tree.iter("tr")]


def csv_reference(data: bytes, path: Path, commands: dict[str, list[str]]) -> tuple[str, list[list[str]]]:
    text = decode(data)[0]
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:10_000], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = list(csv.reader(io.StringIO(text, newline=""), dialect))
    return "\n".join(" ".join(row) for row in rows), rows


def json_reference(data: bytes, path: Path, commands: dict[str, list[str]]) -> tuple[str, list[list[str]]]:
    text = decode(data)[0]
    values = [json.loads(line) for line in text.split("\n") if line] if path.suffix == ".jsonl" else [json.loads(text)]
    records: list[list[str]] = []
    for value in values:
        _leaves(value, records)
    return "\n".join(" ".join(row) for row in records), records


def _leaves(value: object, records: list[list[str]]) -> None:
    """The scalar members of every object, as one row each."""
    if isinstance(value, dict):
        records.append([str(leaf) for leaf in value.values() if isinstance(leaf, (str, int, float)) and leaf != ""])
        for member in value.values():
            _leaves(member, records)
    elif isinstance(value, list):
        if value and not isinstance(value[0], (dict, list)):
            records.append([str(leaf) for leaf in value if leaf is not None])
        else:
            for member in value:
                _leaves(member, records)


REFERENCES: dict[str, Callable[[bytes, Path, dict[str, list[str]]], tuple[str, list[list[str]]]]] = {
    ".pdf": pdf_reference,
    ".docx": docx_reference,
    ".csv": csv_reference,
    ".tsv": csv_reference,
    ".json": json_reference,
    ".jsonl": json_reference,
}


def _run(command: list[str], data: bytes) -> str:
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


def measure(path: Path, commands: dict[str, list[str]]) -> Measured:
    """Read one file with our reader and the reference; raises ReadError when ours refuses it."""
    data, suffix = _load(path)
    begun = time.process_time()
    document = READERS[suffix]().read(data, path.name)
    seconds = max(time.process_time() - begun, 1e-4)
    text, rows = REFERENCES[suffix](data, path, commands)
    theirs, mine = words(text), words(document.text)
    both = sum((Counter(theirs) & Counter(mine)).values())
    step = max(1, len(rows) // MOST_ROWS)
    found, total = pairs_found(rows[::step], mine)
    size = len(document.pages) if suffix == ".pdf" else len(data) / 1e6
    return Measured(
        name=path.name,
        words=len(theirs),
        kept=both / len(theirs) if theirs else None,
        known=both / len(mine) if mine else None,
        order=order(theirs, mine),
        drawn=order(words(_run([*commands["pdftotext"], "-raw", "-", "-"], data)), mine) if suffix == ".pdf" else None,
        cells=found / total if total else None,
        cell_pairs=total,
        speed=size / seconds,
        unit="pages/s" if suffix == ".pdf" else "MB/s",
    )


def _load(path: Path) -> tuple[bytes, str]:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes()), Path(path.stem).suffix
    return path.read_bytes(), path.suffix


def find(paths: list[str]) -> Iterator[Path]:
    for path in map(Path, paths):
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (file for file in files if file.name.removesuffix(".gz").endswith(SUFFIXES) and file.is_file())


def show(rows: list[Measured]) -> None:
    heads = ("words", "kept", "known", "order", "drawn", "cells", "(of)", "speed")
    print(f"{'file':40}" + "".join(f"{head:>8}" for head in heads))
    for row in rows:
        shares = (row.kept, row.known, row.order, row.drawn, row.cells)
        spelled = ["-" if share is None else f"{share:.3f}" for share in shares]
        cells = (str(row.words), *spelled, str(row.cell_pairs), f"{row.speed:.1f}")
        print(f"{row.name[:40]:40}" + "".join(f"{cell:>8}" for cell in cells), row.unit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--pdftotext", default="pdftotext")
    parser.add_argument("--pandoc", default="pandoc")
    arguments = parser.parse_args()
    commands = {"pdftotext": arguments.pdftotext.split(), "pandoc": arguments.pandoc.split()}
    rows: list[Measured] = []
    for path in find(arguments.paths):
        try:
            rows.append(measure(path, commands))
        except ReadError as error:
            print(f"refused: {error}")
    show(rows)


if __name__ == "__main__":
    main()
