"""How many replies a model may make or keep waiting at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rag.errors import Busy


class Places:
    """So many at once and no more; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0
        self._lock = threading.Lock()

    @contextmanager
    def place(self, name: str) -> Iterator[None]:
        """One of the places; Busy when none is left."""
        with self._lock:
            if self._taken >= self._most:
                raise Busy(
                    f"{self._taken} replies of {name} are being made or wait already",
                    "Try again in a while, or raise RAG_MODEL_QUEUE.",
                )
            self._taken += 1
        try:
            yield
        finally:
            with self._lock:
                self._taken -= 1
