"""What every engine promises, each compared with an exact oracle."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from rag.errors import StorageError
from rag.indexes.edge import EdgeEngine
from rag.indexes.engines import engine as engine_of
from rag.indexes.faiss_index import FaissEngine
from rag.settings import Settings
from rag.types import Points, Ranked
from tests.indexes.exact_index import ExactEngine, ExactIndex
from tests.indexes.qdrant_places import LOCAL_WARNINGS, local_engine, server_engine
from tests.indexes.sample_points import DIMENSION, random_points, random_sparse, sparse, split, unit_rows

ENGINES = {
    "exact": ExactEngine,
    "edge": lambda: engine_of("edge", Settings()),
    "edge-int8": partial(EdgeEngine, graph_above=100, quantization="int8"),
    "edge-4bit": lambda: engine_of("edge", Settings(quantization="4bit")),
    "faiss": lambda: engine_of("faiss", Settings()),
    "qdrant-local": local_engine,
    "qdrant-server": server_engine,
}
pytestmark = [pytest.mark.filterwarnings(f"ignore:{warning}") for warning in LOCAL_WARNINGS]
COUNT = 700
NOTHING = sparse({})


@pytest.fixture(scope="module", params=list(ENGINES))
def engine(request):
    return ENGINES[request.param]()


@pytest.fixture(scope="module")
def points() -> Points:
    return random_points(seed=1, count=COUNT)


@pytest.fixture(scope="module")
def oracle(points) -> ExactIndex:
    return ExactIndex([points])


@pytest.fixture(scope="module")
def index(engine, points, tmp_path_factory):
    directory = tmp_path_factory.mktemp("base") / engine.name
    engine.build(directory, DIMENSION, iter(split(points, 300)))
    opened = engine.open(directory)
    yield opened
    opened.close()


def built(engine, directory: Path, *batches: Points, dimension: int = DIMENSION):
    engine.build(directory / "base", dimension, iter(batches))
    return engine.open(directory / "base")


def agree(found: Ranked, expected: Ranked, tolerance: float) -> None:
    assert found.scores.dtype == np.float32
    assert found.chunk_ids.dtype == np.int64
    np.testing.assert_allclose(found.scores, expected.scores, atol=tolerance)
    # Ids may trade places only where the scores are as good as equal.
    for place in np.flatnonzero(found.chunk_ids != expected.chunk_ids):
        rivals = expected.scores[expected.chunk_ids == found.chunk_ids[place]]
        gap = abs(rivals[0] - expected.scores[place]) if len(rivals) else abs(expected.scores[-1] - found.scores[place])
        assert gap <= tolerance


@pytest.mark.parametrize("k", [1, 7, 50, COUNT - 1, COUNT, COUNT + 1, 10**9])
def test_dense_gives_the_k_nearest(index, oracle, k):
    rng = np.random.default_rng(2)
    for question in rng.standard_normal((5, DIMENSION)):
        vector = (question / np.linalg.norm(question)).astype(np.float32)
        found = index.dense(vector, k)
        assert len(found) == min(k, COUNT)
        agree(found, oracle.dense(vector, k), 1e-5)


@pytest.mark.parametrize("k", [1, 7, 50, COUNT, 10**9])
def test_lexical_gives_the_k_best_above_zero(index, oracle, k):
    rng = np.random.default_rng(3)
    for length in (1, 2, 5, 20, 60):
        query = random_sparse(rng, length)
        agree(index.lexical(query, k), oracle.lexical(query, k), 1e-4)


def test_lexical_scores_are_the_same_to_the_last_bit(index, oracle):
    """Whoever adds up, and in whatever order: so copies tie, and a chunk's score survives a move between engines."""
    query = random_sparse(np.random.default_rng(13), 200)
    found, expected = index.lexical(query, COUNT), oracle.lexical(query, COUNT)
    assert found.scores.tolist() == expected.scores.tolist()
    assert found.chunk_ids.tolist() == expected.chunk_ids.tolist()


@pytest.mark.parametrize("share", [0.01, 0.1, 0.5, 0.99, 1.0])
def test_filters_restrict_to_documents(index, oracle, points, share):
    rng = np.random.default_rng(4)
    numbers = np.unique(points.document_numbers)
    documents = frozenset(rng.choice(numbers, max(1, int(share * len(numbers))), replace=False).tolist())
    vector, query = unit_rows(rng, 1)[0], random_sparse(rng, 20)
    agree(index.dense(vector, 40, documents), oracle.dense(vector, 40, documents), 1e-5)
    agree(index.lexical(query, 40, documents), oracle.lexical(query, 40, documents), 1e-4)


@pytest.mark.parametrize("documents", [frozenset(), frozenset({10**12}), frozenset({-1})])
def test_a_filter_that_nothing_passes_finds_nothing(index, points, documents):
    assert len(index.dense(points.dense[0], 10, documents)) == 0
    assert len(index.lexical(random_sparse(np.random.default_rng(5), 50), 10, documents)) == 0


def test_unknown_documents_in_a_filter_do_no_harm(index, oracle, points):
    documents = frozenset({3, 10**12})
    agree(index.dense(points.dense[0], 10, documents), oracle.dense(points.dense[0], 10, documents), 1e-5)


def test_a_vector_finds_itself_first(index, points):
    for row in range(0, COUNT, 50):
        assert index.dense(points.dense[row], 1).chunk_ids.tolist() == [points.chunk_ids[row]]


@pytest.mark.parametrize("k", [0, -5])
def test_k_is_at_least_one(index, oracle, points, k):
    agree(index.dense(points.dense[0], k), oracle.dense(points.dense[0], 1), 1e-5)


def test_everything_can_be_read_back_to_the_last_bit(index, points):
    held = {}
    for batch in index.points():
        for row, chunk in enumerate(batch.chunk_ids.tolist()):
            assert chunk not in held
            terms = sorted(zip(batch.lexical[row].terms.tolist(), batch.lexical[row].weights.tolist(), strict=True))
            held[chunk] = (int(batch.document_numbers[row]), batch.dense[row].tolist(), terms)
    assert held == {
        int(chunk): (
            int(points.document_numbers[row]),
            points.dense[row].tolist(),
            sorted(zip(points.lexical[row].terms.tolist(), points.lexical[row].weights.tolist(), strict=True)),
        )
        for row, chunk in enumerate(points.chunk_ids)
    }


def test_words_without_terms_or_unknown_find_nothing(index):
    assert len(index.lexical(NOTHING, 10)) == 0
    assert len(index.lexical(sparse({5: 1.0}), 10)) == 0


def test_scores_of_zero_or_less_are_left_out(engine, tmp_path):
    lexical = (sparse({1: 1.0, 2: 1.0}), sparse({1: 1.0, 2: 2.0}), sparse({1: 1.5}), sparse({2: 1.0}))
    batch = Points(np.arange(4), np.arange(4), unit_rows(np.random.default_rng(0), 4), lexical)
    index = built(engine, tmp_path, batch)
    found = index.lexical(sparse({1: 2.0, 2: -2.0}), 10)
    assert (found.chunk_ids.tolist(), found.scores.tolist()) == ([2], [3.0])
    index.close()


@pytest.mark.parametrize("k", [1, 5, 39, 41, 100])
def test_equal_scores_are_ordered_by_id(engine, tmp_path, k):
    """Three distinct chunks repeated a hundred times each, in any order, as boilerplate is in real folders."""
    rng = np.random.default_rng(6)
    ids = rng.permutation(300)
    rows, words = unit_rows(rng, 3), [sparse({7: 1.0, 8: weight}) for weight in (0.5, 1.0, 1.5)]
    index = built(engine, tmp_path, Points(ids, ids, rows[ids % 3], tuple(words[i % 3] for i in ids)))
    nearest = np.arange(2, 300, 3)
    assert index.dense(rows[2], k).chunk_ids.tolist() == nearest[:k].tolist()
    assert index.lexical(sparse({7: 1.0, 8: 1.0}), k).chunk_ids.tolist() == nearest[:k].tolist()
    some = frozenset(range(150))
    assert index.dense(rows[2], k, some).chunk_ids.tolist()[:50] == nearest[:50][:k].tolist()
    index.close()


def test_an_empty_base_can_be_built_and_asked(engine, tmp_path):
    index = built(engine, tmp_path)
    vector = unit_rows(np.random.default_rng(0), 1)[0]
    assert len(index) == 0
    assert sum(len(batch) for batch in index.points()) == 0
    assert len(index.dense(vector, 10)) == 0
    assert len(index.dense(vector, 10, frozenset({1}))) == 0
    assert len(index.lexical(sparse({1: 1.0}), 10)) == 0
    index.close()


def test_chunks_without_words_are_found_by_meaning(engine, tmp_path):
    rows = unit_rows(np.random.default_rng(0), 3)
    index = built(engine, tmp_path, Points(np.array([1, 2, 3]), np.array([1, 1, 2]), rows, (NOTHING,) * 3))
    assert index.dense(rows[1], 1).chunk_ids.tolist() == [2]
    assert len(index.lexical(sparse({1: 1.0}), 10)) == 0
    index.close()


def test_large_numbers_survive(engine, tmp_path):
    ids, numbers = np.array([2**53 + 1, 2**40]), np.array([2**45, 2**53 + 1])
    rows = unit_rows(np.random.default_rng(0), 2)
    index = built(engine, tmp_path, Points(ids, numbers, rows, (sparse({2**32 - 1: 1.0}), NOTHING)))
    assert index.dense(rows[0], 5, frozenset({2**45})).chunk_ids.tolist() == [2**53 + 1]
    assert index.dense(rows[0], 5, frozenset({2**53 + 1})).chunk_ids.tolist() == [2**40]
    assert index.lexical(sparse({2**32 - 1: 1.0}), 5).chunk_ids.tolist() == [2**53 + 1]
    index.close()


def test_how_points_are_batched_makes_no_difference(engine, tmp_path, points):
    rng = np.random.default_rng(8)
    vector, query = unit_rows(rng, 1)[0], random_sparse(rng, 20)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    whole = built(engine, tmp_path / "a", points)
    pieces = built(engine, tmp_path / "b", *reversed(split(points, 97)))
    for ask in (lambda index: index.dense(vector, 60), lambda index: index.lexical(query, 60)):
        assert ask(whole).chunk_ids.tolist() == ask(pieces).chunk_ids.tolist()
        assert ask(whole).scores.tolist() == ask(pieces).scores.tolist()
    whole.close()
    pieces.close()


def test_threads_get_what_one_reader_gets(index, points):
    rng = np.random.default_rng(9)
    vectors, queries = unit_rows(rng, 8), [random_sparse(rng, 20) for _ in range(8)]
    few = frozenset(range(20))

    def ask(i: int) -> list[list[int]]:
        answers = (index.dense(vectors[i], 30), index.lexical(queries[i], 30), index.dense(vectors[i], 30, few))
        return [answer.chunk_ids.tolist() for answer in answers]

    expected = [ask(i) for i in range(8)]
    wrong: list[int] = []

    def read(i: int) -> None:
        if any(ask(i) != expected[i] for _ in range(20)):
            wrong.append(i)

    threads = [threading.Thread(target=read, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("kind", [EdgeEngine, FaissEngine])
def test_repeated_chunk_ids_are_refused(kind, tmp_path, points):
    with pytest.raises(StorageError, match="chunk ids repeat"):
        kind().build(tmp_path / "base", DIMENSION, [points, split(points, 10)[0]])


def test_copies_of_a_text_tie_whatever_order_they_were_added_in(engine, tmp_path):
    """Sums of many products must not depend on where in the base a chunk stands."""
    rng = np.random.default_rng(12)
    words = [random_sparse(rng, 40) for _ in range(4)]
    ids = rng.permutation(400)
    points = Points(ids, ids, unit_rows(rng, 400), tuple(words[i % 4] for i in ids))
    index = built(engine, tmp_path, *split(points, 77))
    query = random_sparse(rng, 60)
    found = index.lexical(query, 400)
    for copy in range(4):
        same = found.chunk_ids % 4 == copy
        assert len(set(found.scores[same].tolist())) == 1
        assert found.chunk_ids[same].tolist() == sorted(found.chunk_ids[same].tolist())
    index.close()


APPROXIMATE = {
    "edge": partial(EdgeEngine, graph_above=1_000),
    "edge-int8": partial(EdgeEngine, graph_above=1_000, quantization="int8"),
    "edge-4bit": partial(EdgeEngine, graph_above=1_000, quantization="4bit"),
    "faiss-graph": partial(FaissEngine, graph_above=1_000),
    "faiss-lists": partial(FaissEngine, graph_above=1_000, lists_above=1_000),
    "faiss-int8": partial(FaissEngine, graph_above=1_000, quantization="int8"),
    "faiss-4bit": partial(FaissEngine, graph_above=1_000, quantization="4bit"),
}


@pytest.mark.parametrize("kind", list(APPROXIMATE))
def test_what_is_not_exact_finds_nearly_everything_scores_exactly_and_filters_exactly(kind, tmp_path):
    points = random_points(seed=10, count=2_500)
    oracle = ExactIndex([points])
    index = built(APPROXIMATE[kind](), tmp_path, points)
    recall = []
    few, most = frozenset(range(5)), frozenset(range(490))
    for vector in unit_rows(np.random.default_rng(11), 30):
        for documents in (None, most):
            found, expected = index.dense(vector, 10, documents), oracle.dense(vector, 10, documents)
            recall.append(len(set(found.chunk_ids) & set(expected.chunk_ids)) / 10)
            exact = points.dense[np.argsort(points.chunk_ids)][found.chunk_ids - 1] @ vector
            np.testing.assert_allclose(found.scores, exact, atol=1e-5)
        agree(index.dense(vector, 30, few), oracle.dense(vector, 30, few), 1e-5)
    assert np.mean(recall) > 0.97
    assert sum(len(batch) for batch in index.points()) == 2_500
    index.close()
