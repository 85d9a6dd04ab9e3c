"""Any two generations at the same sequence hold the same points and give the same exact search results."""

from __future__ import annotations

import random

import numpy as np
import pytest

from rag.lexical import Bm25Encoder
from rag.types import Filter
from tests.live.house import WORDS, open_house, vector_of
from tests.live.oracle import check_view

QUESTIONS = ("amber cedar", "lagoon", "onyx pearl marble flint", "the of and")
STEPS = 14


def sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randint(2, 9))) + rng.choice([".", "!", ""])


def step(house, rng: random.Random) -> None:
    """One random thing that can happen to a collection."""
    stored = sorted(house.live)
    kind = rng.choice(["put", "put", "put", "replace", "replace", "delete", "return", "build"])
    if kind == "build":
        house.build()
    elif kind == "delete" and stored:
        house.delete(rng.choice(stored))
    elif kind == "replace" and stored:
        house.put(rng.choice(stored), *(sentence(rng) for _ in range(rng.randint(1, 4))))
    else:
        # Few names, so that deleted documents return; and now and then the very text of another document.
        copied = house.live[rng.choice(stored)] if stored and rng.random() < 0.2 else None
        passages = copied or [sentence(rng) for _ in range(rng.randint(1, 4))]
        house.put(f"file:///{rng.randint(1, 9)}", *passages)


@pytest.mark.parametrize("seed", range(10))
def test_every_split_into_base_and_delta_finds_the_same(tmp_path, seed):
    rng = random.Random(seed)
    engine = "edge" if seed % 5 == 4 else "faiss"
    with open_house(tmp_path, engine, keep_replaced_days=rng.choice([0, 30])) as house:
        follower, laggard = house.index(), house.index()
        names, history = {}, {0: {}}
        for _ in range(STEPS):
            step(house, rng)
            names |= house.names()
            view = follower.catch_up()
            history[view.sequence] = dict(house.live)
            check_view(view, house.live, names, QUESTIONS, k=rng.choice([1, 3, 50]))
            if rng.random() < 0.25:
                laggard.catch_up()
            # What a lagging process sees is an older moment, but a whole one.
            check_view(laggard.view, history[laggard.view.sequence], names, QUESTIONS, k=5)
        in_memory = house.index().view
        house.build()
        built = house.index().view
        assert len(built.delta) == 0
        check_view(built, house.live, names, QUESTIONS, k=50)
        assert_same(follower.view, in_memory)
        assert_same(in_memory, built)


def assert_same(one, other):
    """The same chunk ids in the same order with the same scores."""
    for question in QUESTIONS:
        terms = Bm25Encoder().query(question, ["en"])
        for k in (1, 4, 50):
            dense = [view.dense(vector_of(question), k) for view in (one, other)]
            lexical = [view.lexical(view.weigh(terms), k) for view in (one, other)]
            for left, right in (dense, lexical):
                assert left.chunk_ids.tolist() == right.chunk_ids.tolist()
                np.testing.assert_allclose(left.scores, right.scores, atol=1e-6)


@pytest.mark.parametrize("engine", ["faiss", "edge"])
def test_filters_reach_base_and_delta(tmp_path, engine):
    with open_house(tmp_path, engine) as house:
        for number in range(6):
            house.put(f"file:///a/{number}", f"amber {WORDS[number]}", f"basalt {WORDS[number]}")
        house.build()
        house.put("file:///a/1", "amber replaced", "third")
        house.put("file:///b/7", "amber elsewhere")
        house.put("file:///a/8", "amber newest")
        index = house.index()
        chosen = house.shelf.passages.matching(Filter(uri_prefix="file:///a/"))
        wanted = {uri: passages for uri, passages in house.live.items() if uri.startswith("file:///a/")}
        names = house.names()
        found = index.view.dense(vector_of("amber"), 50, chosen)
        assert {names[n][0] for n in found.chunk_ids.tolist()} == set(wanted)
        assert len(found) == sum(map(len, wanted.values()))
        terms = index.view.weigh(Bm25Encoder().query("amber", ["en"]))
        assert {names[n][0] for n in index.view.lexical(terms, 50, chosen).chunk_ids.tolist()} == set(wanted)
        assert len(index.view.dense(vector_of("amber"), 50, frozenset())) == 0


def test_many_dead_points_do_not_hide_living_ones(tmp_path):
    with open_house(tmp_path) as house:
        house.put("file:///dead", *[f"amber grave {number}" for number in range(300)])
        house.put("file:///alive", "amber one", "amber two", "cedar three")
        house.build()
        house.delete("file:///dead")
        index = house.index()
        assert len(index.view.base) == 303
        check_view(index.view, house.live, house.names(), ["amber grave 7", "amber"], k=3)


def test_a_view_does_not_change_while_the_delta_grows(tmp_path):
    with open_house(tmp_path) as house:
        house.put("file:///a", "amber", "cedar")
        index = house.index()
        before, live = index.view, dict(house.live)
        for number in range(30):
            house.put(f"file:///{number}", *[f"pearl {number} {part}" for part in range(60)])
        house.put("file:///a", "flint")
        index.catch_up()
        check_view(before, live, house.names(), ["amber", "pearl 3"], k=5)
        check_view(index.view, house.live, house.names(), ["amber", "pearl 3"], k=5)


def test_changes_taken_in_by_half_are_taken_in_anew(tmp_path, monkeypatch):
    with open_house(tmp_path) as house:
        house.put("file:///a", "amber")
        house.build()
        house.put("file:///b", "cedar")
        index, live = house.index(), dict(house.live)
        # One version leaves the delta before the other is looked up in the catalog.
        house.put("file:///a", "basalt")
        house.put("file:///b", "flint")
        with monkeypatch.context() as broken:
            broken.setattr("rag.live.chunks_of", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                index.catch_up()
        check_view(index.view, live, house.names(), ["amber", "cedar"], k=5)
        index.catch_up()
        check_view(index.view, house.live, house.names(), ["amber", "cedar"], k=5)
