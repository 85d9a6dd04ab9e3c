"""The services of the collections that are asked, opened at the first question and kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from copy import copy

from rag.batching import BatchingReader, batched
from rag.catalog.catalog import Catalog
from rag.catalog.collections import missing
from rag.compose import make_language_model, make_reader, make_service
from rag.protocols import Embedder
from rag.service import Service
from rag.settings import Settings

_MOST_OPEN = 32


class Services:
    """Collection name -> service; the one unused longest is let go when there are too many."""

    def __init__(self, settings: Settings, catalog: Catalog, embedder: Embedder) -> None:
        self._settings = settings
        self._catalog = catalog
        # One of each for all collections: what their questions need at the same time is computed together.
        self.embedder = batched(embedder)
        self.reader = BatchingReader(make_reader(settings))
        self.language_model = make_language_model(settings)
        self._lock = threading.Lock()
        self._open: OrderedDict[str, Service] = OrderedDict()
        self._allowed: frozenset[str] | None = None

    def limited_to(self, collections: frozenset[str]) -> Services:
        """The same services for somebody who may know of these collections only."""
        lent = copy(self)
        lent._allowed = collections
        return lent

    def get(self, collection: str) -> Service:
        """The service of a collection; NotFound when nothing was ever put into it."""
        if self._allowed is not None and collection not in self._allowed:
            raise missing(collection)
        with self._lock:
            service = self._open.get(collection)
            if service is not None:
                self._open.move_to_end(collection)
                return service
        # Opened outside the lock: reading a large delta must not hold up the other collections.
        opened = make_service(
            self._settings, self._catalog, collection, self.embedder, self.reader, self.language_model
        )
        with self._lock:
            service = self._open.setdefault(collection, opened)
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
            return service

    def opened(self) -> dict[str, Service]:
        with self._lock:
            allowed = self._open.keys() if self._allowed is None else self._open.keys() & self._allowed
            return {collection: self._open[collection] for collection in allowed}

    def catch_up(self, collection: str) -> None:
        """Let what is committed be found from now on, should the collection be open."""
        service = self.opened().get(collection)
        if service is not None:
            service.index.catch_up()
