"""Calls of several threads run together, in order, and each gets what is its own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.joined import Joined
from rag.wanted import NobodyWaits, check_wanted, wanted_while
from tests.waiting import PATIENCE, wait_until

CALLERS = 20


class Doubling:
    """Doubles numbers, slowly when told to; notes what it was given together. Cannot do 13."""

    def __init__(self, room=100):
        self.runs = []
        self.gate = threading.Event()
        self.gate.set()
        self.joined = Joined(self.run, lambda _number: 1, room)

    def run(self, numbers):
        self.runs.append(list(numbers))
        assert self.gate.wait(PATIENCE)
        if 13 in numbers:
            raise ValueError("unlucky")
        return [2 * number for number in numbers]

    def queue_up(self, pool, numbers, call=None):
        """Calls that begin one after the other, each once the one before waits."""
        futures = []
        for number in numbers:
            waiting = len(self.joined._waiting)
            begun = len(self.runs)
            futures.append(pool.submit(call or self.joined, number))
            wait_until(
                lambda waiting=waiting, begun=begun: len(self.joined._waiting) > waiting or len(self.runs) > begun
            )
        return futures


@pytest.fixture
def pool():
    with ThreadPoolExecutor(CALLERS) as pool:
        yield pool


def test_a_lone_caller_waits_for_nobody():
    doubling = Doubling()
    assert [doubling.joined(number) for number in (1, 2)] == [2, 4]
    assert doubling.runs == [[1], [2]]


def test_what_comes_while_one_runs_goes_together_into_the_next(pool):
    doubling = Doubling()
    doubling.gate.clear()
    futures = doubling.queue_up(pool, range(6))
    doubling.gate.set()
    assert [future.result(PATIENCE) for future in futures] == [0, 2, 4, 6, 8, 10]
    assert doubling.runs == [[0], [1, 2, 3, 4, 5]]


def test_first_come_first_served_and_no_more_than_there_is_room(pool):
    doubling = Doubling(room=2)
    doubling.gate.clear()
    futures = doubling.queue_up(pool, range(6))
    doubling.gate.set()
    assert [future.result(PATIENCE) for future in futures] == [0, 2, 4, 6, 8, 10]
    assert doubling.runs == [[0], [1, 2], [3, 4], [5]]


def test_an_error_reaches_its_own_caller_only(pool):
    doubling = Doubling()
    doubling.gate.clear()
    futures = doubling.queue_up(pool, [1, 2, 13, 4])
    doubling.gate.set()
    with pytest.raises(ValueError, match="unlucky"):
        futures[2].result(PATIENCE)
    assert [futures[place].result(PATIENCE) for place in (0, 1, 3)] == [2, 4, 8]
    assert doubling.joined(5) == 10


def test_callers_that_went_away_are_left_out(pool):
    doubling = Doubling()
    gone = threading.Event()

    def call(number):
        with wanted_while(lambda: number != 2 or not gone.is_set()):
            return doubling.joined(number)

    doubling.gate.clear()
    futures = doubling.queue_up(pool, range(4), call)
    gone.set()
    doubling.gate.set()
    with pytest.raises(NobodyWaits):
        futures[2].result(PATIENCE)
    assert [futures[place].result(PATIENCE) for place in (0, 1, 3)] == [0, 2, 6]
    assert doubling.runs == [[0], [1, 3]]


def test_whoever_went_away_still_hands_on_the_place(pool):
    doubling = Doubling(room=1)
    gone = threading.Event()

    def call(number):
        with wanted_while(lambda: number in (0, 3) or not gone.is_set()):
            return doubling.joined(number)

    doubling.gate.clear()
    futures = doubling.queue_up(pool, range(4), call)
    gone.set()
    doubling.gate.set()
    assert futures[3].result(PATIENCE) == 6
    assert doubling.runs == [[0], [3]]


def test_nobody_works_for_others_once_he_has_his_own(pool):
    doubling = Doubling(room=1)
    doubling.gate.clear()
    first, second = doubling.queue_up(pool, [1, 2])
    stepped = threading.Event()

    def step(numbers):
        if numbers == [2]:
            assert stepped.wait(PATIENCE)
        return [2 * number for number in numbers]

    doubling.joined._run = step
    doubling.gate.set()
    assert first.result(PATIENCE) == 2, "although the second still runs"
    stepped.set()
    assert second.result(PATIENCE) == 4


def test_in_a_crowd_everyone_gets_his_own(pool):
    doubling = Doubling(room=7)

    def many(start):
        return [doubling.joined(number) for number in range(start, start + 100)]

    starts = range(1000, 1000 + 100 * CALLERS, 100)
    for start, results in zip(starts, pool.map(many, starts), strict=True):
        assert results == [2 * number for number in range(start, start + 100)]
    assert max(map(len, doubling.runs)) <= 7
    assert sorted(number for run in doubling.runs for number in run) == list(range(1000, 1000 + 100 * CALLERS))


def test_work_is_wanted_unless_somebody_says_otherwise():
    check_wanted()
    with wanted_while(lambda: False), pytest.raises(NobodyWaits):
        check_wanted()
    check_wanted()
