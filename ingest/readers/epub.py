"""EPUB books: their parts in the order of the spine, each read as a page of HTML."""

from __future__ import annotations

from ingest.readers.builder import TextBuilder, append
from ingest.readers.epub_parts import CONTAINER, open_book
from ingest.readers.html import HtmlReader
from ingest.readers.package import Package
from rag.errors import EmptyExtraction
from rag.types import Document

EPUB = "application/epub+zip"

_MOST_WARNINGS = 20


class EpubReader:
    """Reads EPUB 2 and 3; text in pictures is not read."""

    media_types = (EPUB,)

    def read(self, data: bytes, name: str) -> Document:
        """Raises ReadError for what is no whole, open book and EmptyExtraction for one without text."""
        package = Package(data, name, "EPUB", CONTAINER)
        book = open_book(package, name)
        builder = TextBuilder()
        warnings: list[str] = []
        for path in book.parts:
            part = package.data(path)
            if part is None:
                warnings.append(f"{path} is missing in the book")
                continue
            try:
                page = HtmlReader().read(part, path)
            except EmptyExtraction:
                continue  # a cover or a picture
            append(builder, page)
            warnings += [f"{path}: {warning}" for warning in page.warnings]
        if not builder.blocks:
            raise EmptyExtraction(f"{name} holds no text", "If its pages are pictures, save it as PDF and ingest that")
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type=EPUB,
            title=book.title,
            language=book.language,
            authors=book.authors,
            created=book.created,
            metadata=book.metadata,
            warnings=tuple(warnings[:_MOST_WARNINGS]),
        )
