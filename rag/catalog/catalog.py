"""The catalog of a data folder, and the shelf of it that belongs to one collection."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from rag.catalog.collections import Collections
from rag.catalog.database import Database
from rag.catalog.documents import DocumentWriter
from rag.catalog.evaluations import Evaluations
from rag.catalog.feedback import Feedback
from rag.catalog.generations import Generations
from rag.catalog.journal import Journal
from rag.catalog.keys import Keys
from rag.catalog.listing import Listing
from rag.catalog.paid import paid_for
from rag.catalog.passages import Passages
from rag.catalog.sources import Sources
from rag.catalog.visits import Visits


class Catalog:
    """The truth of a data folder."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.collections = Collections(self.database)
        self.keys = Keys(self.database)

    def shelf(self, name: str) -> Shelf:
        """The shelf of a collection; NotFound when nothing was ever put into it."""
        return Shelf(self.database, self.collections.find(name), name)

    def open_shelf(self, name: str) -> Shelf:
        """The shelf of a collection, made when it is new."""
        return Shelf(self.database, self.collections.open(name), name)

    def limited_to(self, collections: frozenset[str]) -> Catalog:
        """The same catalog for somebody who may know of these collections only: any other is not there."""
        lent = copy(self)
        lent.collections = self.collections.limited_to(collections)
        return lent

    def known_vectors(self, embedder: int, text_hashes: Sequence[bytes]) -> set[bytes]:
        """Which of these texts have been embedded and paid for already."""
        with self.database.reading() as connection:
            return paid_for(connection, embedder, text_hashes)

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
        self.sources = Sources(database, collection)
        self.visits = Visits(database, collection)
        self.generations = Generations(database, collection)
        self.journal = Journal(database, collection)
        self.feedback = Feedback(database, collection)
        self.evaluations = Evaluations(database, collection)
