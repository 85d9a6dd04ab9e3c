"""One pipeline, one process: how long it took, how much memory, and what it found."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.pipelines.corpus import Corpus
from bench.pipelines.environments import ROOT
from bench.pipelines.memory import Sample, TreeSampler

_QUIET = {
    # Nothing may be fetched or reported while the clock runs.
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "USER_AGENT": "bench",
}


class PipelineFailed(Exception):
    """A runner ended with an error; its log says which."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one run of one pipeline took (seconds, milliseconds, bytes) and found.

    ``ingest_s`` goes from the start of the process until the folder can be searched; ``imports_s`` of it went by
    before the work began (ours imports inside the work, so there it is nearly nothing). ``first_answer_s`` goes from
    there until the first question is answered. Peaks are over the whole process tree and the whole run.
    """

    name: str
    ingest_s: float
    imports_s: float
    first_answer_s: float
    chunks: int
    peak_resident: int
    peak_resident_ingest: int
    peak_proportional: int | None
    query_ms: tuple[float, ...]
    hits: tuple[tuple[dict[str, str], ...], ...]

    @property
    def work_s(self) -> float:
        """The ingestion without process start and imports."""
        return self.ingest_s - self.imports_s

    def as_json(self) -> dict[str, Any]:
        """Everything but the texts of the hits."""
        fields = asdict(self) | {"work_s": self.work_s}
        fields["hits"] = [[hit["page"] for hit in hits] for hits in self.hits]
        return fields


def measure(name: str, runner: Sequence[str], corpus: Corpus, work: Path) -> Measurement:
    """Run a pipeline's command on a corpus, its files in ``work`` (made anew); PipelineFailed names its log."""
    shutil.rmtree(work, ignore_errors=True)
    state, result, log = work / "state", work / "result.json", work / "log.txt"
    state.mkdir(parents=True)
    command = [*runner, *(str(path) for path in (corpus.folder, corpus.gold, state, result))]
    started_at = time.time()
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=_environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        with TreeSampler(process.pid) as sampler:
            code = process.wait()
    if code:
        raise PipelineFailed(f"{name} ended with exit code {code}; see {log}")
    return _measurement(name, started_at, json.loads(result.read_text("utf-8")), sampler.samples)


def _environment() -> dict[str, str]:
    # Defaults are measured, so our own settings are not taken over either, but for the folder of converted models.
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RAG_") or key == "RAG_CACHE"}
    return kept | _QUIET


def _measurement(name: str, started_at: float, told: dict[str, Any], samples: Sequence[Sample]) -> Measurement:
    ingesting = [sample.resident for sample in samples if sample.at <= told["ingested_at"]]
    return Measurement(
        name=name,
        ingest_s=told["ingested_at"] - started_at,
        imports_s=told["imported_at"] - started_at,
        first_answer_s=told["answered_at"] - told["ingested_at"],
        chunks=told["chunks"],
        peak_resident=max(sample.resident for sample in samples),
        peak_resident_ingest=max(ingesting),
        peak_proportional=max((s.proportional for s in samples if s.proportional is not None), default=None),
        query_ms=tuple(told["query_ms"]),
        hits=tuple(tuple(hits) for hits in told["hits"]),
    )
