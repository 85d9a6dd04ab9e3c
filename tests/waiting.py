"""Waiting for what another thread or process does: until it is so, never for a while."""

from __future__ import annotations

import time

PATIENCE = 60.0
"""Seconds after which something will not happen any more, on a slow machine with other work too."""


def wait_until(condition, seconds=PATIENCE):
    """The first true value of ``condition()``."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)
    return value
