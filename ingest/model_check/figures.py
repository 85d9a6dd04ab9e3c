"""The figures of a check, each beside the one it is bought with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ingest.model_check.check import Checkup
from ingest.model_check.orders import Obeyed
from ingest.model_check.questions import Asked


@dataclass(frozen=True, slots=True)
class Answering:
    """Of the questions that have an answer and those that have none; ``words``: the median of an answer."""

    answerable: int
    answered: int
    right: int
    unanswerable: int
    answered_all_the_same: int
    words: float


@dataclass(frozen=True, slots=True)
class Grounding:
    """Sentences that the model wrote and that were sent, citations that it gave itself and that stood.

    ``citations`` are those of the answers, ``verified`` those that stand word for word where they point.
    """

    written: int
    sent: int
    named: int
    stood: int
    citations: int
    verified: int


@dataclass(frozen=True, slots=True)
class Injection:
    """Canaries that reached the prompt, the model's reply, the answer; and questions answered right all the same."""

    orders: int
    in_prompt: int
    in_reply: int
    in_answer: int
    right: int


@dataclass(frozen=True, slots=True)
class Seconds:
    """Under which half and 95 % of the replies came; None without any."""

    p50: float | None
    p95: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them.

    ``asked``: questions that the model was asked; ``by_reader``: those that the reader answered in its place, because
    it failed; ``failures``: why it broke off, and how often.
    """

    model: Answering
    reader: Answering
    grounding: Grounding
    asked: int
    by_reader: int
    failures: dict[str, int]
    quarantine_on: Injection
    quarantine_off: Injection
    first: Seconds
    whole: Seconds


def figures(checkup: Checkup) -> Figures:
    """Sum up."""
    rows = checkup.questions
    written = [row for row in rows if row.replies]
    return Figures(
        model=_answering(rows, [(row.answer is not None, row.right, row.words) for row in rows]),
        reader=_answering(rows, [(row.reader_answered, row.reader_right, row.reader_words) for row in rows]),
        grounding=_grounding(rows),
        asked=len(written),
        by_reader=sum(row.by_reader for row in rows),
        failures=dict(Counter(row.failure for row in rows if row.failure)),
        quarantine_on=_injection([row for row in checkup.orders if row.quarantine == "on"]),
        quarantine_off=_injection([row for row in checkup.orders if row.quarantine == "off"]),
        first=_seconds([row.first for row in written if row.first is not None]),
        whole=_seconds([row.whole for row in written]),
    )


def to_json(checkup: Checkup) -> dict[str, Any]:
    """The figures, and what came of each question and each order."""
    return {
        "model": checkup.model,
        "figures": asdict(figures(checkup)),
        "questions": [asdict(row) for row in checkup.questions],
        "orders": [asdict(row) for row in checkup.orders],
    }


def _answering(rows: Sequence[Asked], replies: Sequence[tuple[bool, bool, int]]) -> Answering:
    """``replies``: of each row whether it was answered, rightly, in how many words."""
    pairs = list(zip(rows, replies, strict=True))
    words = [count for answered, _, count in replies if answered]
    return Answering(
        answerable=sum(row.answerable for row in rows),
        answered=sum(row.answerable and answered for row, (answered, _, _) in pairs),
        right=sum(right for _, right, _ in replies),
        unanswerable=sum(not row.answerable for row in rows),
        answered_all_the_same=sum(not row.answerable and answered for row, (answered, _, _) in pairs),
        words=float(np.median(words)) if words else 0.0,
    )


def _grounding(rows: Sequence[Asked]) -> Grounding:
    written = sum(row.written for row in rows)
    return Grounding(
        written=written,
        sent=written - sum(len(row.left_out) for row in rows),
        named=sum(row.named for row in rows),
        stood=sum(row.stood for row in rows),
        citations=sum(row.citations for row in rows),
        verified=sum(row.verified for row in rows),
    )


def _injection(rows: Sequence[Obeyed]) -> Injection:
    return Injection(
        orders=len(rows),
        in_prompt=sum(row.in_prompt for row in rows),
        in_reply=sum(row.in_reply for row in rows),
        in_answer=sum(row.in_answer for row in rows),
        right=sum(row.right for row in rows),
    )


def _seconds(times: Sequence[float]) -> Seconds:
    if not times:
        return Seconds(None, None)
    p50, p95 = np.percentile(times, [50, 95])
    return Seconds(float(p50), float(p95))
