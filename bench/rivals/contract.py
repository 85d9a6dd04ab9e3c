"""What a compared pipeline must do, and the process that measures it from the inside.

Each pipeline has a folder here with a ``runner.py`` and, when it needs its own environment, a ``requirements.txt``.
``python -m bench.rivals.NAME.runner FOLDER GOLD STATE RESULT`` ingests FOLDER, answers the questions of GOLD one
after another, keeps what it must keep on disk under STATE, and writes RESULT, one JSON object::

    {"imported_at", "ingested_at", "answered_at": seconds since the epoch,
     "chunks": number, "query_ms": [per question],
     "hits": [[{"page": path relative to FOLDER, "text"}, ...] per question, best first]}

``imported_at`` is when the libraries were imported, ``ingested_at`` when the pipeline said that its folder can be
searched, ``answered_at`` when the first question (none of the gold ones) had its answer. This file is run by the
rivals' interpreters, so it needs nothing but the standard library.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Protocol

Passage = tuple[str, str]
"""The path of a page, relative to the ingested folder, and the text of the passage."""

SHOWN = 10
"""Passages asked for while the clock runs: what a user or a language model is shown."""

JUDGED = 50
"""Passages asked for, off the clock, for the quality figures: ten distinct pages and 1,000 tokens for everyone."""

WARM_UP = "How is this documentation organised?"


class Pipeline(Protocol):
    """A folder of HTML pages made searchable."""

    def ingest(self, folder: Path, state: Path) -> None:
        """Make every page below ``folder`` searchable, keeping files, if any, below the empty folder ``state``."""

    def count(self) -> int:
        """How many chunks that made."""

    def search(self, question: str, k: int) -> list[Passage]:
        """The k best passages, best first."""


def run(pipeline: Pipeline) -> None:
    """Do what the command line of this process asks for; called by each runner once its imports are done."""
    imported_at = time.time()
    folder, gold, state, result = (Path(argument) for argument in sys.argv[1:])
    pipeline.ingest(folder, state)
    ingested_at = time.time()
    pipeline.search(WARM_UP, SHOWN)
    answered_at = time.time()
    questions = [json.loads(line)["question"] for line in gold.read_text("utf-8").splitlines()]
    query_ms = [_milliseconds(pipeline, question) for question in questions]
    hits = [[{"page": page, "text": text} for page, text in pipeline.search(q, JUDGED)] for q in questions]
    measured = {
        "imported_at": imported_at,
        "ingested_at": ingested_at,
        "answered_at": answered_at,
        "chunks": pipeline.count(),
        "query_ms": query_ms,
        "hits": hits,
    }
    result.write_text(json.dumps(measured), "utf-8")


def html_pages(folder: Path) -> list[Path]:
    """Every HTML page below ``folder``, in a stable order."""
    return sorted(folder.rglob("*.html"))


def page_of(path: str | Path, folder: Path) -> str:
    """The name of a page: its path relative to the ingested folder."""
    return Path(path).relative_to(folder).as_posix()


def _milliseconds(pipeline: Pipeline, question: str) -> float:
    start = time.perf_counter()
    pipeline.search(question, SHOWN)
    return (time.perf_counter() - start) * 1000
