"""Risk against coverage: how many of the answers given are wrong, the more of them are given."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What comes of giving the answers of this confidence and above: how many, and how many of them are wrong.

    ``coverage`` is their share of all questions, ``risk`` the share of wrong ones among them.
    """

    threshold: float
    answers: int
    wrong: int
    coverage: float
    risk: float


def risk_curve(
    confidence: NDArray[np.float64], right: NDArray[np.bool_], questions: int | None = None
) -> tuple[RiskPoint, ...]:
    """A point for each confidence that occurs, the strictest threshold first; empty without answers.

    ``confidence`` and ``right`` [n] are those of the answers that can be given; ``questions`` is the number of all
    questions where some brought no answer at all, else n.
    """
    thresholds, wrong, answers = _cumulated(confidence, right)
    questions = questions or len(confidence)
    return tuple(
        RiskPoint(least, given, mistaken, given / questions, mistaken / given)
        for least, given, mistaken in zip(thresholds.tolist(), answers.tolist(), wrong.tolist(), strict=True)
    )


def area_under_risk(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """The mean risk over the thresholds at which each answer would just be given; NaN without answers.

    A confidence that sorts every right answer before every wrong one has the least area that its share of right
    answers allows, one that says nothing has about the share of wrong ones.
    """
    if not len(confidence):
        return nan
    _, wrong, answers = _cumulated(confidence, right)
    return float((wrong / answers * np.diff(answers, prepend=0)).sum() / len(confidence))


def _cumulated(
    confidence: NDArray[np.float64], right: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
    """Distinct confidences, falling, with the wrong answers and all answers from each of them on."""
    rising, group = np.unique(confidence, return_inverse=True)
    answers = np.bincount(group, minlength=len(rising))[::-1].cumsum()
    wrong = np.bincount(group[~right], minlength=len(rising))[::-1].cumsum()
    return rising[::-1], wrong, answers
