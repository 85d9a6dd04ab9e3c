"""A catalog of made-up subjects: chunks of one subject lie close together, subjects far apart."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np

from rag.catalog.catalog import Catalog
from rag.catalog.encoding import text_hash
from rag.catalog.mapped import Mapped
from rag.catalog.records import EmbeddedChunk, NewVersion
from rag.map.compute import compute_map
from rag.map.maps import Maps
from rag.map.start import maps_folder
from rag.settings import Settings
from rag.types import Block, Chunk, Document, SparseVector

DIMENSION = 24
SUBJECTS = ("amber", "basalt", "cedar", "delta", "ember", "flint")
NO_TERMS = SparseVector(np.zeros(0, np.uint32), np.zeros(0, np.float32))


def unit(vectors):
    """Rows of length 1, of float16 precision as the catalog stores them."""
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors.astype(np.float16).astype(np.float32)


def around(subject, count, seed, spread=0.1):
    """Vectors near the middle of a subject [count, DIMENSION]."""
    middle = np.random.default_rng(subject).standard_normal(DIMENSION)
    middle /= np.linalg.norm(middle)
    return unit(middle + spread * np.random.default_rng(seed).standard_normal((count, DIMENSION)))


class Islands:
    """A data folder with some documents of each subject, and the maps in it."""

    def __init__(self, folder):
        self.settings = Settings(data=folder)
        self.catalog = Catalog(f"sqlite:///{folder}/catalog.db")
        self.shelf = self.catalog.open_shelf("default")
        self.embedder = self.catalog.collections.bind(self.shelf.collection, "tiny@1/x", DIMENSION)
        self.mapped = Mapped(self.catalog.database, self.shelf.collection)
        self.maps = Maps(self.settings)
        self.root = maps_folder(self.settings, "default")
        self.root.mkdir(parents=True)

    def put(self, uri, passages, vectors, language="en"):
        text, chunks, start = "\n\n".join(passages), [], 0
        for passage, vector in zip(passages, vectors, strict=True):
            # The uri makes each text its own: equal texts share one vector.
            named = text_hash(f"{uri} {start} {passage}")
            chunks.append(EmbeddedChunk(Chunk(start, start + len(passage)), named, NO_TERMS, vector))
            start += len(passage) + 2
        document = Document(text, (Block("paragraph", 0, len(text)),), "text/plain", title=uri, language=language)
        version = NewVersion(uri, text_hash(text).hex(), "recipe", document, chunks, self.embedder)
        return self.shelf.documents.store(version)

    def fill(self, chunks_each=30):
        """One document a subject; every passage names its subject."""
        return [
            self.put(
                f"file:///stones/{name}.txt",
                [f"The {name} quarry, find number {number}" for number in range(chunks_each)],
                around(subject, chunks_each, seed=100 + subject),
            )
            for subject, name in enumerate(SUBJECTS)
        ]

    def compute(self, **more):
        return compute_map(self.shelf, self.root, lambda stage, share: None, **more)

    def current(self):
        return self.maps.current(self.shelf)

    def chunks_of(self, document_id):
        texts = self.mapped.texts(self.mapped.visible().chunk_ids.tolist())
        return {chunk for chunk, text in texts.items() if text.document_id == document_id}


@contextmanager
def open_islands(folder):
    islands = Islands(folder)
    try:
        yield islands
    finally:
        islands.maps.close()
        islands.catalog.close()
