"""A thread that does one small step again and again, survives its errors, and stops when told."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from api.escape import one_line

_log = logging.getLogger("api.background")

_AFTER_ERROR_SECONDS = 5.0


class Background:
    """Calls ``step`` every ``seconds``, sooner when woken, later after an error.

    The thread is a daemon: nothing that it does may be lost when the process ends, so it need not be waited for.
    """

    def __init__(self, name: str, step: Callable[[], None], seconds: float) -> None:
        self._step = step
        self._seconds = seconds
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._failing = ""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def stopping(self) -> bool:
        return self._stopped.is_set()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._woken.set()

    def stop(self, seconds: float) -> None:
        """Ask it to stop, and wait for up to ``seconds``."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        while not self.stopping:
            self._woken.clear()
            if self._succeeds():
                self._woken.wait(self._seconds)
            else:
                self._stopped.wait(_AFTER_ERROR_SECONDS)

    def _succeeds(self) -> bool:
        try:
            self._step()
        except Exception as error:
            # Said once, not at every turn: a full disk lasts.
            said = f"{type(error).__name__}: {one_line(str(error))}"
            if said != self._failing:
                _log.error("%s failed and will try again: %s", self._thread.name, said)
            self._failing = said
            return False
        self._failing = ""
        return True
