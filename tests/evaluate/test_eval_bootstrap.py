"""Intervals: seeded, as wide as theory says, and honest where there is nothing to resample."""

from math import isnan, nan, sqrt

import numpy as np
import pytest

from rag.evaluate.bootstrap import interval, paired_difference


def mean_of(values):
    values = np.array(values, dtype=float)
    return lambda sample: float(values[sample].mean())


def test_the_value_is_of_the_whole_sample_and_lies_within():
    result = interval(mean_of([0, 1, 1, 1]), 4)
    assert result.value == 0.75
    assert result.low < 0.75 < result.high <= 1.0


def test_the_width_is_that_of_the_normal_interval():
    values = [0.0, 1.0] * 200
    result = interval(mean_of(values), 400)
    expected = 1.96 * sqrt(0.25 / 400)
    assert result.high - 0.5 == pytest.approx(expected, rel=0.15)
    assert 0.5 - result.low == pytest.approx(expected, rel=0.15)


def test_the_same_rows_give_the_same_interval():
    values = np.random.default_rng(7).normal(size=30)
    assert interval(mean_of(values), 30) == interval(mean_of(values), 30)


def test_a_constant_has_no_width():
    result = interval(mean_of([2, 2, 2]), 3)
    assert (result.low, result.high) == (2.0, 2.0)


def test_no_value_has_no_interval():
    result = interval(lambda _sample: nan, 3)
    assert isnan(result.value)
    assert isnan(result.low)
    assert isnan(result.high)


def test_resamples_without_a_value_are_left_out():
    only_first = interval(lambda sample: 1.0 if 0 in sample else nan, 2)
    assert (only_first.value, only_first.low, only_first.high) == (1.0, 1.0, 1.0)


def test_a_paired_difference_cancels_what_both_runs_share():
    generator = np.random.default_rng(5)
    hard = generator.random(50)
    change = paired_difference(mean_of(hard), mean_of(hard + 0.1), 50)
    assert change.difference == pytest.approx(0.1)
    assert (change.low, change.high) == (pytest.approx(0.1), pytest.approx(0.1))
    assert change.probability == 1.0


def test_equal_runs_are_a_coin_toss():
    change = paired_difference(mean_of([0, 1, 1]), mean_of([0, 1, 1]), 3)
    assert (change.difference, change.low, change.high, change.probability) == (0.0, 0.0, 0.0, 0.5)


def test_a_gain_within_chance_has_an_interval_over_zero():
    before, after = [0, 1] * 10, [1, 0] * 9 + [1, 1]
    change = paired_difference(mean_of(before), mean_of(after), 20)
    assert change.low < 0 < change.high
    assert 0.5 < change.probability < 0.95


def test_a_missing_side_gives_no_difference():
    change = paired_difference(mean_of([1, 2]), lambda _sample: nan, 2)
    assert change.before == 1.5
    assert isnan(change.difference)
    assert isnan(change.probability)
