"""A bounded number of threads for the work of questions, so that the event loop stays free and queues short."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from starlette.requests import ClientDisconnect, Request

from rag.errors import Busy
from rag.wanted import wanted_while

T = TypeVar("T")

_THREADS = 8
"""Questions that are answered at once: enough that some are read together while others search and compare words."""
_WAITING = 64
_CLOSING_SECONDS = 3.0


class _Job(Generic[T]):
    """A call and its place. Its future may be done before the call is: then nobody waits for it any more."""

    def __init__(self, call: Callable[[], T]) -> None:
        self.call = call
        self.future: Future[T] = Future()
        self.begun = False
        # The id and the span of the request go with it into the other thread.
        self._context = copy_context()

    def wanted(self) -> bool:
        return not self.future.done()

    def run(self) -> None:
        try:
            result = self._context.run(self._wanted_call)
        except BaseException as error:  # As any Future does.
            self.fail(error)
        else:
            with suppress(InvalidStateError):
                self.future.set_result(result)

    def _wanted_call(self) -> T:
        with wanted_while(self.wanted):
            return self.call()

    def fail(self, error: BaseException) -> None:
        with suppress(InvalidStateError):
            self.future.set_exception(error)


class Work:
    """Runs calls in ``threads`` threads; at most ``waiting`` more may wait, the rest are refused at once.

    A call that nobody waits for any more gives its place back: at once while it waits, else when it next asks
    (``rag.wanted``), as embedder and reader do.
    """

    def __init__(self, threads: int = _THREADS, waiting: int = _WAITING) -> None:
        self._most = threads + waiting
        self._lock = threading.Lock()
        self._admitted: set[_Job[Any]] = set()
        self._stopping = False
        self._queue: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        # Daemons: what runs may be given up, so it must not keep the process from ending.
        self._threads = [threading.Thread(target=self._serve, name="question", daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    @property
    def admitted(self) -> int:
        """Calls that run or wait."""
        with self._lock:
            return len(self._admitted)

    def admit(self, call: Callable[[], T]) -> Future[T]:
        """Queue a call. Raises Busy when too many wait already; cancelling the future at any time frees its place."""
        job = _Job(call)
        with self._lock:
            if self._stopping:
                raise _stopping()
            if len(self._admitted) >= self._most:
                raise Busy("too many questions are waiting", "try again in a second")
            self._admitted.add(job)
            self._queue.put(job)
        job.future.add_done_callback(lambda _: self._leave_unbegun(job))
        return job.future

    async def result(self, request: Request, call: Callable[[], T]) -> T:
        """The result of a call; ClientDisconnect as soon as nobody waits for it any more."""
        future = asyncio.wrap_future(self.admit(call))
        gone = asyncio.ensure_future(_gone(request))
        try:
            either: set[asyncio.Future[Any]] = {future, gone}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not future.done():
                raise ClientDisconnect
            return future.result()
        finally:
            future.cancel()
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone

    def stop(self, seconds: float) -> None:
        """Admit no more, and let what is admitted go on for that long; then it fails as Busy."""
        with self._lock:
            self._stopping = True
        ending = threading.Timer(seconds, self._give_up)
        ending.daemon = True
        ending.start()

    def close(self) -> None:
        """Admit no more, give up what is left, and wait shortly until it has seen that."""
        with self._lock:
            self._stopping = True
        self._give_up()
        for _ in self._threads:
            self._queue.put(None)
        deadline = time.monotonic() + _CLOSING_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _serve(self) -> None:
        while (job := self._queue.get()) is not None:
            with self._lock:
                job.begun = job in self._admitted
            if job.begun:
                job.run()
                self._leave(job)

    def _give_up(self) -> None:
        with self._lock:
            left = list(self._admitted)
        for job in left:
            job.fail(_stopping())

    def _leave_unbegun(self, job: _Job[Any]) -> None:
        with self._lock:
            if not job.begun:
                self._admitted.discard(job)

    def _leave(self, job: _Job[Any]) -> None:
        with self._lock:
            self._admitted.discard(job)


def _stopping() -> Busy:
    return Busy("the service is stopping", "ask again when it is back")


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
