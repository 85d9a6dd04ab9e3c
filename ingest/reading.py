"""What the sandboxed child does with one file: bytes to canonical text to chunks with their lexical terms."""

from __future__ import annotations

import base64
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from ingest.files import hash_bytes, read_file
from ingest.judging import judged, with_warning
from ingest.language import detect
from ingest.readers.registry import reader_for
from ingest.readers.time_left import time_for_one_file
from ingest.sniff import media_type
from ingest.split import split
from rag.catalog import encoding
from rag.catalog.encoding import pack_terms
from rag.embedders import open_tokenizer
from rag.errors import EmptyExtraction
from rag.lexical import Bm25Encoder
from rag.protocols import Tokenizer
from rag.settings import Settings
from rag.types import Chunk, Document

TASK = "ingest.reading:read_source"

READING_SETTINGS = {"cache", "chunk_tokens", "embedder", "embedder_sha256", "file_seconds"}
"""What a child that reads untrusted files is told; the rest (a database password, say) is none of its business."""


def read_source(job: dict[str, Any]) -> dict[str, Any]:
    """Read the file at ``job["path"]``; the answer is JSON: hash, document, chunks with packed terms.

    Raises ReadError, UnknownKind, EmptyExtraction, SourceError or TooLarge.
    """
    data = read_file(Path(job["path"]), job["limit"])
    settings, tokenizer = _tools()
    with time_for_one_file(settings.file_seconds):
        document = reader_for(media_type(data, job["name"])).read(data, job["name"])
    language = document.language or detect(document.text)
    chunks = judged(document, split(document, tokenizer, settings.chunk_tokens))
    if not any(document.text[chunk.start : chunk.end].strip() for chunk in chunks):
        raise EmptyExtraction("There is no text in it", "Look whether it is blank")
    encoder = Bm25Encoder()
    terms = [encoder.document(embedded_text(document.text, chunk), language) for chunk in chunks]
    return {
        "hash": hash_bytes(data),
        "document": _pack_document(with_warning(document, chunks), language, job["name"]),
        "chunks": [
            [chunk.start, chunk.end, chunk.context, base64.b64encode(pack_terms(vector)).decode(), chunk.suspicion]
            for chunk, vector in zip(chunks, terms, strict=True)
        ],
    }


def embedded_text(text: str, chunk: Chunk) -> str:
    """What is embedded and indexed of a chunk of a document's text."""
    return encoding.embedded_text(chunk.context, text[chunk.start : chunk.end])


@cache
def _tools() -> tuple[Settings, Tokenizer]:
    settings = Settings()
    return settings, open_tokenizer(settings)


def _pack_document(document: Document, language: str | None, name: str) -> dict[str, Any]:
    return {
        "text": document.text,
        "blocks": [[block.kind, block.start, block.end, block.level] for block in document.blocks],
        "media_type": document.media_type,
        "title": document.title or Path(name).stem,
        "language": language,
        "created": _iso(document.created),
        "modified": _iso(document.modified),
        "authors": list(document.authors),
        "pages": [[page.number, page.start, page.end] for page in document.pages],
        "metadata": dict(document.metadata),
        "warnings": list(document.warnings),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
