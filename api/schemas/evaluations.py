"""Evaluation runs: starting one, how far it is, what it brought, and what changed between two."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.bounds import NO_NUL, CollectionName
from api.schemas.requests import Request

MOST_QUESTIONS = 2_000
LONGEST_GOLD = 1_000_000

GoldText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_GOLD, pattern=NO_NUL)]
RunName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NO_NUL)]
RunId = Annotated[int, Field(ge=1, le=2**31 - 1)]


class EvaluationRequest(Request):
    """Measure with the text of a gold file: one JSON object a line, as ``rag eval`` reads it."""

    gold: GoldText
    name: RunName
    collection: CollectionName = "default"


class RunStateReply(BaseModel):
    """How far the newest run has come; ``state`` is idle, running, done, failed or cancelled."""

    state: str
    name: str
    done: int
    questions: int
    evaluation: int | None
    reason: str | None


class IntervalReply(BaseModel):
    """A figure with its 95 % bootstrap interval; null where it has no value."""

    value: float | None
    low: float | None
    high: float | None


class EvaluationSummary(BaseModel):
    id: int
    at: str
    name: str
    questions: int
    figures: dict[str, IntervalReply]


class EvaluationsReply(BaseModel):
    """A page of runs, the newest first; ``next`` is the cursor of the following one."""

    evaluations: list[EvaluationSummary]
    next: str | None


class ConditionsReply(BaseModel):
    """The least confidence of an answer that was given, and the model that the confidence comes from."""

    threshold: float
    model: str


class LatencyReply(BaseModel):
    """Milliseconds under which half, 95 % and 99 % of the calls ended."""

    p50: float
    p95: float
    p99: float


class ReliabilityReply(BaseModel):
    """The answers given with a confidence from ``low`` to ``high``: how many, their mean, and the share right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


class RowReply(BaseModel):
    """What one question brought; ``text`` is the answer given or withheld, ``loss`` where the right one was lost."""

    id: str
    kind: str | None
    question: str
    answerable: bool
    abstained: bool
    confidence: float
    text: str | None
    right: bool | None
    exact: float | None
    f1: float | None
    words: int | None
    citations: int
    verified: int
    hit_1: float | None
    hit_5: float | None
    mrr_10: float | None
    ndcg_10: float | None
    passage: float | None
    ask_ms: float
    search_ms: float
    rank: int | None = None
    read: bool | None = None
    loss: str | None = None
    documents: list[str] = []


class RunReply(BaseModel):
    """A run as ``rag eval --json`` prints it."""

    version: int
    questions: int
    rows: list[RowReply]
    figures: dict[str, IntervalReply]
    by_kind: dict[str, dict[str, float | None]]
    ask_ms: LatencyReply
    search_ms: LatencyReply
    reliability: list[ReliabilityReply]
    conditions: ConditionsReply | None = None


class EvaluationReply(EvaluationSummary):
    run: RunReply


class DifferenceReply(BaseModel):
    """After less before, with its 95 % interval; ``probability`` that it is above zero."""

    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    probability: float | None


class ChangeReply(BaseModel):
    """One question in both runs: right, abstained or wrong before and after; better, worse or the same."""

    id: str
    question: str
    before: str
    after: str
    rank_before: int | None
    rank_after: int | None
    verdict: str


class ComparisonReply(BaseModel):
    """Two runs over the questions that both have."""

    questions: int
    only_before: int
    only_after: int
    figures: dict[str, DifferenceReply]
    changes: list[ChangeReply]
