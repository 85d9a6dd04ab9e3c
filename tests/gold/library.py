"""A small library of Markdown pages, stored as the real reader reads them, a chunk a paragraph."""

from __future__ import annotations

from ingest.readers.registry import reader_for
from rag.catalog.encoding import text_hash
from rag.catalog.records import EmbeddedChunk, NewVersion
from rag.gold import Lookup
from rag.types import Chunk
from tests.live.house import House, vector_of

SHED = """# The shed

A scarifier is a tool that pulls moss out of a lawn. The Harrow 3000 has 24 tines. It was presented in 1987.
Harrow 3000 was presented in 1987 by Ada Brook. The standard guard plate is 30 millimetres.

## Sharpening the blades

Sharpen the blades with a whetstone twice a year. Many people sharpen too seldom.

| Machine | Weight | Made in | Gears |
| --- | --- | --- | --- |
| Otter 5 | 12 kg | Leeds | 4 |
| Badger XL | 31 kg | Bath | 6 |
"""
KITCHEN = """# The kitchen

A bain-marie is a pan of hot water in which another pan stands. The Simmer 200 has 9 knobs.
Simmer 200 was tested in 2004. Basil Green designed the Simmer lid.
"""
GERMAN = """# Der Keller

Ein Gewölbe ist eine gemauerte Decke. Das Regal hat 12 Böden. Der Keller wurde 1901 gebaut.
"""


class Library(House):
    """Pages by uri."""

    def write(self, uri: str, markdown: str, language: str = "en") -> None:
        document = reader_for("text/markdown").read(markdown.encode(), uri)
        chunks = []
        for block in document.blocks:
            text = document.text[block.start : block.end]
            terms = self.encoder.document(text, "en")
            chunks.append(EmbeddedChunk(Chunk(block.start, block.end), text_hash(text), terms, vector_of(text)))
        document = type(document)(document.text, document.blocks, "text/markdown", document.title, language)
        self.shelf.documents.store(
            NewVersion(uri, text_hash(markdown).hex(), "recipe", document, chunks, self.embedder)
        )

    def lookup(self) -> Lookup:
        return Lookup(self.index().view, self.shelf.passages, self.encoder)
