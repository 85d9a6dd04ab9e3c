"""Follows the change log, so that what any process stored is found here within a second."""

from __future__ import annotations

import logging
import time

from api.background import Background
from api.escape import one_line
from api.services import Services
from api.upkeep import Upkeep
from rag.service import Service

_log = logging.getLogger("api.follow")

_SECONDS = 0.5
_STUCK_SECONDS = 60.0
_COUNT_SECONDS = 2.0
_DEFAULT = "default"


class Follower:
    """Brings every open collection up to date twice a second, and knows whether questions can be answered."""

    def __init__(self, services: Services, upkeep: Upkeep) -> None:
        self._services = services
        self._upkeep = upkeep
        self._failures: dict[str, str] = {}
        self._passed = time.monotonic()
        self._counted_at = -1
        self._count_again = 0.0
        self.documents = 0
        self.chunks = 0
        self.background = Background("follower", self._follow, _SECONDS)

    def why_not(self) -> str | None:
        """Why questions cannot be answered now; None when they can."""
        if not self.background.alive or time.monotonic() - self._passed > _STUCK_SECONDS:
            return "the change log is no longer followed"
        return "the default collection cannot be read" if _DEFAULT in self._failures else None

    def _follow(self) -> None:
        for collection, service in self._services.opened().items():
            try:
                self._services.catch_up(collection)
                self._failures.pop(collection, None)
            except Exception as error:
                self._note(collection, f"{type(error).__name__}: {error}")
            if service.index.damage is not None:
                self._upkeep.soon(collection)
        self._count()
        self._passed = time.monotonic()

    def _note(self, collection: str, failure: str) -> None:
        if self._failures.get(collection) != failure:
            _log.error("collection %s cannot be followed: %s", collection, one_line(failure))
        self._failures[collection] = failure

    def _count(self) -> None:
        """Counting costs time in a large collection, so it is done after changes, and seldom."""
        service: Service | None = self._services.opened().get(_DEFAULT)
        if service is None or time.monotonic() < self._count_again:
            return
        view = service.index.view
        if view.sequence != self._counted_at:
            started = time.monotonic()
            self.documents = service.shelf.listing.usage().documents
            self._counted_at = view.sequence
            self._count_again = time.monotonic() + max(_COUNT_SECONDS, 20 * (time.monotonic() - started))
        self.chunks = len(view)
