"""Measure the XLSX, PPTX, EPUB and e-mail readers against independent extractors.

    python -m bench.readers_packed FILE_OR_FOLDER ... [--mail FILE ...] [--made FOLDER]

References: openpyxl for XLSX, python-pptx for PPTX (``pip install openpyxl python-pptx``), Python's email package for
mails, its zipfile and html.parser for EPUB. Columns as in bench/readers_office.py. Left out of the reference is what
the readers leave out on purpose: hidden sheets, rows and columns, numbers that a format shows in another way, HTML
where a mail has plain text too. ``--mail`` files are mails whatever their names; ``--made`` writes, into an empty
folder, a workbook, a presentation and a book of known content, to be measured like others.
"""

from __future__ import annotations

import argparse
import email
import email.policy
import io
import posixpath
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from bench.readers_office import Measured, order, pairs_found, show, words
from ingest.readers.epub import EpubReader
from ingest.readers.mail import MailReader
from ingest.readers.pptx import PptxReader
from ingest.readers.xlsx import XlsxReader
from rag.errors import ReadError

READERS: dict[str, Any] = {".xlsx": XlsxReader, ".pptx": PptxReader, ".epub": EpubReader, ".eml": MailReader}
SAMPLES = Path(__file__).parent.parent / "ingest" / "samples" / "documents"
Reference = tuple[str, list[list[str]]]


def xlsx_reference(data: bytes) -> Reference:
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    rows = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if not sheet.row_dimensions[number].hidden:
                rows.append([_plain(cell) for cell in row if not _is_hidden(sheet, cell)])
    names = [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible" and sheet.max_row > 1]
    return "\n".join([*names, *(" ".join(row) for row in rows)]), rows


def _plain(cell: Any) -> str:
    """What a cell holds where no format changes it; words are compared, so ``1.0`` is 1."""
    value = cell.value
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None or cell.number_format != "General":
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _is_hidden(sheet: Any, cell: Any) -> bool:
    letter = getattr(cell, "column_letter", "")
    return bool(letter) and sheet.column_dimensions[letter].hidden


def pptx_reference(data: bytes) -> Reference:
    from pptx import Presentation

    parts, rows = [], []
    for slide in Presentation(io.BytesIO(data)).slides:
        if slide._element.get("show") == "0":
            continue
        for shape in _shapes(slide.shapes):
            if shape.has_text_frame:
                parts.append(shape.text_frame.text)
            if shape.has_table:
                table = [[cell.text for cell in row.cells] for row in shape.table.rows]
                rows += table
                parts += [" ".join(row) for row in table]
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            parts.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(parts), rows


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


class _Text(HTMLParser):
    """The text of a page, all tags but those that hide it taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._hidden += tag in {"script", "style", "head"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"script", "style", "head"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _text_of(page: str) -> str:
    parser = _Text()
    parser.feed(page)
    return " ".join(parser.parts)


def epub_reference(data: bytes) -> Reference:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        container = ElementTree.fromstring(packed.read("META-INF/container.xml"))
        path = next(element.get("full-path", "") for element in container.iter() if element.tag.endswith("rootfile"))
        root = ElementTree.fromstring(packed.read(path))
        places = {item.get("id"): item.get("href", "") for item in root.iter() if item.tag.endswith("}item")}
        spine = [places[item.get("idref")] for item in root.iter() if item.tag.endswith("}itemref")]
        folder = posixpath.dirname(path)
        pages = [packed.read(posixpath.join(folder, place)).decode() for place in spine]
    return "\n".join(map(_text_of, pages)), []


def mail_reference(data: bytes) -> Reference:
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    text = "" if body is None else str(body.get_content())
    if body is not None and body.get_content_subtype() == "html":
        text = _text_of(text)
    return f"{message.get('subject', '')}\n{text}", []


REFERENCES: dict[str, Callable[[bytes], Reference]] = {
    ".xlsx": xlsx_reference,
    ".pptx": pptx_reference,
    ".epub": epub_reference,
    ".eml": mail_reference,
}


def measure(path: Path, suffix: str) -> Measured | None:
    """One file read by both; None where the reference fails or finds no word. Raises ReadError when ours refuses it."""
    data = path.read_bytes()
    try:
        text, rows = REFERENCES[suffix](data)
    except Exception as error:
        print(f"{path.name}: the reference fails ({type(error).__name__})")
        return None
    theirs = words(text)
    if not theirs:
        return None
    begun = time.process_time()
    document = READERS[suffix]().read(data, path.name)
    seconds = max(time.process_time() - begun, 1e-4)
    mine = words(document.text)
    both = sum((Counter(theirs) & Counter(mine)).values())
    found, total = pairs_found(rows, mine)
    shares = (both / len(theirs), both / len(mine) if mine else None, order(theirs, mine), None)
    return Measured(
        path.name, len(theirs), *shares, found / total if total else None, total, len(data) / 1e6 / seconds, "MB/s"
    )


def make(folder: Path) -> None:
    """Files of known content, by openpyxl, python-pptx and zipfile, from the samples."""
    import openpyxl
    from pptx import Presentation

    lines = [line for path in sorted(SAMPLES.glob("*.md")) for line in path.read_text("utf-8").splitlines() if line]
    book = openpyxl.Workbook()
    for row in range(1, 5001):
        book.active.append([f"item {row}", row * 37 % 1009, lines[row % len(lines)][:60], row % 7 / 8])
    book.save(folder / "made.xlsx")
    show_ = Presentation()
    for number in range(200):
        slide = show_.slides.add_slide(show_.slide_layouts[1])
        slide.shapes.title.text = f"Slide about {lines[number % len(lines)][:40]}"
        slide.placeholders[1].text = "\n".join(
            lines[number % len(lines)][40 * part : 40 * part + 40] for part in (0, 1)
        )
        slide.notes_slide.notes_text_frame.text = f"say {number}"
    show_.save(folder / "made.pptx")
    _make_book(folder / "made.epub", lines)


def _make_book(path: Path, lines: list[str]) -> None:
    names = [f"c{number}.xhtml" for number in range(len(lines) // 20)]
    items = "".join(f'<item id="{n}" href="{n}" media-type="application/xhtml+xml"/>' for n in names)
    spine = "".join(f'<itemref idref="{n}"/>' for n in reversed(names))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        packed.writestr(
            "META-INF/container.xml",
            '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="b/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        )
        packed.writestr(
            "b/book.opf",
            '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/>'
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        )
        for number, name in enumerate(names):
            root = ElementTree.Element("html", xmlns="http://www.w3.org/1999/xhtml")
            body = ElementTree.SubElement(root, "body")
            for line in lines[20 * number : 20 * number + 20]:
                ElementTree.SubElement(body, "p").text = line
            packed.writestr(f"b/{name}", ElementTree.tostring(root))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--mail", nargs="*", type=Path, default=[])
    parser.add_argument("--made", type=Path)
    arguments = parser.parse_args()
    if arguments.made:
        make(arguments.made)
        arguments.paths.append(arguments.made)
    found = [file for path in arguments.paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    tasks = [(path, path.suffix) for path in found if path.suffix in READERS]
    rows = []
    for path, suffix in [*tasks, *((path, ".eml") for path in arguments.mail)]:
        try:
            row = measure(path, suffix)
        except ReadError as error:
            print(f"refused: {error}")
            continue
        rows += [row] if row else []
    show(rows)
    _show_all(rows)


def _show_all(rows: list[Measured]) -> None:
    """All files of a kind together, weighted by their words."""
    for suffix in sorted({Path(row.name).suffix for row in rows}):
        kind = [row for row in rows if Path(row.name).suffix == suffix]
        total = sum(row.words for row in kind)
        kept = sum(row.words * (row.kept or 0) for row in kind) / total
        order_ = sum(row.words * (row.order if row.order is not None else 1) for row in kind) / total
        pairs = sum(row.cell_pairs for row in kind)
        cells = sum(row.cell_pairs * (row.cells or 0) for row in kind) / pairs if pairs else None
        shown = "-" if cells is None else f"{cells:.4f}"
        print(
            f"{suffix}: {len(kind)} files, {total} words, kept {kept:.4f}, order {order_:.4f}, cells {shown} of {pairs}"
        )


if __name__ == "__main__":
    main()
