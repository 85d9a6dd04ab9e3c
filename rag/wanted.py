"""Whether anybody still waits for the work of this thread: long work asks in between, and ends when nobody does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class NobodyWaits(Exception):
    """Whoever asked has gone away; nobody will see this."""


def _always() -> bool:
    return True


_wanted: ContextVar[Callable[[], bool]] = ContextVar("wanted", default=_always)


@contextmanager
def wanted_while(wanted: Callable[[], bool]) -> Iterator[None]:
    """What this thread does within the block is wanted as long as ``wanted()`` says so."""
    token = _wanted.set(wanted)
    try:
        yield
    finally:
        _wanted.reset(token)


def wanting() -> Callable[[], bool]:
    """What tells, in any thread, whether the work that this thread does now is still wanted."""
    return _wanted.get()


def check_wanted() -> None:
    """NobodyWaits when nobody does."""
    if not _wanted.get()():
        raise NobodyWaits
