"""Postings against a plain matrix product, frozen and growing, and the order of rankings."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import IndexDamaged
from rag.postings import GrowingPostings, Postings
from rag.ranking import empty, top, top_of
from rag.types import SparseVector
from tests.indexes.sample_points import random_sparse, sparse

WEIGHT = st.floats(0.125, 4, width=16)
VECTORS = st.lists(st.dictionaries(st.integers(0, 12), WEIGHT, max_size=6).map(sparse), max_size=25)
QUERY = st.dictionaries(st.integers(0, 14), st.floats(-2, 2, width=32), max_size=8).map(sparse)


def product(vectors: list[SparseVector], query: SparseVector) -> np.ndarray:
    matrix = np.zeros((len(vectors), 16))
    for row, vector in enumerate(vectors):
        matrix[row, vector.terms] = vector.weights
    asked = np.zeros(16)
    asked[query.terms] = query.weights
    return matrix @ asked


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VECTORS, QUERY, st.integers(1, 6))
def test_frozen_and_growing_postings_multiply_like_a_matrix(vectors, query, batch):
    frozen, growing = Postings.of(vectors), GrowingPostings()
    for start in range(0, len(vectors), batch):
        growing.append(vectors[start : start + batch])
    np.testing.assert_allclose(frozen.scores(query), product(vectors, query), atol=1e-5)
    assert growing.scores(query).tolist() == frozen.scores(query).tolist()
    assert len(growing) == frozen.row_count == len(vectors)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(VECTORS, st.integers(1, 6))
def test_document_frequencies_count_rows(vectors, batch):
    terms = np.arange(15, dtype=np.uint32)
    growing = GrowingPostings()
    for start in range(0, len(vectors), batch):
        growing.append(vectors[start : start + batch])
    expected = [sum(int(term) in vector.terms for vector in vectors) for term in terms]
    assert Postings.of(vectors).document_frequencies(terms).tolist() == expected
    assert growing.document_frequencies(terms).tolist() == expected


def test_saved_postings_are_the_same(tmp_path):
    rng = np.random.default_rng(30)
    postings = Postings.of([random_sparse(rng, 20) for _ in range(100)])
    postings.save(tmp_path)
    loaded, query = Postings.load(tmp_path, 100), random_sparse(rng, 20)
    assert isinstance(loaded.rows, np.memmap)
    assert loaded.scores(query).tolist() == postings.scores(query).tolist()


@pytest.mark.parametrize("name", ["terms", "offsets", "rows", "weights"])
def test_postings_that_do_not_fit_together_are_damaged(tmp_path, name):
    rng = np.random.default_rng(31)
    Postings.of([random_sparse(rng, 20) for _ in range(10)]).save(tmp_path)
    path = tmp_path / f"lexical-{name}.npy"
    whole = path.read_bytes()
    shorter = np.load(path)[:-1]
    for content in (whole[:-4], whole[:20], b"", b"\x80\x04pickled", None):
        path.write_bytes(content) if content is not None else path.unlink()
        with pytest.raises(IndexDamaged):
            Postings.load(tmp_path, 10)
    np.save(path, shorter)
    with pytest.raises(IndexDamaged):
        Postings.load(tmp_path, 10)
    np.save(path, np.array([{"a": "pickle"}], dtype=object), allow_pickle=True)
    with pytest.raises(IndexDamaged):
        Postings.load(tmp_path, 10)


def test_rows_that_do_not_exist_are_damage(tmp_path):
    postings = Postings.of([sparse({1: 1.0})] * 10)
    postings.save(tmp_path)
    with pytest.raises(IndexDamaged, match="rows"):
        Postings.load(tmp_path, 5).scores(sparse({1: 1.0}))


def test_readers_see_a_batch_whole_or_not_at_all():
    growing, stop = GrowingPostings(), threading.Event()
    batch, query, torn = [sparse({1: 1.0})] * 8, sparse({1: 1.0}), []

    def read() -> None:
        while not stop.is_set():
            scores = growing.scores(query)
            if len(scores) % 8 or scores.sum() != len(scores):
                torn.append(scores)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(200):
        growing.append(batch)
    stop.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert growing.scores(query).sum() == len(growing) == 1_600


def test_appending_one_by_one_keeps_few_parts():
    growing = GrowingPostings()
    for _ in range(1_000):
        growing.append([sparse({1: 1.0, 2: 1.0})])
    assert len(growing._parts) <= 11


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([0.5, 1.0, 1.5]), max_size=40), st.integers(-1, 45), st.randoms(use_true_random=False))
def test_the_best_come_first_and_equals_by_id(values, k, random):
    ids = list(range(len(values)))
    random.shuffle(ids)
    expected = sorted(zip(values, ids, strict=True), key=lambda pair: (-pair[0], pair[1]))[: max(k, 0)]
    found = top(np.array(ids, np.int64), np.array(values, np.float32), k)
    assert found.chunk_ids.tolist() == [chunk_id for _, chunk_id in expected]
    assert found.scores.tolist() == [score for score, _ in expected]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([0.5, 1.0, 1.5]), min_size=1, max_size=60), st.integers(-1, 65), st.integers(0, 99))
def test_engines_that_order_equals_by_chance_are_asked_further(values, k, seed):
    ids, scores = np.arange(len(values)), np.array(values, np.float32)
    chance = np.random.default_rng(seed).random(len(values))
    order = np.lexsort((chance, -scores))
    found = top_of(lambda limit: (ids[order[:limit]], scores[order[:limit]]), k, len(values))
    assert found.chunk_ids.tolist() == top(ids, scores, max(k, 1)).chunk_ids.tolist()


def test_an_empty_ranking_has_no_length():
    assert len(empty()) == 0
