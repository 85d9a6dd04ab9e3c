"""Pictures of text (PNG, JPEG, TIFF, WebP, BMP), read by text recognition; each picture of a TIFF file is a page."""

from __future__ import annotations

from ingest.magic import PICTURES, binary_kind
from ingest.readers.builder import TextBuilder
from ingest.readers.ocr.account import Account
from ingest.readers.ocr.networks import is_installed, missing
from ingest.readers.pdf import write_pages
from ingest.readers.pdf_page import RawPage
from rag.errors import UnknownKind
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
        if sum(map(str.isalnum, "".join(page.characters for page in pages))) < _FEWEST_LETTERS:
            raise UnknownKind(f"{name} is a picture on which no text is recognised", "If it has some, scan it larger")
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


def _recognised(data: bytes, name: str) -> tuple[list[RawPage], Account, list[str]]:
    from ingest.readers.ocr.page import picture_page, settle
    from ingest.readers.ocr.picture import Picture

    picture, account, warnings = Picture(data, name), Account(), []
    pages: list[RawPage] = []
    for number in range(1, picture.count + 1):
        if not account.may_go_on():
            break
        page, confidence, _ = picture_page(picture.page(number), number)
        pages.append(page)
        account.note(number, confidence, len(page.characters))
    settle(pages)
    account.unread += range(len(pages) + 1, picture.count + 1)
    if picture.left_out:
        warnings.append(f"only the first of its {picture.left_out + 1} pictures was read: it is an animation")
    return pages, account, warnings
