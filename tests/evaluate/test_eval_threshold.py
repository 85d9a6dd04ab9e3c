"""The threshold that is chosen: by hand, and whether what it promises is kept in worlds where the truth is known."""

from math import comb

import numpy as np
import pytest

from rag.evaluate.binomial import chance_of_as_few, fewest_answers, most_wrong
from rag.evaluate.risk import risk_curve
from rag.evaluate.threshold import MISS, STARTS, choose


def chosen(right, max_wrong):
    """The choice where the first answer is the most confident one."""
    return choose(risk_curve(np.linspace(0.9, 0.1, len(right)), np.array(right, dtype=bool)), max_wrong)


@pytest.mark.parametrize(("wrong", "answers", "share"), [(0, 10, 0.1), (3, 10, 0.3), (10, 10, 0.2), (40, 200, 0.25)])
def test_the_binomial_chance(wrong, answers, share):
    exact = sum(comb(answers, n) * share**n * (1 - share) ** (answers - n) for n in range(wrong + 1))
    assert chance_of_as_few(wrong, answers, share) == pytest.approx(exact)


def test_chances_at_the_ends():
    assert chance_of_as_few(2, 5, 0.0) == 1.0
    assert chance_of_as_few(2, 5, 1.0) == 0.0
    assert 0 <= chance_of_as_few(300, 60_000, 0.5) < 1e-300


def test_bounds_that_tables_give():
    # One-sided 95 %: none of 59 promises 5 % (the "rule of three"), 1 of 10 promises 39.4 %.
    assert most_wrong(0, 59, 0.05) == pytest.approx(1 - 0.05 ** (1 / 59))
    assert most_wrong(1, 10, 0.05) == pytest.approx(0.3942, abs=1e-4)
    assert most_wrong(4, 4, 0.05) == 1.0
    assert fewest_answers(0.05, 0.05) == 59


def test_all_answers_are_given_when_all_are_right():
    choice = chosen([True] * 400, 0.05)
    assert (choice.promised, choice.point.answers, choice.at_most) == (True, 400, 0.05)


def test_it_goes_as_low_as_the_promise_reaches():
    """The wrong ones come last: some of them fit under the promise, then no more."""
    choice = chosen([True] * 300 + [False] * 300, 0.1)
    assert choice.promised
    assert 300 < choice.point.answers < 330
    assert choice.point.risk < 0.1


def test_a_lower_start_may_be_kept_where_a_higher_one_is_not():
    """A wrong answer among the most confident ones does not end it."""
    choice = chosen([False] * 5 + [True] * 395, 0.05)
    assert (choice.promised, choice.point.answers) == (True, 400)


def test_too_few_questions_promise_little_and_say_how_much():
    choice = chosen([True] * 10, 0.05)
    assert not choice.promised
    assert choice.point.answers == 10
    assert choice.at_most == pytest.approx(1 - (MISS / len(STARTS)) ** (1 / 10))


def test_a_file_just_large_enough_can_promise():
    enough = fewest_answers(0.05, MISS / len(STARTS))
    assert chosen([True] * enough, 0.05).promised
    assert not chosen([True] * (enough - 1), 0.05).promised


def test_the_nearest_is_where_fewest_are_wrong():
    choice = chosen([True] * 20 + [False] * 60, 0.05)
    assert (choice.promised, choice.point.answers, choice.point.wrong) == (False, 20, 0)
    assert 0.05 < choice.at_most < 0.25


@pytest.mark.parametrize("max_wrong", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_what_is_not_promised_is_not_promised_by_the_nearest_either(max_wrong):
    generator = np.random.default_rng(4)
    for _ in range(40):
        choice = chosen(generator.random(60) < 0.5, max_wrong)
        assert choice.promised or choice.at_most > max_wrong


def test_equal_confidences_leave_one_threshold():
    choice = choose(risk_curve(np.full(100, 0.5), np.array([True] * 100)), 0.05)
    assert (choice.promised, choice.point.answers) == (True, 100)


@pytest.mark.parametrize("right", [[], [False], [False] * 50])
def test_no_right_answer_no_threshold(right):
    assert chosen(right, 0.5) is None


@pytest.mark.parametrize(
    ("least", "slope", "max_wrong", "wanted"), [(0.3, 0.69, 0.15, 0.05), (0.5, 0.45, 0.2, 0.1), (0.84, 0.0, 0.15, 0.0)]
)
def test_the_promise_is_kept(least, slope, max_wrong, wanted):
    """Worlds in which the share of wrong answers above every threshold is known: few promises may be broken.

    An answer of confidence c is right with the chance ``least + slope * c``. In the last world the confidence says
    nothing and a little more than ``max_wrong`` are wrong at any threshold, so every promise is broken.
    """
    generator = np.random.default_rng(7)
    worlds, broken, promised = 300, 0, 0
    for _ in range(worlds):
        sure = generator.random(165)
        choice = choose(risk_curve(sure, generator.random(165) < least + slope * sure), max_wrong)
        promised += choice.promised
        broken += choice.promised and 1 - least - slope * (1 + choice.point.threshold) / 2 > max_wrong
    assert broken <= MISS * worlds
    assert promised >= wanted * worlds, "a promise that is never given is easily kept"
