"""How often somebody may call: a token bucket each, in bounded memory.

A bucket holds the calls of one minute. Every call takes one, and they come back evenly over the minute, so a burst is
welcome and a steady rate is kept.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable

_MOST_CALLERS = 10_000


class Rates:
    """Calls a minute of each caller; 0 sets no limit. For one thread: that of the event loop."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._clock = clock
        # What is left of each bucket, and when that was so; those who called last are at the end.
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str) -> int:
        """Take a call: 0 when the caller may go on, else in how many whole seconds to come back."""
        if not self._most:
            return 0
        now = self._clock()
        left, since = self._left.pop(caller, (self._most, now))
        left = min(self._most, left + (now - since) * self._most / 60)
        allowed = left >= 1
        self._left[caller] = (left - 1 if allowed else left, now)
        while len(self._left) > _MOST_CALLERS:
            # A bucket that is forgotten is full again: whoever has not called for so long has earned it.
            self._left.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) * 60 / self._most))
