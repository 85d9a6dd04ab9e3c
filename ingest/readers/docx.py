"""Word documents (DOCX): the text with its structure, and what the file says of itself."""

from __future__ import annotations

from ingest.readers.builder import TextBuilder
from ingest.readers.docx_body import Body
from ingest.readers.docx_styles import W
from ingest.readers.office_about import about
from ingest.readers.package import Package
from rag.errors import EmptyExtraction
from rag.types import Document

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class DocxReader:
    """Reads DOCX, strict or transitional; headers, footers, comments and deleted text are left out."""

    media_types = (DOCX,)

    def read(self, data: bytes, name: str) -> Document:
        """Raises ReadError for what is no whole, plain DOCX file and EmptyExtraction for one without text."""
        package = Package(data, name, "DOCX", "word/document.xml")
        builder = TextBuilder()
        body = Body(package, builder)
        root = package.main()
        body.write(root.find(W + "body") if root.find(W + "body") is not None else root)
        if not builder.blocks:
            raise EmptyExtraction(f"{name} holds no text", "If its pages are pictures, save it as PDF and ingest that")
        first = builder.blocks[0]
        heading = builder.text[first.start : first.end] if first.kind == "heading" else None
        return about(package).document(builder, DOCX, title=body.title or heading)
