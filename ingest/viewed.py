"""The pages of a PDF or of a picture file as somebody looks at them: drawn, and with boxes around words."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Protocol

from ingest.magic import PICTURES, binary_kind
from ingest.readers.ocr.networks import is_installed, missing
from ingest.readers.pdf import opened
from ingest.readers.pdf_boxes import Marked, boxes_of, boxes_on
from ingest.readers.pdf_image import MOST_PIXELS, page_image
from ingest.readers.pdf_page import RawPage, read_page
from ingest.readers.pdf_scans import read_scans
from ingest.readers.png import png


class Viewed(Protocol):
    """An open document; pages count from 1. All but ``close`` raise ReadError or the library's error."""

    def __len__(self) -> int: ...

    def image(self, number: int, width: int) -> bytes:
        """A page as a PNG file about ``width`` pixels wide."""

    def boxes(self, number: int, text: str, start: int, end: int) -> Marked:
        """Boxes around ``text[start:end]``, where ``text`` is the canonical text of the page."""

    def close(self) -> None: ...


def open_viewed(data: bytes) -> Viewed:
    """The document in these bytes. Raises ReadError, MissingExtra for a picture where the extra is missing."""
    return ViewedPicture(data) if binary_kind(data) in PICTURES else ViewedPdf(data)


class ViewedPdf:
    """A PDF. Text on scanned pages is recognised, which takes seconds, when boxes are first asked for."""

    def __init__(self, data: bytes) -> None:
        self._closing = ExitStack()
        self._pdf = self._closing.enter_context(opened(data, "the document"))
        self._recognised: dict[int, RawPage] = {}

    def __len__(self) -> int:
        return len(self._pdf)

    def image(self, number: int, width: int) -> bytes:
        return page_image(self._pdf, number, width)

    def boxes(self, number: int, text: str, start: int, end: int) -> Marked:
        if number not in self._recognised:
            pages = [read_page(self._pdf, number)]
            read_scans(self._pdf, pages)
            if pages[0].shown is None:
                return boxes_of(self._pdf, number, text, start, end)
            self._recognised[number] = pages[0]
        size = self._pdf.get_page_size(number - 1)
        return boxes_on(self._recognised[number], text, start, end, size)

    def close(self) -> None:
        self._closing.close()


class ViewedPicture:
    """A picture file. What stands where is recognised when boxes are first asked for."""

    def __init__(self, data: bytes) -> None:
        from ingest.readers.ocr.picture import Picture

        if not is_installed():
            raise missing()
        self._picture = Picture(data, "the document")
        self._recognised: dict[int, tuple[RawPage, tuple[float, float]]] = {}

    def __len__(self) -> int:
        return self._picture.count

    def image(self, number: int, width: int) -> bytes:
        from ingest.readers.ocr.picture import resized

        pixels = self._picture.page(number)
        down, across, _ = pixels.shape
        scale = min(width / across, (MOST_PIXELS / (across * down)) ** 0.5)
        return png(resized(pixels, max(1, int(across * scale)), max(1, int(down * scale))))

    def boxes(self, number: int, text: str, start: int, end: int) -> Marked:
        from ingest.readers.ocr.page import picture_page

        if number not in self._recognised:
            page, _, size = picture_page(self._picture.page(number), number)
            self._recognised[number] = page, size
        page, size = self._recognised[number]
        return boxes_on(page, text, start, end, size)

    def close(self) -> None:
        self._recognised = {}
