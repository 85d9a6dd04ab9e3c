"""What answer threshold suits a collection, by replies to questions whose answers are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import nan

import numpy as np

from rag.errors import InvalidRequest
from rag.evaluate.answers import count_words
from rag.evaluate.confidence import ReliabilityBin, auroc, calibration_error, reliability
from rag.evaluate.gold import GoldQuestion
from rag.evaluate.judge import Row
from rag.evaluate.risk import RiskPoint, area_under_risk, risk_curve
from rag.evaluate.threshold import Choice, choose


@dataclass(frozen=True, slots=True)
class Effect:
    """What a threshold does with the gold questions; NaN where there is nothing to take a share of.

    ``coverage``: answerable questions answered; ``right``: answers given that are right; ``unanswerable_answered``:
    unanswerable questions answered all the same; ``answer_words``: mean length of the answers given.
    """

    threshold: float
    answers: int
    coverage: float
    right: float
    unanswerable_answered: float
    answer_words: float


@dataclass(frozen=True, slots=True)
class Trial:
    """All that the replies say of thresholds.

    ``auroc_right`` compares right answers with wrong ones, ``auroc_answerable`` answerable questions with the others;
    ``points`` is the risk curve of all answers, the strictest threshold first. ``now`` is what the threshold in use
    does, ``then`` what the chosen one does; ``choice`` and ``then`` are None when no answer is right.
    """

    questions: int
    answerable: int
    answers: int
    max_wrong: float
    auroc_right: float
    auroc_answerable: float
    calibration_error: float
    area_under_risk: float
    now: Effect
    choice: Choice | None
    then: Effect | None
    reliability: tuple[ReliabilityBin, ...]
    points: tuple[RiskPoint, ...]


def check_gold(gold: Sequence[GoldQuestion]) -> None:
    """InvalidRequest when no threshold can come of these questions, before the time is spent to ask them."""
    if not any(question.answerable for question in gold):
        raise InvalidRequest(
            "no question of the gold file has an answer, so every answer given would be wrong",
            "add questions that the documents answer, about twice as many as they do not",
        )


def calibrate(rows: Sequence[Row], max_wrong: float, in_use: float) -> Trial:
    """Choose the threshold that keeps the share of wrong answers at ``max_wrong``; ``in_use`` is today's.

    The rows must be as of a threshold of 0 (see ``forced``): every answer is given that can be given at all. Wrong is
    an answer to an unanswerable question, or one to another that is not right.
    """
    given = [row for row in rows if not row.abstained]
    sure = np.array([row.confidence for row in given], dtype=np.float64)
    right = np.array([row.answered_right for row in given], dtype=np.bool_)
    points = risk_curve(sure, right, len(rows))
    choice = choose(points, max_wrong)
    return Trial(
        questions=len(rows),
        answerable=sum(row.answerable for row in rows),
        answers=len(given),
        max_wrong=max_wrong,
        auroc_right=auroc(sure, right),
        auroc_answerable=auroc(np.array([row.confidence for row in rows]), np.array([row.answerable for row in rows])),
        calibration_error=calibration_error(sure, right),
        area_under_risk=area_under_risk(sure, right),
        now=_effect(rows, in_use),
        choice=choice,
        then=None if choice is None else _effect(rows, choice.point.threshold),
        reliability=reliability(sure, right),
        points=points,
    )


def forced(rows: Iterable[Row]) -> list[Row]:
    """The rows of a run as a threshold of 0 would make them: what was withheld is given."""
    return [
        replace(row, abstained=False, words=count_words(row.text)) if row.abstained and row.text is not None else row
        for row in rows
    ]


def _effect(rows: Sequence[Row], threshold: float) -> Effect:
    given = [row for row in rows if not row.abstained and row.confidence >= threshold]
    answerable = sum(row.answerable for row in rows)
    answered = sum(row.answerable for row in given)
    return Effect(
        threshold=threshold,
        answers=len(given),
        coverage=_share(answered, answerable),
        right=_share(sum(row.answered_right for row in given), len(given)),
        unanswerable_answered=_share(len(given) - answered, len(rows) - answerable),
        answer_words=_share(sum(row.words or 0 for row in given), len(given)),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else nan
