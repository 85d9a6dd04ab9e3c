"""``rag ingest`` as a process that can be killed at any moment, and whether anything of it is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

_RAG = (sys.executable, "-c", "from ingest.cli import main; main()")
MOST_SECONDS = 300
_END_SECONDS = 10.0


class Ingestion:
    """One ``rag ingest FOLDER --prune`` in a process group of its own."""

    def __init__(self, folder: Path, data: Path, settings: Mapping[str, str]) -> None:
        self._log = data.with_name(f"{data.name}.log")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [*_RAG, "ingest", str(folder), "--prune", "--data", str(data)],
                env=os.environ | settings,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def finish(self) -> None:
        """Let it come to its end; RuntimeError with what it said unless that is a report, failed files or not."""
        self._process.wait(MOST_SECONDS)
        said = self._log.read_text(errors="replace")
        if " unchanged, " not in said:
            raise RuntimeError(said[-2000:])

    def kill(self, *, group: bool = True) -> list[str]:
        """SIGKILL for its group, or for the process alone; returns what is still alive some seconds later."""
        family = self._family()
        with suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(self._process.pid, signal.SIGKILL)
        self._process.wait()
        # A base that is being built when its parent alone dies is built to its end.
        _, alive = psutil.wait_procs(family, timeout=_END_SECONDS)
        return [" ".join(process.cmdline()) for process in alive]

    def _family(self) -> list[psutil.Process]:
        with suppress(psutil.Error):
            return psutil.Process(self._process.pid).children(recursive=True)
        return []


def wait_for(condition: Callable[[], bool], ingestion: Ingestion) -> None:
    """Return as soon as something has happened, or the ingestion has ended."""
    while ingestion.running and not condition():
        time.sleep(0.001)
