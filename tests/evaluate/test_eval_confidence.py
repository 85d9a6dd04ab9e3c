"""AUROC and calibration by hand, against an exhaustive count."""

from math import isnan

import numpy as np
import pytest

from rag.evaluate.confidence import auroc, calibration_error, reliability


def arrays(scores, labels):
    return np.array(scores, dtype=float), np.array(labels, dtype=bool)


def test_auroc_by_hand():
    assert auroc(*arrays([0.9, 0.8, 0.2, 0.1], [1, 1, 0, 0])) == 1.0
    assert auroc(*arrays([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1])) == 0.0
    assert auroc(*arrays([0.9, 0.5, 0.7, 0.1], [1, 1, 0, 0])) == 0.75


def test_auroc_counts_ties_half():
    assert auroc(*arrays([0.5, 0.5], [1, 0])) == 0.5
    assert auroc(*arrays([0.5, 0.5, 0.9], [1, 0, 1])) == 0.75


def test_auroc_without_one_side_is_nan():
    assert isnan(auroc(*arrays([0.5, 0.4], [1, 1])))
    assert isnan(auroc(*arrays([], [])))


def test_auroc_equals_the_count_over_all_pairs():
    generator = np.random.default_rng(3)
    scores, labels = generator.integers(0, 8, 60) / 8, generator.random(60) < 0.4
    pairs = [(a > b) + 0.5 * (a == b) for a in scores[labels] for b in scores[~labels]]
    assert auroc(scores, labels) == pytest.approx(np.mean(pairs))


def test_calibration_error_by_hand():
    # Bin 0.9: two answers of 0.95, one right: gap 0.45. Bin 0.1: one of 0.15, wrong: gap 0.15.
    assert calibration_error(*arrays([0.95, 0.95, 0.15], [1, 0, 0])) == pytest.approx((2 * 0.45 + 0.15) / 3)


def test_nine_in_ten_at_point_nine_is_calibrated():
    assert calibration_error(*arrays([0.9] * 10, [1] * 9 + [0])) == pytest.approx(0.0)


def test_calibration_of_nothing_is_nan():
    assert isnan(calibration_error(*arrays([], [])))


def test_reliability_bins_hold_their_ends():
    bins = reliability(*arrays([0.0, 0.1, 0.99, 1.0], [0, 1, 1, 0]))
    assert [(bin.low, bin.count, bin.right) for bin in bins] == [(0.0, 1, 0.0), (0.1, 1, 1.0), (0.9, 2, 0.5)]
    assert bins[-1].confidence == pytest.approx(0.995)


def test_too_sure_in_one_bin_is_not_made_up_for_by_another():
    error = calibration_error(np.array([0.2, 0.8]), np.array([True, False]))
    assert error == pytest.approx(0.8)
