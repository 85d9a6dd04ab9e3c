"""Hears that the process is to end while there is still time to tell those who wait."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

_Handler = Callable[[int, FrameType | None], object] | int | signal.Handlers | None
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def when_told_to_stop(act: Callable[[], object]) -> Iterator[None]:
    """Calls ``act`` on SIGTERM and SIGINT, before whoever handled them so far (the HTTP server) hears of it.

    ASGI tells an application that it ends only after the last connection is closed: too late to end a stream with a
    word. ``act`` runs in the middle of whatever the main thread does, so it may take no lock. Other threads than the
    main one cannot hear signals; there this does nothing.
    """
    with ExitStack() as restoring:
        if threading.current_thread() is threading.main_thread():
            for number in _SIGNALS:
                handler = signal.signal(number, signal.SIG_IGN)
                signal.signal(number, _before(handler, act))
                restoring.callback(signal.signal, number, handler)
        yield


def _before(handler: _Handler, act: Callable[[], object]) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        act()
        if callable(handler):
            handler(number, frame)
        else:
            signal.signal(number, handler)
            signal.raise_signal(number)

    return handle
