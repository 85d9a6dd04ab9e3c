"""The risk-coverage curve against a count over all thresholds."""

from math import isnan

import numpy as np
import pytest

from rag.evaluate.risk import area_under_risk, risk_curve


def arrays(confidence, right):
    return np.array(confidence, dtype=float), np.array(right, dtype=bool)


def counted(confidence, right, questions):
    """The curve by its definition, one threshold after another."""
    points = []
    for threshold in sorted(set(confidence.tolist()), reverse=True):
        given = [ok for sure, ok in zip(confidence, right, strict=True) if sure >= threshold]
        wrong = sum(not ok for ok in given)
        points.append((threshold, len(given), wrong, len(given) / questions, wrong / len(given)))
    return points


def curve(*given):
    return [(p.threshold, p.answers, p.wrong, p.coverage, p.risk) for p in risk_curve(*given)]


def test_by_hand():
    assert curve(*arrays([0.2, 0.9, 0.5], [1, 1, 0])) == [
        (0.9, 1, 0, 1 / 3, 0.0),
        (0.5, 2, 1, 2 / 3, 0.5),
        (0.2, 3, 1, 1.0, 1 / 3),
    ]


def test_equal_confidences_are_given_together():
    assert curve(*arrays([0.5, 0.5, 0.5], [1, 0, 1])) == [(0.5, 3, 1, 1.0, 1 / 3)]


def test_questions_without_any_answer_count_for_coverage():
    assert [point[3] for point in curve(*arrays([0.9, 0.5], [1, 0]), 8)] == [1 / 8, 2 / 8]


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_count_over_all_thresholds(seed):
    generator = np.random.default_rng(seed)
    size = int(generator.integers(1, 40))
    confidence, right = generator.integers(0, 12, size) / 12, generator.random(size) < 0.6
    wanted = counted(confidence, right, size + 3)
    assert curve(confidence, right, size + 3) == wanted
    risks = {threshold: risk for threshold, *_, risk in wanted}
    assert area_under_risk(confidence, right) == pytest.approx(np.mean([risks[sure] for sure in confidence.tolist()]))


def test_the_area_does_not_hang_on_the_order_of_the_rows():
    confidence, right = arrays([0.5, 0.5, 0.9, 0.1], [1, 0, 0, 1])
    assert area_under_risk(confidence, right) == area_under_risk(confidence[::-1], right[::-1])


def test_a_confidence_that_sorts_has_less_area_than_one_that_misleads():
    right = np.array([True] * 6 + [False] * 4)
    sure = np.linspace(1, 0, 10)
    assert area_under_risk(sure, right) < 0.4 < area_under_risk(-sure, right)


def test_all_right_is_no_risk():
    assert area_under_risk(*arrays([0.3, 0.4], [1, 1])) == 0.0


def test_no_answers_no_curve():
    assert curve(*arrays([], [])) == []
    assert isnan(area_under_risk(*arrays([], [])))
