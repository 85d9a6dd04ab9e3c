"""A reader that is opened by its first use: who only searches does not wait for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from threading import Lock

from rag.protocols import PassageReader
from rag.readings import Readable, Reading
from rag.types import FloatVector


class ReaderWhenNeeded:
    """Whatever ``opened`` gives, from the first reading on; what opening raises is raised there."""

    def __init__(self, opened: Callable[[], PassageReader]) -> None:
        self._opened = opened
        self._opening = Lock()

    @property
    def identity(self) -> str:
        """Names weights, engine and precision."""
        return self._reader.identity

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """One reading for each passage, in their order."""
        return self._reader.read(question, passages)

    def support(self, statements: Sequence[tuple[str, Readable]]) -> FloatVector:
        """For each (statement, passage) the probability that the passage supports the statement [n]."""
        return self._reader.support(statements)

    @property
    def _reader(self) -> PassageReader:
        with self._opening:
            return self._once

    @cached_property
    def _once(self) -> PassageReader:
        """Needs the lock."""
        return self._opened()
