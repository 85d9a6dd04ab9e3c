"""Word documents (DOCX): the text with its structure, and what the file says of itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from ingest.readers.builder import TextBuilder, collapse
from ingest.readers.docx_body import Body
from ingest.readers.docx_package import Element, Package
from ingest.readers.docx_styles import W
from rag.errors import EmptyExtraction
from rag.types import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_NO_TITLE = re.compile(r"microsoft word - .*|(untitled|document|dokument|unbenannt)?\s*\d*", re.IGNORECASE)


class DocxReader:
    """Reads DOCX, strict or transitional; headers, footers, comments and deleted text are left out."""

    media_types = (DOCX,)

    def read(self, data: bytes, name: str) -> Document:
        """Raises ReadError for what is no whole, plain DOCX file and EmptyExtraction for one without text."""
        package = Package(data, name)
        builder = TextBuilder()
        body = Body(package, builder)
        root = package.main()
        body.write(root.find(W + "body") if root.find(W + "body") is not None else root)
        if not builder.blocks:
            raise EmptyExtraction(f"{name} holds no text", "If its pages are pictures, run text recognition on it")
        about = package.properties()
        first = builder.blocks[0]
        heading = builder.text[first.start : first.end] if first.kind == "heading" else None
        return Document(
            text=builder.text,
            blocks=tuple(builder.blocks),
            media_type=DOCX,
            title=_title(about) or body.title or heading,
            language=_text(about, _DUBLIN + "language") or None,
            authors=tuple(filter(None, map(collapse, _text(about, _DUBLIN + "creator").split(";")))),
            created=_date(_text(about, _TERMS + "created")),
            modified=_date(_text(about, _TERMS + "modified")),
            metadata=_metadata(about),
        )


def _text(about: Element | None, tag: str) -> str:
    return "" if about is None else collapse(about.findtext(tag) or "")


def _title(about: Element | None) -> str:
    """The title in the properties, unless it is one that a program made up."""
    title = _text(about, _DUBLIN + "title")
    return "" if _NO_TITLE.fullmatch(title) else title


def _metadata(about: Element | None) -> dict[str, str]:
    tags = {"subject": _DUBLIN + "subject", "keywords": _CORE + "keywords", "category": _CORE + "category"}
    return {key: text for key, tag in tags.items() if (text := _text(about, tag))}


def _date(text: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
