"""How far a computation has come, in a small file that any process can read, and the right to compute.

The right is a lock on a file, which the system takes back from a process however it ends; a child gets it from its
parent as an open file, so that there is no moment in which nobody has it.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

STAGES = {
    "starting": 0.02,
    "reading": 0.05,
    "neighbours": 0.12,
    "projecting": 0.6,
    "placing": 0.05,
    "clusters": 0.04,
    "measuring": 0.08,
    "writing": 0.04,
}
"""The stages of a computation in order, with their usual share of its time."""

_FILE = "progress.json"
_LOCK = "lock"
_TRIES = 5
_BETWEEN_TRIES = 0.01


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage and the share of the whole that is done, or the cause and remedy of a failure."""

    stage: str
    done: float
    failure: str | None = None
    remedy: str = ""


class ProgressFile:
    """The progress of the one computation that runs, or ran last, for a collection; ``root`` is its maps' folder."""

    def __init__(self, root: Path) -> None:
        self._path = root / _FILE
        self._told = 0.0

    def tell(self, stage: str, share: float = 0.0) -> float:
        """Note that a share of a stage is done; returns the share of the whole, which never goes back."""
        before = sum(list(STAGES.values())[: list(STAGES).index(stage)])
        self._told = max(self._told, min(before + STAGES[stage] * share, 1.0))
        self._write(Progress(stage, round(self._told, 4)))
        return self._told

    def fail(self, cause: str, remedy: str) -> None:
        """Note that it ended without a map."""
        self._write(Progress("failed", round(self._told, 4), cause, remedy))

    def clear(self) -> None:
        """Note that it ended well."""
        self._path.unlink(missing_ok=True)

    def read(self) -> Progress | None:
        """What was noted last; None when nothing runs, or what ran ended well."""
        try:
            return Progress(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, progress: Progress) -> None:
        temporary = self._path.with_suffix(".tmp")
        temporary.write_text(json.dumps(asdict(progress)), encoding="utf-8")
        temporary.replace(self._path)


@contextmanager
def right_to_compute(root: Path) -> Iterator[int | None]:
    """The open file that holds the right, to be kept or given to a child; None when somebody computes already."""
    root.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor if _patiently_taken(descriptor) else None
    finally:
        os.close(descriptor)


def is_computing(root: Path) -> bool:
    """Whether any process computes a map of this collection now."""
    try:
        descriptor = os.open(root / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _taken(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _patiently_taken(descriptor: int) -> bool:
    """Whoever only looks, see ``is_computing``, holds it too, for a moment."""
    for _ in range(_TRIES):
        if _taken(descriptor):
            return True
        time.sleep(_BETWEEN_TRIES)
    return False


def _taken(descriptor: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
