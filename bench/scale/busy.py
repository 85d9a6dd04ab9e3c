"""Searches while an ingestion runs at full speed and base after base is built: how long they take, what goes wrong.

``rag ingest`` reads a folder of documents whose every chunk carries its document's name, while a service here answers.
A document of which some chunks are found and others are not would be half a document.
"""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from bench.scale.texts import texts
from rag.compose import open_service
from rag.errors import RagError
from rag.lexical import Bm25Encoder
from rag.service import Service
from rag.settings import Settings

DOCUMENTS = 300
PARAGRAPHS = 12
AT_REST = 200
_FIRST = 50
_FOLLOW_SECONDS = 0.2
_RAG = Path(sys.executable).with_name("rag")


@dataclass
class Watch:
    """Milliseconds of each search, what failed, and how many chunks of each document were seen at a time."""

    milliseconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    counts: dict[int, set[int]] = field(default_factory=dict)

    def percentiles(self) -> dict[str, float]:
        return {f"p{p}": round(float(np.percentile(self.milliseconds, p)), 1) for p in (50, 95, 99, 100)}


def measure(sets: Path, engine: str) -> dict[str, object]:
    """Latency at rest and under load, and what went wrong under load."""
    with tempfile.TemporaryDirectory(prefix="busy-") as place:
        settings = Settings(data=Path(place) / "data", engine=engine, build_after=1)  # type: ignore[arg-type]
        passages = texts(sets, DOCUMENTS * PARAGRAPHS)
        first, rest = Path(place) / "first", Path(place) / "rest"
        _write(first, passages, range(_FIRST))
        _write(rest, passages, range(_FIRST, DOCUMENTS))
        _run(settings, str(_RAG), "ingest", str(first)).wait()
        questions = [" ".join(passage.split()[:8]) for passage in passages[::37]]
        with open_service(settings) as service, _following(service):
            quiet = _watch(service, questions, lambda done: done < AT_REST)
            started, before = time.monotonic(), len(service.index.view)
            ingestion = _run(settings, str(_RAG), "ingest", str(rest))
            with _building(settings) as bases:
                busy = _watch(service, questions, lambda _: ingestion.poll() is None)
            seconds = time.monotonic() - started
            service.index.catch_up()
            whole = {document: _count(service, document) for document in busy.counts}
            stored = len(service.index.view) - before
    halves = [document for document, seen in busy.counts.items() if seen - {0, whole[document]}]
    return {
        "at rest": quiet.percentiles(),
        "busy": busy.percentiles(),
        "searches": len(busy.milliseconds),
        "failed": busy.failed,
        "half documents": halves,
        "chunks stored a second": round(stored / seconds, 1),
        "bases built": bases.count(0),
    }


def _watch(service: Service, questions: list[str], goes_on: Callable[[int], bool]) -> Watch:
    watch, rng = Watch(), random.Random(0)
    for question in itertools.cycle(questions):
        if not goes_on(len(watch.milliseconds)):
            return watch
        started = time.perf_counter()
        try:
            service.search(question)
        except RagError as error:
            watch.failed.append(str(error))
        watch.milliseconds.append(1_000 * (time.perf_counter() - started))
        document = rng.randrange(DOCUMENTS)
        watch.counts.setdefault(document, set()).add(_count(service, document))
    raise AssertionError("questions never end")


def _count(service: Service, document: int) -> int:
    """How many chunks of a document can be found at this moment."""
    view = service.index.view
    return len(view.lexical(view.weigh(Bm25Encoder().query(_name(document), ["en"])), 100))


@contextmanager
def _following(service: Service) -> Iterator[None]:
    """Take in what is committed, as the service does."""
    ended = threading.Event()

    def follow() -> None:
        while not ended.wait(_FOLLOW_SECONDS):
            service.index.catch_up()

    follower = threading.Thread(target=follow)
    follower.start()
    try:
        yield
    finally:
        ended.set()
        follower.join()


@contextmanager
def _building(settings: Settings) -> Iterator[list[int]]:
    """Build base after base; yields the exit codes so far."""
    ended, codes = threading.Event(), list[int]()

    def build() -> None:
        while not ended.is_set():
            codes.append(_run(settings, sys.executable, "-m", "rag.build_child", "default", "generation").wait())

    builder = threading.Thread(target=build)
    builder.start()
    try:
        yield codes
    finally:
        ended.set()
        builder.join()


def _run(settings: Settings, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | settings.as_environment()
    return subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL)


def _write(folder: Path, passages: list[str], documents: range) -> None:
    """Documents of some paragraphs each; the title goes into every chunk."""
    folder.mkdir()
    for document in documents:
        own = passages[document * PARAGRAPHS : (document + 1) * PARAGRAPHS]
        text = "\n\n".join([f"# {_name(document)}", *own])
        (folder / f"{document}.md").write_text(text, encoding="utf-8")


def _name(document: int) -> str:
    return f"zq{document}x"
