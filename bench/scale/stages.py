"""One engine measured at one size, in child processes of its own: built in one, opened and searched in another."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bench.scale.corpus import DIMENSION, Corpus, asked
from bench.scale.truth import K, chosen_documents, recall
from bench.scale.variants import engine_of
from rag.types import Ranked

POOL = 48
"""Candidates that a search of the service takes from each side."""
_WARMING = 50


def run(task: str, folder: Path, variant: str, count: int) -> dict[str, float]:
    """The figures of a task (build or search), from its file when it was done before."""
    kept = folder / "results" / f"{variant.replace(' ', '-')}-{count}-{task}.json"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "bench.scale.stages", task, str(folder), variant, str(count)]
        figures = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        kept.write_text(figures, encoding="utf-8")
    result: dict[str, float] = json.loads(kept.read_text(encoding="utf-8"))
    return result


def base_of(folder: Path, variant: str, count: int) -> Path:
    """Where the base of a variant lies; it stays there to be searched again."""
    return folder / "bases" / f"{variant.replace(' ', '-')}-{count}"


def build(folder: Path, variant: str, count: int) -> dict[str, float]:
    """Seconds by the clock and of processor, the largest resident memory, and disk space in MB."""
    directory = base_of(folder, variant, count)
    shutil.rmtree(directory, ignore_errors=True)
    directory.parent.mkdir(exist_ok=True)
    started, processor = time.perf_counter(), time.process_time()
    engine_of(variant).build(directory, DIMENSION, Corpus(folder, count).batches())
    return {
        "seconds": time.perf_counter() - started,
        "processor": time.process_time() - processor,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10,
        "disk": sum(path.stat().st_blocks for path in directory.rglob("*")) * 512 / 2**20,
    }


def search(folder: Path, variant: str, count: int) -> dict[str, float]:
    """Memory and latency over all questions; recall last, for it maps all vectors into memory.

    All files of the base are read before: what the system holds of them is what it maps around a page that is touched,
    so this is the most memory that a search takes.
    """
    for path in base_of(folder, variant, count).rglob("*"):
        _read(path)
    vectors, words = asked(folder, count)
    documents = chosen_documents(count)
    before = memory()
    started = time.perf_counter()
    index = engine_of(variant).open(base_of(folder, variant, count))
    opened, found = time.perf_counter() - started, dict[str, list[Ranked]]()
    figures = {"open": 1_000 * opened, "resident_open": memory()["resident"]}
    asking: dict[str, Callable[[int], Ranked]] = {
        "dense": lambda i: index.dense(vectors[i], K),
        "dense_filtered": lambda i: index.dense(vectors[i], K, documents),
        "hybrid": lambda i: (index.dense(vectors[i], POOL), index.lexical(words[i], POOL))[0],
        "hybrid_filtered": lambda i: (
            index.dense(vectors[i], POOL, documents),
            index.lexical(words[i], POOL, documents),
        )[0],
    }
    for name, ask in asking.items():
        found[name], times = timed(ask, len(words))
        figures |= {f"{name}_{part}": figure for part, figure in times.items()}
    after = memory()
    figures |= {
        "resident": after["resident"],
        "anonymous": after["anonymous"],
        "resident_before": before["resident"],
        "anonymous_before": before["anonymous"],
    }
    for name, which in (("dense", "all"), ("dense_filtered", "filtered")):
        figures[f"{name}_recall"] = recall(folder, count, [ranked.chunk_ids for ranked in found[name]], which)
    index.close()
    return figures


def _read(path: Path) -> None:
    if path.is_file():
        with path.open("rb", buffering=0) as file:
            while file.read(2**20):
                pass


def timed(ask: Callable[[int], Ranked], questions: int) -> tuple[list[Ranked], dict[str, float]]:
    """What was found, and percentiles in milliseconds: by the clock, and of processor time."""
    for i in range(_WARMING):
        ask(i)
    found, clock, processor = [], [], []
    for i in range(questions):
        started, used = time.perf_counter(), time.process_time()
        found.append(ask(i))
        clock.append(time.perf_counter() - started)
        processor.append(time.process_time() - used)
    figures = {f"p{p}": 1_000 * float(np.percentile(clock, p)) for p in (50, 95, 99)}
    return found, figures | {f"cpu{p}": 1_000 * float(np.percentile(processor, p)) for p in (50, 99)}


def memory() -> dict[str, float]:
    """MB of this process: resident, mapped files included, and anonymous, which no other process can share."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, rest in (line.split(":") for line in lines)}
    return {"resident": kilobytes["Rss"] / 2**10, "anonymous": kilobytes["Anonymous"] / 2**10}


if __name__ == "__main__":
    task, folder, variant, count = sys.argv[1:]
    figures = {"build": build, "search": search}[task](Path(folder), variant, int(count))
    os.write(1, json.dumps(figures, indent=1).encode())
