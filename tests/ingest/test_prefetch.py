"""Reading ahead in a thread: order kept, errors passed on, nothing left running when it is given up."""

from __future__ import annotations

import threading
import time

import pytest

from ingest.prefetch import prefetch
from tests.waiting import wait_until


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "prefetch"]


def test_items_come_in_order():
    assert list(prefetch(lambda: iter_of(range(200)), 3)) == list(range(200))
    assert threads() == []


def test_an_error_is_raised_where_the_items_are_used():
    def fail():
        yield 1
        raise ValueError("broken")

    items = prefetch(fail, 3)
    assert next(items) == 1
    with pytest.raises(ValueError, match="broken"):
        next(items)
    assert threads() == []


def test_it_runs_ahead_but_not_far():
    made = []

    def count():
        for number in range(100):
            made.append(number)
            yield number

    items = prefetch(count, 4)
    next(items)
    # One is taken, four lie ready, and one more waits for a place.
    wait_until(lambda: len(made) >= 6)
    time.sleep(0.1)
    assert len(made) == 6
    items.close()


def test_giving_up_closes_the_source():
    closed = threading.Event()

    def forever():
        try:
            while True:
                yield 0
        finally:
            closed.set()

    items = prefetch(forever, 2)
    next(items)
    items.close()
    assert closed.is_set()
    assert threads() == []


def iter_of(numbers):
    yield from numbers
