"""What a call gives piece by piece in a thread of questions, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.errors import describe
from api.events import event
from api.work import Work
from rag.wanted import check_wanted


class EventStream(StreamingResponse):
    """Sends events as they are made; raises Busy here when too many calls wait, so that it is a plain 503.

    A client that goes away is no longer waited for: the call ends when it next asks (``rag.wanted``), and its place is
    free. What goes wrong while it runs is told as the event that ``failed`` makes of it.
    """

    def __init__(
        self,
        work: Work,
        events: Callable[[], Iterator[bytes]],
        failed: Callable[[Exception], bytes] = lambda error: event("error", describe(error)[1]),
    ) -> None:
        self._made = events
        self._failed = failed
        self._loop = asyncio.get_running_loop()
        self._arrived: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._call = work.admit(self._make)
        self._call.add_done_callback(lambda _: self._put(None))
        super().__init__(self._events(), media_type="text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._call.cancel()

    def _make(self) -> None:
        for made in self._made():
            check_wanted()
            self._put(made)

    def _put(self, made: bytes | None) -> None:
        # A loop that has ended waits for nothing any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._arrived.put_nowait, made)

    async def _events(self) -> AsyncIterator[bytes]:
        while (made := await self._arrived.get()) is not None:
            yield made
        try:
            self._call.result()
        except Exception as error:
            yield self._failed(error)
