"""The services of the collections that are asked, opened at the first question and kept."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from contextlib import suppress
from copy import copy

from rag.batching import BatchingReader, batched
from rag.catalog.catalog import Catalog
from rag.catalog.collections import missing
from rag.compose import make_language_model, make_reader, make_service
from rag.embedding import Embedders
from rag.errors import OtherModel
from rag.protocols import Embedder
from rag.service import Service
from rag.settings import Settings

_MOST_OPEN = 32
_TRIES = 3

_log = logging.getLogger("api.services")


class Services:
    """Collection name -> service; the one unused longest is let go when there are too many.

    A service keeps to one model for life, so whoever has got one computes a whole answer with it. When a collection
    changes its model, the next question gets another service.
    """

    def __init__(self, settings: Settings, catalog: Catalog, default: str) -> None:
        self._settings = settings
        self._default = default
        self._catalog = catalog
        # One of each for all collections: what their questions need at the same time is computed together.
        self.embedders = Embedders(settings, catalog, batched)
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
        opened = self._make(collection)
        with self._lock:
            service = self._open.setdefault(collection, opened)
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
            return service

    def opened(self) -> dict[str, Service]:
        with self._lock:
            allowed = self._open.keys() if self._allowed is None else self._open.keys() & self._allowed
            return {collection: self._open[collection] for collection in allowed}

    @property
    def embedder(self) -> Embedder:
        """What embeds texts that belong to no collection: the embedder of the default one."""
        with self._lock:
            service = self._open.get(self._default)
        return service.embedder if service is not None else self.embedders.of(self._default)

    def catch_up(self, collection: str) -> None:
        """Let what is committed be found from now on, should the collection be open."""
        service = self.opened().get(collection)
        if service is None:
            return
        service.index.catch_up()
        if service.index.superseded:
            self._renew(collection)

    def _renew(self, collection: str) -> None:
        """Answer with the model that the collection has now; what is being answered ends with the one before."""
        service = self._make(collection)
        # The first text compiles the model; until then the one before answers.
        service.similar(["warm up"])
        with self._lock:
            if collection in self._open:
                self._open[collection] = service
        _log.info("collection %s is answered with %s from now on", collection, service.embedder.identity)

    def _make(self, collection: str) -> Service:
        for _ in range(_TRIES):
            # It may change its model while the one it had is opened.
            with suppress(OtherModel):
                return self._made(collection)
        return self._made(collection)

    def _made(self, collection: str) -> Service:
        embedder = self.embedders.of(collection)
        return make_service(self._settings, self._catalog, collection, embedder, self.reader, self.language_model)
