"""Runs an iterator ahead in a thread, so that reading goes on while embedding computes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from typing import TypeVar

Item = TypeVar("Item")

_DONE = object()
_PATIENCE = 0.2


def prefetch(produce: Callable[[], Iterator[Item]], ahead: int) -> Iterator[Item]:
    """The items of ``produce()``, which runs in a thread of its own, at most ``ahead`` items in front.

    An error in the thread is raised here. When this iterator is closed early the thread's iterator is closed too.
    """
    queue: Queue[object] = Queue(maxsize=ahead)
    abandoned = threading.Event()
    thread = threading.Thread(target=_run, args=(produce, queue, abandoned), daemon=True, name="prefetch")
    thread.start()
    try:
        while True:
            try:
                item = queue.get(timeout=_PATIENCE)
            except Empty:
                continue
            if item is _DONE:
                return
            if isinstance(item, BaseException):
                raise item
            yield item  # type: ignore[misc]
    finally:
        abandoned.set()
        thread.join()


def _run(produce: Callable[[], Iterator[object]], queue: Queue[object], abandoned: threading.Event) -> None:
    items = produce()
    try:
        for item in items:
            if not _put(queue, item, abandoned):
                return
        _put(queue, _DONE, abandoned)
    except BaseException as error:
        _put(queue, error, abandoned)
    finally:
        items.close()  # type: ignore[attr-defined]


def _put(queue: Queue[object], item: object, abandoned: threading.Event) -> bool:
    while not abandoned.is_set():
        try:
            queue.put(item, timeout=_PATIENCE)
        except Full:
            continue
        return True
    return False
