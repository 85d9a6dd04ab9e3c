"""A base that is searched by short vectors scores, and gives back, the exact vectors and words that lie beside them."""

from __future__ import annotations

import os
from functools import partial

import numpy as np
import pytest
import qdrant_edge

from rag.errors import StorageError
from rag.indexes import edge
from rag.indexes.edge import EdgeEngine
from rag.indexes.exact_rows import ExactRows
from rag.indexes.faiss_index import FaissEngine
from rag.indexes.qdrant_points import DENSE, DOCUMENT, LEXICAL
from tests.indexes.exact_index import ExactIndex
from tests.indexes.sample_points import DIMENSION, random_points, unit_rows
from tests.indexes.stored import QUESTION, WORDS, declare_whole

COUNT = 300
KINDS = {
    "edge-graph": partial(EdgeEngine, graph_above=100),
    "edge-scan": EdgeEngine,
    "faiss": partial(FaissEngine, graph_above=100),
}


def vectors_of(index):
    return {int(c): v for batch in index.points() for c, v in zip(batch.chunk_ids, batch.dense, strict=True)}


@pytest.mark.parametrize("quantization", ["int8", "4bit"])
@pytest.mark.parametrize("kind", list(KINDS))
def test_scores_and_order_are_those_of_the_exact_vectors(kind, quantization, tmp_path):
    engine, points = KINDS[kind](quantization=quantization), random_points(seed=50, count=COUNT)
    engine.build(tmp_path / "base", DIMENSION, [points])
    stored = tmp_path / "base" / "vectors.f16"
    (-np.fromfile(stored, np.float16)).tofile(stored)
    declare_whole(tmp_path / "base", engine.name, COUNT)
    index = engine.open(tmp_path / "base")
    found = index.dense(QUESTION, COUNT)
    scores = dict(zip(points.chunk_ids.tolist(), (-points.dense @ QUESTION).tolist(), strict=True))
    np.testing.assert_allclose(found.scores, [scores[chunk] for chunk in found.chunk_ids.tolist()], atol=1e-5)
    assert found.chunk_ids.tolist() == sorted(scores, key=lambda chunk: -scores[chunk])
    held = vectors_of(index)
    assert all(np.array_equal(held[int(c)], -v) for c, v in zip(points.chunk_ids, points.dense, strict=True))
    index.close()


def test_words_are_those_of_the_file(tmp_path):
    engine = EdgeEngine(quantization="int8")
    engine.build(tmp_path / "base", DIMENSION, [random_points(seed=56, count=COUNT)])
    stored = tmp_path / "base" / "words.bin"
    stored.write_bytes(bytes(stored.stat().st_size))
    declare_whole(tmp_path / "base", "edge", COUNT)
    index = engine.open(tmp_path / "base")
    assert len(index.lexical(WORDS, 10)) == 0
    assert all(not row.weights.any() for batch in index.points() for row in batch.lexical)
    index.close()


def test_a_score_does_not_depend_on_what_else_is_scored(tmp_path):
    rows = ExactRows(tmp_path / "rows", 384)
    rows.create()
    rows.append(unit_rows(np.random.default_rng(51), 500, 384))
    rows.open()
    question = unit_rows(np.random.default_rng(52), 1, 384)[0]
    order, scores = rows.best(np.arange(500), question, 500)
    alone = [rows.best(np.array([row]), question, 1)[1][0] for row in order]
    assert scores.tolist() == alone
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)


def test_files_that_end_too_early_are_an_error_and_no_answer(tmp_path):
    engine = EdgeEngine(quantization="int8")
    engine.build(tmp_path / "base", DIMENSION, [random_points(seed=53, count=COUNT)])
    index = engine.open(tmp_path / "base")
    for part in ("vectors.f16", "words.bin"):
        os.truncate(tmp_path / "base" / part, 100)
    for ask in (lambda: index.dense(QUESTION, 20), lambda: index.lexical(WORDS, 20), lambda: list(index.points())):
        with pytest.raises(StorageError, match="ends too early"):
            ask()
    index.close()


def test_exact_vectors_of_other_chunks_are_an_error_and_no_answer(tmp_path):
    engine = EdgeEngine(quantization="int8")
    engine.build(tmp_path / "base", DIMENSION, [random_points(seed=54, count=COUNT)])
    places = np.load(tmp_path / "base" / "places.npy")
    places[0] += 1_000
    np.save(tmp_path / "base" / "places.npy", places)
    declare_whole(tmp_path / "base", "edge", COUNT)
    index = engine.open(tmp_path / "base")
    with pytest.raises(StorageError, match="nothing exact"):
        index.dense(QUESTION, 20)
    index.close()


def test_a_base_whose_shard_holds_the_exact_vectors_is_searched_as_it_was(tmp_path, monkeypatch):
    """Bases that earlier versions built with quantization stay on people's disks."""
    points = random_points(seed=55, count=COUNT)
    monkeypatch.setattr(edge, "create", earlier_shard)
    EdgeEngine(graph_above=100).build(tmp_path / "base", DIMENSION, [points])
    assert not (tmp_path / "base" / "vectors.f16").exists()
    index, oracle = EdgeEngine(quantization="int8").open(tmp_path / "base"), ExactIndex([points])
    found, expected = index.dense(QUESTION, 10), oracle.dense(QUESTION, 10)
    assert found.chunk_ids.tolist() == expected.chunk_ids.tolist()
    np.testing.assert_allclose(found.scores, expected.scores, atol=1e-5)
    held = vectors_of(index)
    assert all(np.array_equal(held[int(c)], v) for c, v in zip(points.chunk_ids, points.dense, strict=True))
    index.close()


def earlier_shard(path, dimension, quantization):
    """A shard as version 0.1 made it with int8: exact vectors, and short ones of them."""
    short = qdrant_edge.ScalarQuantizationConfig(qdrant_edge.ScalarType.Int8, quantile=0.99)
    dense = qdrant_edge.EdgeVectorParams(
        size=dimension,
        distance=qdrant_edge.Distance.Dot,
        memory=qdrant_edge.Memory.Cold,
        quantization_config=short,
    )
    shard = qdrant_edge.EdgeShard.create(
        str(path),
        qdrant_edge.EdgeConfig(
            vectors={DENSE: dense},
            sparse_vectors={LEXICAL: qdrant_edge.EdgeSparseVectorParams()},
            optimizers=qdrant_edge.EdgeOptimizersConfig(indexing_threshold=1),
            wal_enabled=False,
        ),
    )
    index = qdrant_edge.IntegerIndexParams(lookup=True, range=False)
    shard.update(qdrant_edge.UpdateOperation.create_field_index(DOCUMENT, index))
    return shard
