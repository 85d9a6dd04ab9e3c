"""How long the index engines take to build, open and search, and how much memory that needs.

    python bench/engines.py [--points 10000 60000] [--engines edge faiss]

Each base is built in a child process of its own, as the service does, and opened in another; the seconds of a
build include starting the child. Vectors are made up, but clustered as those of real texts are.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import psutil

from rag.indexes.engines import engine as engine_of
from rag.settings import Settings
from rag.types import Points, Ranked, SparseVector

DIMENSION = 384
TOPICS = 200
CHUNKS_PER_DOCUMENT = 20
WORDS = 30_000
K = 100
QUESTIONS = 60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--points", type=int, nargs="+", default=[10_000, 60_000])
    parser.add_argument("--engines", nargs="+", default=["edge", "faiss"])
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(_child(*json.loads(arguments.child))))
        return
    print(f"{'engine':7} {'points':>7} {'build s':>8} {'MB disk':>8} {'MB build':>9} {'open ms':>8} {'MB open':>8} "
          f"{'dense ms':>9} {'words ms':>9} {'few ms':>7} {'most ms':>8} {'recall':>7}")  # fmt: skip
    for count in arguments.points:
        for name in arguments.engines:
            print(_row(name, count), flush=True)


def _row(name: str, count: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        directory = f"{folder}/base"
        np.save(f"{folder}/dense.npy", _vectors(count, seed=0))
        started = time.perf_counter()
        build = _run("build", name, count, directory)
        seconds = time.perf_counter() - started - build["generating"]
        disk = sum(path.stat().st_blocks * 512 for path in Path(directory).rglob("*")) / 2**20
        read = _run("read", name, count, directory)
    searches = " ".join(f"{read[key]:>{width}.2f}" for key, width in
                        (("dense", 9), ("words", 9), ("few", 7), ("most", 8), ("recall", 7)))  # fmt: skip
    return (
        f"{name:7} {count:>7} {seconds:>8.2f} {disk:>8.0f} {build['memory']:>9.0f} "
        f"{read['open']:>8.0f} {read['memory']:>8.0f} {searches}"
    )


def _run(task: str, name: str, count: int, directory: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--child", json.dumps([task, name, count, directory])]
    reply: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return reply


def _child(task: str, name: str, count: int, directory: str) -> dict[str, float]:
    base = Path(directory)
    vectors = np.load(base.parent / "dense.npy", mmap_mode="r")
    return _build(name, vectors, base) if task == "build" else _read(name, vectors, base)


def _build(name: str, vectors: np.ndarray, directory: Path) -> dict[str, float]:
    generating, before = 0.0, _memory()
    most = before

    def batches() -> Iterator[Points]:
        nonlocal generating, most
        for first in range(0, len(vectors), 1_000):
            started = time.perf_counter()
            batch = _points(vectors, first, 1_000)
            generating += time.perf_counter() - started
            yield batch
            most = max(most, _memory())

    engine_of(name, Settings()).build(directory, DIMENSION, batches())
    return {"generating": generating, "memory": max(most, _memory()) - before}


def _read(name: str, vectors: np.ndarray, directory: Path) -> dict[str, float]:
    rng = np.random.default_rng(1)
    questions = _vectors(QUESTIONS, seed=2)
    words = [_words(rng, 8) for _ in range(QUESTIONS)]
    documents = len(vectors) // CHUNKS_PER_DOCUMENT
    few = frozenset(rng.choice(documents, max(1, documents // 100), replace=False).tolist())
    most = frozenset(rng.choice(documents, documents * 9 // 10, replace=False).tolist())
    before = _memory()
    started = time.perf_counter()
    index = engine_of(name, Settings()).open(directory)
    opened = time.perf_counter() - started
    figures = {
        "open": 1_000 * opened,
        "dense": _median_ms(lambda i: index.dense(questions[i], K)),
        "words": _median_ms(lambda i: index.lexical(words[i], K)),
        "few": _median_ms(lambda i: index.dense(questions[i], K, few)),
        "most": _median_ms(lambda i: index.dense(questions[i], K, most)),
        "memory": _memory() - before,
    }
    exact = np.argsort(-(np.asarray(vectors) @ questions.T), axis=0)[:10]
    found = [index.dense(question, 10).chunk_ids for question in questions]
    return {**figures, "recall": float(np.mean([np.isin(f, exact[:, i]).mean() for i, f in enumerate(found)]))}


def _median_ms(search: Callable[[int], Ranked]) -> float:
    search(0)
    times = []
    for i in range(QUESTIONS):
        started = time.perf_counter()
        search(i)
        times.append(time.perf_counter() - started)
    return 1_000 * statistics.median(times)


def _vectors(count: int, seed: int) -> np.ndarray:
    """Unit vectors around shared topics, in float16 precision."""
    topics = np.random.default_rng(99).standard_normal((TOPICS, DIMENSION))
    rng = np.random.default_rng(seed)
    rows = topics[rng.integers(0, TOPICS, count)] + rng.standard_normal((count, DIMENSION))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows.astype(np.float16).astype(np.float32)


def _points(vectors: np.ndarray, first: int, size: int) -> Points:
    rng = np.random.default_rng(first)
    ids = np.arange(first, min(first + size, len(vectors)))
    return Points(ids, ids // CHUNKS_PER_DOCUMENT, vectors[ids], tuple(_words(rng, 90) for _ in ids))


def _words(rng: np.random.Generator, length: int) -> SparseVector:
    """Distinct words, frequent ones more often, as a text has them."""
    terms = np.unique(np.minimum(rng.zipf(1.2, length), WORDS)).astype(np.uint32)
    return SparseVector(terms, (0.5 + rng.random(len(terms))).astype(np.float16).astype(np.float32))


def _memory() -> float:
    """Resident memory of this process, in MB, mapped files included."""
    return psutil.Process().memory_info().rss / 2**20


if __name__ == "__main__":
    main()
