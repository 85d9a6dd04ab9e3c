"""Putting a folder into a data folder by the command that everybody uses."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Ingestion:
    """How long the command took, Python's start included, and the report it printed."""

    seconds: float
    report: dict[str, Any]

    def __str__(self) -> str:
        stored = f"{self.report['added']} documents, {self.report['chunks']} chunks ingested in {self.seconds:.1f} s"
        if not self.report["failed"]:
            return stored
        first = self.report["failures"][0]
        return f"{stored}; {self.report['failed']} FAILED, the first {first['uri']}: {first['reason']}"


def ingest(folder: Path, data: Path) -> Ingestion:
    """Run ``rag ingest FOLDER --json``; RuntimeError when it could not (exit 1, some files failed, is no such case)."""
    command = [str(Path(sys.executable).with_name("rag")), "ingest", str(folder), "--data", str(data), "--json"]
    before = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = perf_counter() - before
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    try:
        return Ingestion(seconds, json.loads(done.stdout))
    except ValueError as error:
        raise RuntimeError(f"{' '.join(command)} printed no JSON:\n{done.stdout}\n{done.stderr}") from error
