"""Ask every question of a gold file and sum up what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from time import perf_counter
from typing import Protocol

import numpy as np

from rag.evaluate.bootstrap import RESAMPLES, Interval, interval
from rag.evaluate.confidence import ReliabilityBin, reliability
from rag.evaluate.figures import FIGURES
from rag.evaluate.gold import GoldQuestion
from rag.evaluate.judge import Row, Timed, judge
from rag.protocols import Tokenizer
from rag.types import Answer, Hit

SEARCH_DEPTH = 50
"""Hits to ask of a search, so that ten documents and 1,000 tokens are among them."""

_TEXTS_KEPT = 64

Progress = Callable[[int, int], None]


class Measured(Protocol):
    """The service that is measured."""

    @property
    def tokenizer(self) -> Tokenizer: ...

    def search(self, question: str, k: int) -> Sequence[Hit]: ...

    def consider(self, question: str) -> Answer:
        """An answer, or an abstention that keeps what it withholds."""

    def text(self, document_id: str, version: int) -> str:
        """The stored text of a document's version; NotFound when there is none."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What an answer was given by: the least confidence, and the model that the confidence comes from."""

    threshold: float
    model: str


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of wall clock under which half, 95 % and 99 % of the calls ended."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A run: its rows, its figures with intervals, the figures of each kind of question, latencies, reliability.

    ``conditions`` are None where they are not known.
    """

    rows: tuple[Row, ...]
    figures: dict[str, Interval]
    by_kind: dict[str, dict[str, float]]
    ask_ms: Latency
    search_ms: Latency
    reliability: tuple[ReliabilityBin, ...]
    conditions: Conditions | None = None


def evaluate(
    gold: Sequence[GoldQuestion],
    service: Measured,
    conditions: Conditions | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Ask every question and sum up."""
    return summarize(ask_all(gold, service, progress), conditions)


def ask_all(
    gold: Sequence[GoldQuestion], service: Measured, progress: Progress | None = None, depth: int = SEARCH_DEPTH
) -> list[Row]:
    """Search and ask each question, one after another, and judge the replies.

    ``progress`` is told the number of questions done and of all. A ``depth`` of 0 leaves out the search, and with it
    the figures of retrieval. Errors of the service pass through.
    """
    text_of = lru_cache(maxsize=_TEXTS_KEPT)(service.text)
    rows = []
    for question in gold:
        rows.append(judge(question, _reply(question.question, service, depth), text_of, service.tokenizer))
        if progress:
            progress(len(rows), len(gold))
    return rows


def summarize(rows: Iterable[Row], conditions: Conditions | None = None, resamples: int = RESAMPLES) -> Evaluation:
    """Every figure of the rows; NaN where the rows have nothing to say."""
    rows = tuple(rows)
    kinds = sorted({row.kind for row in rows if row.kind is not None})
    return Evaluation(
        rows=rows,
        figures={figure.name: interval(figure.of(rows), len(rows), resamples) for figure in FIGURES},
        by_kind={kind: _plain_figures([row for row in rows if row.kind == kind]) for kind in kinds},
        ask_ms=_latency([row.ask_ms for row in rows]),
        search_ms=_latency([row.search_ms for row in rows]),
        reliability=_reliability([row for row in rows if not row.abstained]),
        conditions=conditions,
    )


def _reply(question: str, service: Measured, depth: int) -> Timed:
    before = perf_counter()
    hits = service.search(question, depth) if depth else ()
    between = perf_counter()
    answer = service.consider(question)
    after = perf_counter()
    return Timed(answer, hits, ask_ms=(after - between) * 1000, search_ms=(between - before) * 1000)


def _plain_figures(rows: Sequence[Row]) -> dict[str, float]:
    everything = np.arange(len(rows))
    return {"questions": float(len(rows))} | {figure.name: figure.of(rows)(everything) for figure in FIGURES}


def _latency(milliseconds: Sequence[float]) -> Latency:
    if not milliseconds:
        return Latency(0.0, 0.0, 0.0)
    p50, p95, p99 = np.percentile(milliseconds, [50, 95, 99])
    return Latency(float(p50), float(p95), float(p99))


def _reliability(rows: Sequence[Row]) -> tuple[ReliabilityBin, ...]:
    confidence = np.array([row.confidence for row in rows], dtype=np.float64)
    right = np.array([row.answered_right for row in rows], dtype=np.bool_)
    return reliability(confidence, right)
