"""A bounded number of threads for the work of questions, so that the event loop stays free and queues short."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from rag.errors import Busy

T = TypeVar("T")

_THREADS = max(2, min(8, os.cpu_count() or 2))
_WAITING = 64


class Work:
    """Runs calls in ``threads`` threads; at most ``waiting`` more may wait, the rest are refused at once."""

    def __init__(self, threads: int = _THREADS, waiting: int = _WAITING) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="question")
        self._most = threads + waiting
        self._lock = threading.Lock()
        self._admitted = 0

    def admit(self, call: Callable[[], T]) -> Future[T]:
        """Queue a call. Raises Busy when too many wait already; cancelling what has not begun frees its place."""
        with self._lock:
            if self._admitted >= self._most:
                raise Busy("too many questions are waiting", "try again in a second")
            self._admitted += 1
        try:
            future = self._executor.submit(call)
        except RuntimeError:
            self._leave(None)
            raise Busy("the service is stopping", "try again when it is back") from None
        future.add_done_callback(self._leave)
        return future

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

    def close(self) -> None:
        """Let what runs finish, drop what waits."""
        self._executor.shutdown(wait=False, cancel_futures=True)

    def _leave(self, _future: Future[Any] | None) -> None:
        with self._lock:
            self._admitted -= 1


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
