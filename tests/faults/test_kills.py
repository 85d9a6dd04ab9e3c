"""A few seeded rounds of ``python -m bench.kills``: killed and run again is as if never killed."""

from __future__ import annotations

import random

import pytest

from bench.kills.folder import QUESTIONS
from bench.kills.rounds import run_round, run_undisturbed, scenarios
from bench.kills.state import differences, read_state
from rag.compose import make_embedder
from rag.settings import Settings

SEED = 11
DOCUMENTS = 14


@pytest.fixture(scope="module")
def work(tmp_path_factory):
    return tmp_path_factory.mktemp("kills")


@pytest.fixture(scope="module")
def every(work):
    return scenarios(work, SEED, DOCUMENTS, None)


@pytest.mark.parametrize(("number", "rounds"), [(1, 1), (2, 2)])
def test_killed_and_run_again_is_as_if_never_killed(every, work, number, rounds):
    embedder = make_embedder(Settings())
    run_undisturbed(every[number], work, embedder)
    assert every[number].expected.points > DOCUMENTS
    for seed in range(rounds):
        outcome = run_round(every[number], work, embedder, random.Random(SEED + seed))
        assert outcome.wrong == [], outcome.moments


def test_a_difference_would_be_seen(every, work):
    embedder = make_embedder(Settings())
    one = read_state(work / "prepared", embedder, QUESTIONS)
    other = read_state(work / "killed", embedder, QUESTIONS)
    told = [difference.partition(":")[0] for difference in differences(one, other)]
    assert {"documents", "versions", "chunks", "vectors", "searches"} <= set(told)
    assert differences(one, one) == []
