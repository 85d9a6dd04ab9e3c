"""A model that fails again and again is left alone for a while, so that nobody waits for what will not come."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence

from rag.errors import GenerationFailed
from rag.models.failures import Refused
from rag.protocols import Estimating, LanguageModel
from rag.types import Message, Sampling

FAILURES = 3
"""Failures in a row after which a model is left alone."""
REST_SECONDS = 30.0


class Guarded:
    """A language model with a circuit; after a rest the next call tries it, and its first failure rests it again.

    Safe to call from several threads. A call that is refused while it rests fails at once, with GenerationFailed.
    """

    def __init__(self, model: LanguageModel, failures: int = FAILURES, rest: float = REST_SECONDS) -> None:
        self._model = model
        self._most = failures
        self._rest = rest
        self._lock = threading.Lock()
        self._failures = 0
        self._rests_until = 0.0

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def window(self) -> int:
        return self._model.window

    @property
    def resting(self) -> float:
        """Seconds until it is tried again; 0 while it is in use."""
        with self._lock:
            return max(0.0, self._rests_until - time.monotonic())

    def count(self, messages: Sequence[Message]) -> int:
        return self._model.count(messages)

    def perplexity(self, messages: Sequence[Message], reply: str) -> float | None:
        """As in ``Estimating``; None of a model that does not tell."""
        return self._model.perplexity(messages, reply) if isinstance(self._model, Estimating) else None

    def stream(self, messages: Sequence[Message], sampling: Sampling) -> Iterator[str]:
        """The model's own stream. A reply that the caller breaks off counts neither way."""
        rest = self.resting
        if rest:
            raise GenerationFailed(
                f"{self.name} failed {self._failures} times in a row and is left alone",
                f"It is tried again in {rest:.0f} seconds.",
            )
        try:
            yield from self._model.stream(messages, sampling)
        except Refused:
            raise
        except GenerationFailed:
            self._failed()
            raise
        with self._lock:
            self._failures = 0

    def _failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self._most:
                self._rests_until = time.monotonic() + self._rest
