"""How long the file that is being read may still take: for readers that can stop and keep what they have."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_NO_END = 1e12
_END: ContextVar[float] = ContextVar("_END", default=_NO_END)


@contextmanager
def time_for_one_file(seconds: float) -> Iterator[None]:
    """What is read inside has so many seconds."""
    before = _END.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _END.reset(before)


def seconds_left() -> float:
    """Thousands of years where nobody set a limit."""
    return _END.get() - time.monotonic()
