"""PDF files: text in reading order with its structure, the pages it stands on, and what the file says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from ingest.readers.builder import TextBuilder, collapse
from ingest.readers.page_ranges import named
from ingest.readers.pdf_blocks import pieces
from ingest.readers.pdf_flow import Faces, Hyphens, join_across, write
from ingest.readers.pdf_layout import drop_running_heads
from ingest.readers.pdf_page import RawPage, read_page
from ingest.readers.pdf_scans import read_scans
from rag.errors import EmptyExtraction, ReadError
from rag.types import Document

PDF = "application/pdf"

_MOST_PAGES = 50_000
_MOST_UNREADABLE = 100
_MOSTLY_FIXED = 0.6
_FETCH_AGAIN = "Fetch or save the file again"
_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?)?")
_NO_TITLE = re.compile(r"(untitled|microsoft word - .*|.*\.(docx?|dvi|tex|indd|qxd|pdf|rtf|odt))?", re.IGNORECASE)


class PdfReader:
    """Reads PDF through PDFium; pages that are pictures by text recognition, other pictures not at all."""

    media_types = (PDF,)

    def read(self, data: bytes, name: str) -> Document:
        """Raises ReadError for encrypted or broken files and EmptyExtraction where there is no text on any page."""
        with opened(data, name) as pdf:
            pages, unreadable = _read_pages(pdf, name)
            scans = read_scans(pdf, pages)
            about = {key: collapse(value) for key, value in _properties(pdf).items()}
        if not any(_letters(page) and not page.has_picture for page in pages):
            where = f"no text on any of its {len(pages)} pages" if len(pages) > 1 else "no text on its page"
            raise EmptyExtraction(f"{name} has {where}", ". ".join(scans.warnings()) or "Look whether it is blank")
        builder = TextBuilder()
        write_pages(builder, pages)
        title = about.get("Title", "")
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type=PDF,
            title=None if _NO_TITLE.fullmatch(title) else title,
            authors=tuple(author for author in re.split(r"\s*;\s*", about.get("Author", "")) if author),
            created=_date(about.get("CreationDate", "")),
            modified=_date(about.get("ModDate", "")),
            pages=builder.pages,
            metadata={key.lower(): about[key] for key in ("Subject", "Keywords") if about.get(key)} | scans.metadata(),
            warnings=(*scans.warnings(), *_warnings(unreadable)),
        )


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Any]:
    """The open document; ReadError for what is encrypted or no whole PDF file."""
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise ReadError(f"{name} is encrypted with a password", "Save it without the password") from error
        if error.err_code == pdfium.FPDF_ERR_SECURITY:
            raise ReadError(f"{name} is encrypted in an unknown way", "Print it to a new PDF") from error
        raise ReadError(f"{name} is not a whole PDF file", _FETCH_AGAIN) from error
    try:
        yield pdf
    finally:
        pdf.close()


def _read_pages(pdf: Any, name: str) -> tuple[list[RawPage], list[int]]:
    """All pages that can be read, and the numbers of those that cannot."""
    import pypdfium2

    count = len(pdf)
    if count > _MOST_PAGES:
        raise ReadError(f"{name} claims to have {count} pages", f"Split it into files of at most {_MOST_PAGES} pages")
    pages: list[RawPage] = []
    unreadable: list[int] = []
    for number in range(1, count + 1):
        try:
            pages.append(read_page(pdf, number))
        except pypdfium2.PdfiumError:
            unreadable.append(number)
            if len(unreadable) > _MOST_UNREADABLE:
                break
    if not pages or len(unreadable) > _MOST_UNREADABLE:
        raise ReadError(f"{name} is damaged: {named(unreadable)} cannot be read", _FETCH_AGAIN)
    return pages, unreadable


def _properties(pdf: Any) -> dict[str, str]:
    import pypdfium2

    try:
        return dict(pdf.get_metadata_dict(skip_empty=True))
    except (pypdfium2.PdfiumError, UnicodeDecodeError):
        return {}


def write_pages(builder: TextBuilder, pages: Sequence[RawPage]) -> None:
    """All pages as one text; lines that repeat at their edges are left out."""
    hyphens = Hyphens(pages)
    drop_running_heads(pages)
    letters = sum(map(_letters, pages))
    fixed = sum(len(run.text) for page in pages for run in page.runs if run.is_fixed)
    # Where nearly everything is set in letters of one width, that says nothing about code.
    found = [list(pieces(page, code=fixed < _MOSTLY_FIXED * letters)) for page in pages]
    faces = Faces.of([piece for page in found for piece in page])
    write(builder, join_across(found, faces.body), pages[-1].number, hyphens)


def _letters(page: RawPage) -> int:
    return sum(len(run.text) for run in page.runs) + (len(page.aslant.text) if page.aslant else 0)


def _warnings(unreadable: list[int]) -> Iterator[str]:
    if unreadable:
        yield f"{named(unreadable)} left out: damaged"


def _date(text: str) -> datetime | None:
    """A PDF date such as ``D:20240131120000+01'00'``; without a zone it is taken as UTC."""
    found = _DATE.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) if part else None for part in found.groups()[:6])
    sign, hours, minutes = found.groups()[6:]
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
    try:
        zone = timezone(offset) if offset else UTC
        return datetime(year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=zone)
    except ValueError:
        return None
