"""What is due after changes: a new base when much is new, else clearing away what nobody needs."""

from __future__ import annotations

import threading

from api.background import Background
from api.services import Services
from rag.build import settle
from rag.catalog.catalog import Catalog
from rag.settings import Settings

_SECONDS = 60.0


class Upkeep:
    """Looks after collections one by one, off the path of requests."""

    def __init__(self, settings: Settings, catalog: Catalog, services: Services) -> None:
        self._settings = settings
        self._catalog = catalog
        self._services = services
        self._lock = threading.Lock()
        self._due: set[str] = set()
        self.background = Background("upkeep", self._look_after, _SECONDS)

    def soon(self, collection: str) -> None:
        """Look after a collection; several calls before it happens count as one."""
        with self._lock:
            self._due.add(collection)
        self.background.wake()

    def _look_after(self) -> None:
        while not self.background.stopping:
            with self._lock:
                if not self._due:
                    return
                collection = self._due.pop()
            self._settle(collection)

    def _settle(self, collection: str) -> None:
        shelf = self._catalog.shelf(collection)
        service = self._services.opened().get(collection)
        damaged = service is not None and service.index.damage is not None
        if settle(shelf, self._settings, damaged=damaged):
            self._services.catch_up(collection)
