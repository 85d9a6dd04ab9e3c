"""A reply on its way from what makes it to the thread that waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from rag.errors import GenerationTimeout
from rag.wanted import check_wanted

_GLANCE = 0.1
"""Seconds between two looks at whether anybody still waits."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a reply may take: to its first piece, between two pieces, and as a whole."""

    first: float = 60.0
    between: float = 30.0
    whole: float = 120.0


@dataclass(frozen=True, slots=True)
class _End:
    error: Exception | None


class Feed:
    """Filled by one thread, emptied by another. What is never emptied is small: a reply has a bound."""

    def __init__(self) -> None:
        self._pieces: SimpleQueue[str | _End] = SimpleQueue()
        self._stopped = threading.Event()
        self.begun = False

    @property
    def stopped(self) -> bool:
        """Nobody reads any more: whatever fills this should end."""
        return self._stopped.is_set()

    def put(self, piece: str) -> None:
        """The next piece; an empty one is none."""
        if piece:
            self.begun = True
            self._pieces.put(piece)

    def end(self, error: Exception | None = None) -> None:
        """Nothing more comes: the reply is whole, or ``error`` cut it short."""
        self._pieces.put(_End(error))

    def stop(self) -> None:
        """Say that nobody reads any more."""
        self._stopped.set()

    def read(self, patience: Patience, name: str) -> Iterator[str]:
        """The pieces as they come. Raises what ``end`` was given, GenerationTimeout, or NobodyWaits."""
        started = time.monotonic()
        before, limit = started, patience.first
        try:
            while True:
                due = min(before + limit, started + patience.whole)
                piece = self._next(due)
                if piece is None:
                    raise _too_slow(name, patience, first=limit == patience.first and before == started)
                if isinstance(piece, _End):
                    if piece.error is not None:
                        raise piece.error
                    return
                yield piece
                before, limit = time.monotonic(), patience.between
        finally:
            self.stop()

    def _next(self, due: float) -> str | _End | None:
        """What comes until ``due``, or None."""
        while True:
            check_wanted()
            try:
                return self._pieces.get(timeout=max(0.0, min(_GLANCE, due - time.monotonic())))
            except Empty:
                if time.monotonic() >= due:
                    return None


def _too_slow(name: str, patience: Patience, *, first: bool) -> GenerationTimeout:
    if first and patience.first <= patience.whole:
        return GenerationTimeout(
            f"{name} sent nothing for {patience.first:g} seconds", "Try again, or raise RAG_MODEL_FIRST_SECONDS."
        )
    return GenerationTimeout(
        f"{name} fell silent, or took more than {patience.whole:g} seconds in all",
        "Try again, or raise RAG_MODEL_SECONDS and RAG_MODEL_SILENT_SECONDS.",
    )
