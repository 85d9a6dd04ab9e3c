"""Texts that a program already holds as sources of an ingestion: there is nothing to find, and no format to read."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ingest.language import detect
from ingest.reading import embedded_text
from ingest.sources import Source
from ingest.split import split
from ingest.unpack import PendingDocument
from rag.catalog.encoding import text_hash
from rag.errors import EmptyExtraction, InvalidRequest, RagError
from rag.lexical import Bm25Encoder
from rag.protocols import Tokenizer
from rag.types import Block, Document

LONGEST_TEXT = 50_000_000
_UNWANTED = re.compile("[\x00\ud800-\udfff]")
_NEWLINES = re.compile("\r\n?")
_PARAGRAPH = re.compile(r"\S(?:.|\n(?!\s*\n))*")


@dataclass(frozen=True, slots=True)
class TextSource(Source):
    """A text that is the document; its file is no file."""

    document: Document = field(kw_only=True)

    def hash(self) -> str:
        """SHA-256 of text, title and metadata: what makes another version of it."""
        said = [self.document.text, self.document.title, dict(self.document.metadata)]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def text_source(uri: str, text: str, title: str | None = None, metadata: Mapping[str, str] | None = None) -> TextSource:
    """A text under the uri that it is to be known by. InvalidRequest when it is too long to be a document.

    It stays as it is, but for NUL, lone surrogates and other line breaks than ``\\n``, which no canonical text has.
    """
    if len(text) > LONGEST_TEXT:
        raise InvalidRequest(f"the text of {uri} is longer than {LONGEST_TEXT} characters", "divide it")
    canonical = _NEWLINES.sub("\n", _UNWANTED.sub("", text))
    document = Document(
        text=canonical,
        blocks=tuple(Block("paragraph", *found.span()) for found in _PARAGRAPH.finditer(canonical)),
        media_type="text/plain",
        title=title,
        language=detect(canonical),
        metadata=dict(metadata or {}),
    )
    return TextSource(uri, Path(), uri, len(canonical), datetime.now(UTC), LONGEST_TEXT, document=document)


def read_texts(
    sources: Sequence[Source], tokenizer: Tokenizer, chunk_tokens: int
) -> Iterator[tuple[Source, PendingDocument | RagError]]:
    """Each text split into chunks, as the pipeline takes what it reads from files."""
    encoder = Bm25Encoder()
    for source in sources:
        assert isinstance(source, TextSource)
        document = source.document
        chunks = split(document, tokenizer, chunk_tokens)
        if not chunks:
            yield source, EmptyExtraction("There is no text in it")
            continue
        embedded = [embedded_text(document.text, chunk) for chunk in chunks]
        terms = [encoder.document(text, document.language) for text in embedded]
        hashes = [text_hash(text) for text in embedded]
        yield source, PendingDocument(source, source.hash(), document, chunks, terms, hashes)
