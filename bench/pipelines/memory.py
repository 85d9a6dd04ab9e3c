"""How much memory a process and all its descendants take, sampled while they run."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from types import TracebackType

import psutil

INTERVAL = 0.1
"""Seconds between samples of the resident size."""

PROPORTIONAL_EVERY = 10
"""Every so many samples the proportional size is read too, which makes the kernel walk all pages."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Bytes of a process tree at one moment (seconds since the epoch).

    ``resident`` counts a page once for each process that shares it, ``proportional`` once in all; it is None in most
    samples and where the system does not tell.
    """

    at: float
    resident: int
    proportional: int | None


class TreeSampler:
    """Samples a process tree from a thread, from entering the context until leaving it."""

    def __init__(self, pid: int) -> None:
        self.samples: list[Sample] = []
        self._root = psutil.Process(pid)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> TreeSampler:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self.samples.append(self._sample(len(self.samples) % PROPORTIONAL_EVERY == 0))
            self._stop.wait(INTERVAL)

    def _sample(self, proportional: bool) -> Sample:
        processes = self._processes()
        resident = sum(_resident(process) for process in processes)
        shares = [_proportional(process) for process in processes] if proportional else [None]
        known = [share for share in shares if share is not None]
        return Sample(time.time(), resident, sum(known) if len(known) == len(shares) else None)

    def _processes(self) -> list[psutil.Process]:
        try:
            return [self._root, *self._root.children(recursive=True)]
        except psutil.Error:
            return []


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:  # It ended between being listed and being asked.
        return 0


def _proportional(process: psutil.Process) -> int | None:
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        return 0
    except AttributeError:  # Only Linux tells.
        return None
