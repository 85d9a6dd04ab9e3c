"""From the JSON of a sandboxed reader back to documents and chunks."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from ingest.reading import embedded_text
from ingest.sources import Source
from rag.catalog.encoding import text_hash, unpack_terms
from rag.catalog.records import EmbeddedChunk, NewVersion
from rag.types import Block, Chunk, Document, FloatVector, Page, SparseVector


@dataclass(slots=True)
class PendingDocument:
    """A document that was read and waits for the vectors of ``missing`` texts."""

    source: Source
    content_hash: str
    document: Document
    chunks: list[Chunk]
    terms: list[SparseVector]
    hashes: list[bytes]
    missing: set[bytes] = field(default_factory=set)
    vectors: dict[bytes, FloatVector] = field(default_factory=dict)

    def texts(self) -> dict[bytes, str]:
        """Hash -> embedded text of every chunk."""
        texts = (embedded_text(self.document.text, chunk) for chunk in self.chunks)
        return dict(zip(self.hashes, texts, strict=True))

    def version(self, recipe: str, embedder: int) -> NewVersion:
        chunks = [
            EmbeddedChunk(chunk, digest, terms, self.vectors.get(digest))
            for chunk, digest, terms in zip(self.chunks, self.hashes, self.terms, strict=True)
        ]
        return NewVersion(self.source.uri, self.content_hash, recipe, self.document, chunks, embedder)


def unpack(source: Source, result: dict[str, Any]) -> PendingDocument:
    """The pending document that a reader's answer describes."""
    document = _document(result["document"], source)
    chunks = [Chunk(start, end, context, suspicion) for start, end, context, _, suspicion in result["chunks"]]
    return PendingDocument(
        source=source,
        content_hash=result["hash"],
        document=document,
        chunks=chunks,
        terms=[_terms(packed) for *_, packed, _ in result["chunks"]],
        hashes=[text_hash(embedded_text(document.text, chunk)) for chunk in chunks],
    )


def _document(packed: dict[str, Any], source: Source) -> Document:
    return Document(
        text=packed["text"],
        blocks=tuple(Block(*block) for block in packed["blocks"]),
        media_type=packed["media_type"],
        title=packed["title"],
        language=packed["language"],
        created=_moment(packed["created"]),
        modified=_moment(packed["modified"]) or source.modified,
        authors=tuple(packed["authors"]),
        pages=tuple(Page(*page) for page in packed["pages"]),
        metadata=packed["metadata"],
        warnings=tuple(packed["warnings"]),
    )


def _terms(packed: str) -> SparseVector:
    blob = base64.b64decode(packed)
    return unpack_terms(blob) if blob else SparseVector(np.empty(0, np.uint32), np.empty(0, np.float32))


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
