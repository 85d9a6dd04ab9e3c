"""Every figure of a run from a few rows, by hand, and where there is nothing to measure."""

from math import isnan

import numpy as np
import pytest

from rag.evaluate.figures import FIGURES
from tests.evaluate.replies import row, unanswerable


def figures(rows):
    return {figure.name: figure.of(rows)(np.arange(len(rows))) for figure in FIGURES}


MIXED = [
    row(confidence=0.9, exact=1.0, f1=1.0, words=3, citations=2, verified=2),
    row(confidence=0.7, right=False, exact=0.0, f1=0.5, words=5, citations=2, verified=1),
    row(confidence=0.4, abstained=True, right=True, exact=1.0, f1=1.0, words=None, citations=0, verified=0),
    row(confidence=0.2, abstained=True, right=False, exact=0.0, f1=0.3, words=None, citations=0, verified=0),
    unanswerable(confidence=0.1),
    unanswerable(confidence=0.8, abstained=False, words=10, citations=1, verified=1),
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("right", 1 / 4),
        ("right_if_forced", 2 / 4),
        ("exact_match", 1 / 4),
        ("f1", 1.5 / 4),
        ("answer_words", 18 / 3),
        ("coverage", 3 / 6),
        ("precision", 1 / 3),
        ("unanswerable_answered", 1 / 2),
        ("right_withheld", 1 / 2),
        ("answerable_abstained", 2 / 4),
        ("citations_verified", 4 / 5),
        # Right at 0.9 and 0.4 against unanswerable at 0.1 and 0.8: three of four pairs.
        ("auroc_right", 3 / 4),
        # Answerable at 0.9, 0.7, 0.4 and 0.2 against 0.1 and 0.8: five of eight pairs.
        ("auroc_answerable", 5 / 8),
        # Given: 0.9 right, 0.7 wrong, 0.8 wrong, each in a bin of its own.
        ("calibration_error", (0.1 + 0.7 + 0.8) / 3),
        # And withheld: 0.4 right, 0.2 wrong, 0.1 unanswerable.
        ("calibration_error_all", (0.1 + 0.7 + 0.8 + 0.6 + 0.2 + 0.1) / 6),
    ],
)
def test_answers_by_hand(name, value):
    assert figures(MIXED)[name] == pytest.approx(value)


def test_retrieval_figures_are_means_over_the_rows_that_have_them():
    rows = [
        row(hit_1=1.0, hit_5=1.0, mrr_10=1.0, ndcg_10=0.8, passage=0.5),
        row(hit_1=0.0, hit_5=1.0, mrr_10=0.5, ndcg_10=0.4, passage=None),
        unanswerable(),
    ]
    found = figures(rows)
    names = ("hit@1", "hit@5", "mrr@10", "ndcg@10", "passage_recall@1000")
    assert [found[name] for name in names] == [0.5, 1.0, 0.75, pytest.approx(0.6), 0.5]


def test_all_abstained():
    rows = [row(abstained=True, right=None, words=None, exact=0.0, f1=0.0, citations=0, verified=0), unanswerable()]
    found = figures(rows)
    assert (found["coverage"], found["right"], found["right_withheld"], found["unanswerable_answered"]) == (0, 0, 1, 0)
    for name in ("precision", "answer_words", "calibration_error", "citations_verified", "auroc_right"):
        assert isnan(found[name]), name


def test_nothing_but_unanswerable_questions():
    found = figures([unanswerable(), unanswerable()])
    assert isnan(found["right"])
    assert isnan(found["auroc_answerable"])
    assert isnan(found["hit@1"])


def test_no_rows_at_all():
    assert all(isnan(value) for value in figures([]).values())


def test_an_abstention_that_tells_nothing_is_no_evidence_of_calibration():
    quiet = row(confidence=0.3, abstained=True, right=None, words=None)
    assert isnan(figures([quiet])["calibration_error_all"])
