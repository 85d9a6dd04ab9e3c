"""The named figures of a run, each as a statistic over its rows, so that one table serves report and bootstrap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

from rag.evaluate.bootstrap import Statistic
from rag.evaluate.confidence import auroc, calibration_error
from rag.evaluate.judge import PASSAGE_TOKENS, Row
from rag.evaluate.risk import area_under_risk
from rag.types import IntVector


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure's name, what it means in a line, and how it is made of rows; more is better unless ``less``."""

    name: str
    meaning: str
    of: Callable[[Sequence[Row]], Statistic]
    less: bool = False


def mean(value: Callable[[Row], float | None]) -> Callable[[Sequence[Row]], Statistic]:
    """The mean over the rows that have the value; NaN when none has."""
    return quotient(lambda row: value(row) or 0.0, lambda row: float(value(row) is not None))


def quotient(part: Callable[[Row], float], whole: Callable[[Row], float]) -> Callable[[Sequence[Row]], Statistic]:
    """The sum of ``part`` over the sum of ``whole``; NaN when there is no whole."""

    def of(rows: Sequence[Row]) -> Statistic:
        parts = np.array([part(row) for row in rows], dtype=np.float64)
        wholes = np.array([whole(row) for row in rows], dtype=np.float64)

        def statistic(sample: IntVector) -> float:
            total = wholes[sample].sum()
            return float(parts[sample].sum() / total) if total else nan

        return statistic

    return of


def _over(
    measure: Callable[[NDArray[np.float64], NDArray[np.bool_]], float],
    label: Callable[[Row], bool | None],
) -> Callable[[Sequence[Row]], Statistic]:
    """A measure of confidences against labels, over the rows that have a label."""

    def of(rows: Sequence[Row]) -> Statistic:
        confidences = np.array([row.confidence for row in rows], dtype=np.float64)
        labels = np.array([label(row) is True for row in rows], dtype=np.bool_)
        labelled = np.array([label(row) is not None for row in rows], dtype=np.bool_)

        def statistic(sample: IntVector) -> float:
            chosen = sample[labelled[sample]]
            return measure(confidences[chosen], labels[chosen])

        return statistic

    return of


def _right_or_unanswerable(row: Row) -> bool | None:
    if not row.answerable:
        return False
    return True if row.right else None


def _given_and_right(row: Row) -> bool | None:
    return None if row.abstained else row.answered_right


def _would_be_right(row: Row) -> bool | None:
    return row.right if row.answerable else False


def _told_and_right(row: Row) -> bool | None:
    return None if row.text is None else row.right is True


FIGURES = (
    Figure("hit@1", "questions whose first document holds the answer", mean(lambda row: row.hit_1)),
    Figure("hit@5", "questions with such a document among the first five", mean(lambda row: row.hit_5)),
    Figure("mrr@10", "mean of one over the place of the first such document", mean(lambda row: row.mrr_10)),
    Figure("ndcg@10", "discounted gain over ten documents", mean(lambda row: row.ndcg_10)),
    Figure(
        f"passage_recall@{PASSAGE_TOKENS}",
        f"gold quote covered by the first {PASSAGE_TOKENS} tokens",
        mean(lambda row: row.passage),
    ),
    Figure(
        "right",
        "answerable questions answered, with an accepted answer and its place cited",
        mean(lambda row: float(row.answered_right) if row.answerable else None),
    ),
    Figure(
        "right_if_forced",
        "the same, with answers that were withheld counted",
        mean(lambda row: float(row.right is True) if row.answerable else None),
    ),
    Figure(
        "exact_match",
        "answerable questions: the answer is an accepted one (SQuAD)",
        mean(lambda row: None if row.exact is None else row.exact * (not row.abstained)),
    ),
    Figure(
        "f1",
        "answerable questions: token F1 (SQuAD)",
        mean(lambda row: None if row.f1 is None else row.f1 * (not row.abstained)),
    ),
    Figure("answer_words", "mean length of the answers given", mean(lambda row: row.words), less=True),
    Figure("coverage", "questions answered", mean(lambda row: float(not row.abstained))),
    Figure(
        "precision",
        "answers given that are right",
        mean(lambda row: None if row.abstained else float(row.answered_right)),
    ),
    Figure("auroc_right", "confidence: right answers against unanswerable", _over(auroc, _right_or_unanswerable)),
    Figure("auroc_answerable", "confidence: answerable against unanswerable", _over(auroc, lambda row: row.answerable)),
    Figure(
        "area_under_risk",
        "wrong answers among those given, mean over all thresholds",
        _over(area_under_risk, _told_and_right),
        less=True,
    ),
    Figure(
        "unanswerable_answered",
        "unanswerable questions answered all the same",
        mean(lambda row: None if row.answerable else float(not row.abstained)),
        less=True,
    ),
    Figure(
        "right_withheld",
        "right answers that were withheld, of all right ones",
        mean(lambda row: float(row.withheld) if row.withheld or row.answered_right else None),
        less=True,
    ),
    Figure(
        "answerable_abstained",
        "answerable questions left without an answer",
        mean(lambda row: float(row.abstained) if row.answerable else None),
        less=True,
    ),
    Figure(
        "calibration_error", "confidence against right, answers given", _over(calibration_error, _given_and_right), True
    ),
    Figure(
        "calibration_error_all",
        "confidence against right, answers withheld too",
        _over(calibration_error, _would_be_right),
        True,
    ),
    Figure(
        "citations_verified",
        "citations whose quote stands at its offsets",
        quotient(lambda row: row.verified, lambda row: row.citations),
    ),
)
