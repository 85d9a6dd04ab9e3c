"""A small house to live in: a data folder, a made-up embedder, and a model of what must be found."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from rag.build import build
from rag.catalog.catalog import Catalog
from rag.catalog.encoding import text_hash
from rag.catalog.records import EmbeddedChunk, NewVersion
from rag.catalog.schema import chunks, documents
from rag.compose import catalog_url
from rag.lexical import Bm25Encoder
from rag.live import LiveIndex
from rag.settings import Settings
from rag.types import Block, Chunk, Document

DIMENSION = 16
MODEL = "tiny@1"
WORDS = (
    "amber",
    "basalt",
    "cedar",
    "delta",
    "ember",
    "flint",
    "garnet",
    "harbor",
    "indigo",
    "jasper",
    "kelp",
    "lagoon",
)
WORDS += ("marble", "nickel", "onyx", "pearl")


def vector_of(text: str) -> np.ndarray:
    """A unit vector that only the text decides, of float16 precision as the catalog stores it."""
    seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")
    vector = np.random.default_rng(seed).standard_normal(DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float16).astype(np.float32)


class TinyEmbedder:
    identity = f"{MODEL}/hash-fp32"
    dimension = DIMENSION

    def embed(self, texts):
        return np.stack([vector_of(text) for text in texts])


class House:
    """The catalog of a data folder, and ``live``: what is stored now, uri -> passages."""

    def __init__(self, folder: Path, engine: str = "faiss", **settings) -> None:
        self.settings = Settings(data=folder, engine=engine, **settings)
        self.catalog = Catalog(catalog_url(self.settings))
        self.shelf = self.catalog.open_shelf("default")
        self.embedder = self.catalog.collections.bind(self.shelf.collection, TinyEmbedder.identity, DIMENSION)
        self.encoder = Bm25Encoder()
        self.live: dict[str, tuple[str, ...]] = {}

    def put(self, uri: str, *passages: str):
        self.live[uri] = passages
        return self.shelf.documents.store(self.version(uri, *passages))

    def version(self, uri: str, *passages: str) -> NewVersion:
        text, embedded, start = "\n\n".join(passages), [], 0
        for passage in passages:
            terms = self.encoder.document(passage, "en")
            chunk = Chunk(start, start + len(passage))
            embedded.append(EmbeddedChunk(chunk, text_hash(passage), terms, vector_of(passage)))
            start += len(passage) + 2
        blocks = (Block("paragraph", 0, len(text)),)
        document = Document(text, blocks, "text/plain", title=uri, language="en", metadata={"first": passages[0]})
        return NewVersion(uri, text_hash(text).hex(), "recipe", document, embedded, self.embedder)

    def delete(self, uri: str) -> None:
        del self.live[uri]
        self.shelf.documents.delete(uri)

    def build(self):
        return build(self.catalog, "default", self.settings)

    def index(self) -> LiveIndex:
        index = LiveIndex(self.shelf, self.settings, DIMENSION)
        index.catch_up()
        return index

    def names(self) -> dict[int, tuple[str, int]]:
        """Chunk id -> uri and start, of all that the catalog still holds."""
        joined = chunks.join(documents, documents.c.number == chunks.c.document)
        with self.shelf.database.reading() as connection:
            rows = connection.execute(
                joined.select().with_only_columns(chunks.c.id, documents.c.uri, chunks.c.start)
            ).all()
        return {number: (uri, start) for number, uri, start in rows}

    def close(self) -> None:
        self.catalog.close()


@contextmanager
def open_house(folder: Path, engine: str = "faiss", **settings):
    house = House(folder, engine, **settings)
    try:
        yield house
    finally:
        house.close()
