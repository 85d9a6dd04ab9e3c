"""A filter cuts links of the graph that Qdrant Edge searches; what it lets pass must be found all the same."""

from __future__ import annotations

import numpy as np
import pytest

from rag.indexes import edge, edge_shard
from rag.indexes.edge import EdgeEngine
from tests.indexes.exact_index import ExactIndex
from tests.indexes.sample_points import DIMENSION, random_points, unit_rows

DOCUMENTS = 1_000


@pytest.fixture(scope="module")
def points():
    return random_points(seed=60, count=5 * DOCUMENTS)


@pytest.fixture(scope="module")
def base(points, tmp_path_factory):
    """A base whose graph is searched although it is small, and not broadly."""
    with pytest.MonkeyPatch.context() as small:
        small.setattr(edge_shard, "_SCANNED", 100)
        small.setattr(edge, "_SEARCH_BREADTH", 32)
        engine, directory = EdgeEngine(graph_above=100, quantization="int8"), tmp_path_factory.mktemp("graph") / "base"
        engine.build(directory, DIMENSION, [points])
        index = engine.open(directory)
        yield index
        index.close()


def recall(index, points, share):
    """Of the ten nearest among a share of the documents."""
    oracle, rng = ExactIndex([points]), np.random.default_rng(61)
    documents = frozenset(rng.choice(DOCUMENTS, int(share * DOCUMENTS), replace=False).tolist())
    found = []
    for vector in unit_rows(rng, 10):
        expected = set(oracle.dense(vector, 10, documents).chunk_ids.tolist())
        found.append(len(expected & set(index.dense(vector, 10, documents).chunk_ids.tolist())) / 10)
    return np.mean(found)


def test_what_few_pass_is_compared_one_by_one(base, points):
    assert recall(base, points, 0.1) == 1.0


def test_what_many_pass_is_searched_past_what_does_not(base, points, monkeypatch):
    monkeypatch.setattr(edge, "_SCANNED", 0)
    assert recall(base, points, 0.3) > 0.9
