"""Joins calls of several threads: those that come while one runs go together into the next.

A lone caller waits for nobody, and there is no thread and no clock: the caller who finds the place free runs what
waits, and hands the place to the one who has waited longest (as databases commit in groups).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from rag.wanted import NobodyWaits, wanting

Asked = TypeVar("Asked")
Given = TypeVar("Given")


class _Ticket(Generic[Asked, Given]):
    """One call on its way: its thread waits for ``turn``, which is when it is done or is to lead."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.wanted = wanting()
        self.turn = threading.Event()
        self.given: Given | None = None
        self.error: Exception | None = None
        self.done = False

    def settle(self, given: Given | None, error: Exception | None = None) -> None:
        self.given, self.error, self.done = given, error, True
        self.turn.set()


class Joined(Generic[Asked, Given]):
    """``run`` takes a list of what was asked and gives a list of results in its order, for one caller or many.

    First come, first served, at most ``room`` of ``size`` in one run (one call at least). Callers that nobody waits
    for any more are left out. When a joined run fails, each is run alone, so that an error reaches its own caller.
    """

    def __init__(self, run: Callable[[list[Asked]], Sequence[Given]], size: Callable[[Asked], int], room: int) -> None:
        self._run = run
        self._size = size
        self._room = room
        self._lock = threading.Lock()
        self._waiting: deque[_Ticket[Asked, Given]] = deque()
        self._running = False

    def __call__(self, asked: Asked) -> Given:
        """The result for what is asked, or its error; NobodyWaits when the caller has gone away meanwhile."""
        ticket: _Ticket[Asked, Given] = _Ticket(asked)
        with self._lock:
            self._waiting.append(ticket)
            leading, self._running = not self._running, True
        if not leading:
            ticket.turn.wait()
        if not ticket.done:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        return ticket.given  # type: ignore[return-value]

    def _lead(self) -> None:
        """Run what waits, as much as fits; this thread's own call waits in front, so it is among it."""
        try:
            self._serve(self._next())
        finally:
            with self._lock:
                self._running = bool(self._waiting)
                if self._waiting:
                    self._waiting[0].turn.set()

    def _next(self) -> list[_Ticket[Asked, Given]]:
        taken: list[_Ticket[Asked, Given]] = []
        room = self._room
        with self._lock:
            while self._waiting:
                ticket = self._waiting[0]
                room -= self._size(ticket.asked)
                if taken and room < 0:
                    break
                taken.append(self._waiting.popleft())
        return taken

    def _serve(self, tickets: list[_Ticket[Asked, Given]]) -> None:
        for ticket in tickets:
            if not ticket.wanted():
                ticket.settle(None, NobodyWaits())
        wanted = [ticket for ticket in tickets if not ticket.done]
        try:
            results = self._run([ticket.asked for ticket in wanted]) if wanted else ()
        except Exception as error:
            if len(wanted) == 1:
                wanted[0].settle(None, error)
            else:
                for ticket in wanted:
                    self._serve([ticket])
            return
        for ticket, given in zip(wanted, results, strict=True):
            ticket.settle(given)
