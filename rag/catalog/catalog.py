"""The catalog of a data folder, and the shelf of it that belongs to one collection."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sqlalchemy import select

from rag.catalog.collections import Collections
from rag.catalog.database import Database
from rag.catalog.documents import DocumentWriter
from rag.catalog.encoding import unpack_vectors
from rag.catalog.generations import Generations
from rag.catalog.journal import Journal
from rag.catalog.listing import Listing
from rag.catalog.passages import Passages
from rag.catalog.schema import chunks, vectors
from rag.types import FloatVector


class Catalog:
    """The truth of a data folder."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.collections = Collections(self.database)

    def shelf(self, name: str) -> Shelf:
        """The shelf of a collection; NotFound when nothing was ever put into it."""
        return Shelf(self.database, self.collections.find(name), name)

    def open_shelf(self, name: str) -> Shelf:
        """The shelf of a collection, made when it is new."""
        return Shelf(self.database, self.collections.open(name), name)

    def known_vectors(self, embedder: int, text_hashes: Sequence[bytes]) -> set[bytes]:
        """Which of these texts have been embedded and paid for already."""
        query = select(vectors.c.text_hash).where(vectors.c.embedder == embedder)
        with self.database.reading() as connection:
            return set(connection.execute(query.where(vectors.c.text_hash.in_(text_hashes))).scalars())

    def vectors_of(self, chunk_ids: Sequence[int], dimension: int) -> tuple[list[int], FloatVector]:
        """The vectors of chunks: their ids in ascending order and a matrix [n, dimension]."""
        same = (vectors.c.embedder == chunks.c.embedder) & (vectors.c.text_hash == chunks.c.text_hash)
        query = select(chunks.c.id, vectors.c.vector).join(vectors, same).where(chunks.c.id.in_(chunk_ids))
        with self.database.reading() as connection:
            rows = connection.execute(query.order_by(chunks.c.id)).all()
        if not rows:
            return [], np.zeros((0, dimension), dtype=np.float32)
        return [row[0] for row in rows], unpack_vectors([row[1] for row in rows], dimension)

    def close(self) -> None:
        self.database.close()


class Shelf:
    """All that the catalog knows of one collection."""

    def __init__(self, database: Database, collection: int, name: str) -> None:
        self.database = database
        self.collection = collection
        self.name = name
        self.documents = DocumentWriter(database, collection, name)
        self.listing = Listing(database, collection)
        self.passages = Passages(database, collection)
        self.generations = Generations(database, collection)
        self.journal = Journal(database, collection)
