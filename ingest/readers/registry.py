"""Which reader reads which media type: a new reader is one file and one line here."""

from __future__ import annotations

from importlib import import_module

from ingest.magic import PICTURES
from ingest.readers.programming import MEDIA_TYPES as PROGRAMMING
from rag.errors import UnknownKind
from rag.protocols import Reader

_READERS = {
    "text/html": "ingest.readers.html:HtmlReader",
    "text/markdown": "ingest.readers.markdown:MarkdownReader",
    "text/plain": "ingest.readers.plain:PlainReader",
    "text/csv": "ingest.readers.delimited:DelimitedReader",
    "text/tab-separated-values": "ingest.readers.delimited:DelimitedReader",
    "application/json": "ingest.readers.jsonreader:JsonReader",
    "application/x-ndjson": "ingest.readers.jsonreader:JsonReader",
    "application/pdf": "ingest.readers.pdf:PdfReader",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "ingest.readers.docx:DocxReader",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "ingest.readers.xlsx:XlsxReader",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "ingest.readers.pptx:PptxReader",
    "application/epub+zip": "ingest.readers.epub:EpubReader",
    "message/rfc822": "ingest.readers.mail:MailReader",
    "application/mbox": "ingest.readers.mail:MailReader",
    **dict.fromkeys(PICTURES, "ingest.readers.image:ImageReader"),
    **dict.fromkeys(PROGRAMMING, "ingest.readers.source:SourceReader"),
}


def reader_for(media_type: str) -> Reader:
    """A reader of ``media_type``, its module imported on first use; raises UnknownKind when there is none."""
    try:
        module, name = _READERS[media_type].split(":")
    except KeyError:
        raise UnknownKind(f"no reader reads {media_type}", "Convert it to HTML, PDF, DOCX or text") from None
    reader: Reader = getattr(import_module(module), name)()
    return reader


def media_types() -> tuple[str, ...]:
    """Every media type that some reader reads."""
    return tuple(_READERS)
