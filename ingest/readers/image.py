"""Pictures of text (PNG, JPEG, TIFF, WebP, BMP), read by text recognition; each picture of a TIFF file is a page."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.magic import PICTURES, binary_kind
from ingest.readers.builder import TextBuilder
from ingest.readers.ocr.account import Account
from ingest.readers.ocr.networks import is_installed, missing
from ingest.readers.page_ranges import named
from ingest.readers.pdf import write_pages
from ingest.readers.pdf_page import RawPage
from rag.errors import EmptyExtraction, ReadError, UnknownKind
from rag.types import Document

_FEWEST_LETTERS = 3


class ImageReader:
    """Reads pictures of pages; of an animation the first one."""

    media_types = tuple(PICTURES)

    def read(self, data: bytes, name: str) -> Document:
        """Raises UnknownKind for a picture without text and where the extra is missing, ReadError for broken ones."""
        kind = binary_kind(data) or ""
        if not is_installed():
            error = missing()
            raise UnknownKind(f"{name} is {PICTURES[kind]}, and {error.cause}", error.remedy)
        pages, account, warnings = _recognised(data, name)
        if not account.unread and sum(map(str.isalnum, _characters(pages))) < _FEWEST_LETTERS:
            raise UnknownKind(f"{name} is a picture on which no text is recognised", "If it has some, scan it larger")
        if not pages:
            raise EmptyExtraction(f"{name} was not read", ". ".join(account.warnings()))
        builder = TextBuilder()
        write_pages(builder, pages)
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type=kind,
            pages=builder.pages,
            metadata=account.metadata(),
            warnings=(*account.warnings(), *warnings),
        )


def _characters(pages: Sequence[RawPage]) -> str:
    return "".join(page.characters for page in pages)


def _recognised(data: bytes, name: str) -> tuple[list[RawPage], Account, list[str]]:
    from ingest.readers.ocr.page import picture_page, settle
    from ingest.readers.ocr.picture import Picture

    picture, account = Picture(data, name), Account()
    pages: list[RawPage] = []
    damaged: list[int] = []
    for number in range(1, 1 + picture.count * (not picture.is_tiny)):
        if not account.may_go_on():
            account.unread += range(number, picture.count + 1)
            break
        try:
            pixels = picture.page(number)
        except ReadError:
            if picture.count == 1:
                raise
            damaged.append(number)
            continue
        page, confidence, _ = picture_page(pixels, number)
        pages.append(page)
        account.note(number, confidence, len(page.characters))
    settle(pages)
    warnings = [f"{named(damaged)} left out: damaged"] if damaged else []
    if picture.left_out:
        warnings.append(f"only the first of its {picture.left_out + 1} pictures was read: it is an animation")
    return pages, account, warnings
