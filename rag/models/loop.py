"""The one event loop that calls to other servers run in: what waits there can be cancelled at any moment.

There is one for the process, because client libraries share their connections among all models of one address, and a
connection belongs to the loop that it was made in.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import Future
from functools import cache
from typing import Any


def run_in_loop(work: Coroutine[Any, Any, None]) -> Future[None]:
    """Begin the work in the loop's thread; cancelling the future cancels it, wherever it is."""
    return asyncio.run_coroutine_threadsafe(work, _loop())


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """Started by the first work; it ends with the process."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True, name="language-models").start()
    return loop
