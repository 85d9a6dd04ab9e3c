"""Disks that are full or broken, and processes without file descriptors: every write in turn."""

from __future__ import annotations

import errno
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bench.faults.outcome import Outcome
from bench.faults.run import Ended, Fault, Runs
from bench.faults.steps import short

_SOURCE = Path(__file__).with_name("faulty.c")
_FEWEST_FILES = 5
_MOST_FILES = 64


def compiled(folder: Path) -> Path | None:
    """The library that lets writes fail, made here; None where there is no C compiler."""
    library = folder / "faulty.so"
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(command, check=True, capture_output=True)
    return library


class FailingDisk:
    """Runs of one workload on one engine, on a disk that fails where it is told to."""

    def __init__(self, work: Path, engine: str, *, from_nothing: bool = False) -> None:
        self.runs = Runs(work, from_nothing=from_nothing)
        self._counter = work / "counter"
        self._engine = engine

    def counted(self, kind: str) -> int:
        """How many writes or syncs the workload makes when none fails."""
        ended, wrong = self.run(kind, 0, 0, lasts=False)
        if wrong or ended.record.failed:
            raise RuntimeError(f"the workload fails by itself: {[*wrong, *ended.record.failed]}")
        writes, syncs = struct.unpack("qq", self._counter.read_bytes())
        return int(syncs if kind == "sync" else writes)

    def run(self, kind: str, at: int, number: int, *, lasts: bool) -> tuple[Ended, list[str]]:
        """Run the workload with the write or sync number ``at`` failing with an errno; what does not hold after it."""
        self._counter.write_bytes(bytes(16))
        told = {
            "FAULT_ROOT": str(self.runs.data),
            "FAULT_COUNTER": str(self._counter),
            "FAULT_KIND": kind,
            "FAULT_AT": str(at),
            "FAULT_ERRNO": str(number),
            "FAULT_LASTS": str(int(lasts)),
        }
        ended = self.runs.run(self._engine, short(), Fault(environment=told))
        return ended, self.runs.wrong_after(self._engine, ended)


def fail_each(
    work: Path, kind: str, number: int, engine: str, *, lasts: bool, every: int, from_nothing: bool = False
) -> Iterator[Outcome]:
    """Let each write, or each sync, of the workload fail in turn: it alone, or it and all after it."""
    disk = FailingDisk(work, engine, from_nothing=from_nothing)
    for at in range(1, disk.counted(kind) + 1, every):
        ended, wrong = disk.run(kind, at, number, lasts=lasts)
        how = "from then on" if lasts else "once"
        # Edge writes small files anew when it opens a base: one that cannot leaves a base that has to be built again.
        damaged = [line for line in wrong if line.startswith("as it was left: base: ") and " is damaged: " in line]
        said = f"{len(ended.record.failed)} steps failed" + (", and a base is damaged" if damaged else "")
        wrong = [line for line in wrong if line not in damaged]
        yield Outcome(f"{errno.errorcode[number]} at {kind} {at} {how}, {engine}: {said}", True, wrong)


def without_descriptors(work: Path, engine: str) -> Iterator[Outcome]:
    """Allow a few open files, then one more, until the workload succeeds."""
    runs = Runs(work)
    for most in range(_FEWEST_FILES, _MOST_FILES):
        ended = runs.run(engine, short(), Fault(open_files=most))
        said = f"{len(ended.record.failed)} steps failed"
        yield Outcome(f"{most} open files, {engine}: {said}", True, runs.wrong_after(engine, ended))
        if not ended.record.failed and not ended.record.wrong and ended.record.ended:
            return
