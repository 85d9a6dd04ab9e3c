"""Runs one workload in a process of its own, undisturbed or under a fault, and looks at what it leaves.

Processes are forked from this one, which has imported everything and runs nothing itself: a run then costs what its
steps cost. That needs a process of one thread, which ``python -m bench.faults`` sees to.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import shutil
import signal
import sqlite3  # noqa: F401
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import faiss  # noqa: F401
import numpy.random  # noqa: F401
import qdrant_edge  # noqa: F401 (a child with few open files could not import them)

import rag.indexes.qdrant_engine  # noqa: F401
from bench.faults.check import violations
from bench.faults.points import Crossings
from bench.faults.record import Record, read_record
from bench.faults.steps import Step
from bench.faults.workload import Workload
from tests.live.house import House

MOST_SECONDS = 200
_POLL_SECONDS = 0.001
_END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a run: killed at a crossing or after some seconds, few open files, or a disk that fails.

    ``environment`` is for the library that stands before the C library; see faulty.c.
    """

    point: str | None = None
    crossing: int = 0
    after: bool = False
    kill_seconds: float | None = None
    open_files: int | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended: what it acknowledged, its exit code (negative: the signal), its seconds, its last words."""

    record: Record
    code: int
    seconds: float
    said: str


class Runs:
    """Runs in ``work``, each on a fresh copy of a new catalog; ``from_nothing`` lets it make the catalog itself."""

    def __init__(self, work: Path, *, from_nothing: bool = False) -> None:
        self.data, self._log, self._said = work / "data", work / "log", work / "said"
        self._prepared = None if from_nothing else work / "prepared"
        if self._prepared is not None and not self._prepared.exists():
            self._prepared.mkdir(parents=True)
            _in_child(self._make_catalog, self._said, MOST_SECONDS)

    def run(self, engine: str, todo: list[Step], fault: Fault) -> Ended:
        """Do the steps under a fault."""
        shutil.rmtree(self.data, ignore_errors=True)
        self._log.unlink(missing_ok=True)
        if self._prepared is None:
            self.data.mkdir(parents=True)
        else:
            shutil.copytree(self._prepared, self.data)
        started = time.monotonic()
        code = _in_child(lambda: self._live(engine, todo, fault), self._said, fault.kill_seconds or MOST_SECONDS)
        said = self._said.read_text(errors="replace")
        return Ended(read_record(self._log, todo), code, time.monotonic() - started, said)

    def crossings(self) -> dict[str, int]:
        """How often each point was crossed by the run that has just ended."""
        counted: dict[str, int] = json.loads(self._log.with_suffix(".crossings").read_text())
        return counted

    def wrong_after(self, engine: str, ended: Ended) -> list[str]:
        """What does not hold after a run; one that was not killed must have come to the end of its steps."""
        found = self._log.with_suffix(".found")
        found.unlink(missing_ok=True)

        def look() -> None:
            found.write_text(json.dumps(violations(self.data, engine, ended.record)))

        code = _in_child(look, self._said, MOST_SECONDS)
        died = f"looking ended with {code}: {self._said.read_text(errors='replace')[-500:]}"
        wrong: list[str] = json.loads(found.read_text()) if found.exists() else [died]
        if ended.code != -signal.SIGKILL and not ended.record.ended:
            wrong.append(f"the process ended with {ended.code}: {ended.said[-500:]}")
        return wrong

    def _make_catalog(self) -> None:
        House(self._prepared or self.data).close()

    def _live(self, engine: str, todo: list[Step], fault: Fault) -> None:
        workload = Workload(self.data, engine, self._log)
        crossings = Crossings(fault.point, fault.crossing, after=fault.after)
        if fault.environment:
            os.environ.update(fault.environment)
            ctypes.CDLL(None).fault_begin()
        if fault.open_files is not None:
            hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (fault.open_files, hard))
        workload.run(todo)
        if fault.open_files is None:
            crossings.write(self._log.with_suffix(".crossings"))


def _in_child(do: Callable[[], None], said: Path, seconds: float) -> int:
    """Do something in a forked process group, killed after some seconds; its exit code, or minus the signal."""
    child = os.fork()
    if child == 0:
        _be_child(do, said)
    until = time.monotonic() + seconds
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() >= until:
            os.killpg(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
            break
        time.sleep(_POLL_SECONDS)
    code = os.waitstatus_to_exitcode(status)
    if code == -signal.SIGKILL:
        _kill_group(child)
    return code


def _be_child(do: Callable[[], None], said: Path) -> None:
    os.setsid()
    words = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(words, 1)
    os.dup2(words, 2)
    try:
        do()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _kill_group(leader: int) -> None:
    """A builder that was started by a killed process dies with it, and is gone before anybody looks."""
    until = time.monotonic() + _END_SECONDS
    while time.monotonic() < until:
        try:
            os.killpg(leader, signal.SIGKILL)
        except ProcessLookupError:
            return
        time.sleep(0.01)
