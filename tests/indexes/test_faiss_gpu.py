"""The GPU path, with a stand-in for the device: this machine may have none."""

from __future__ import annotations

import faiss
import numpy as np
import pytest

from rag.indexes import faiss_index
from rag.indexes.faiss_gpu import on_gpu
from rag.indexes.faiss_index import FaissEngine
from tests.indexes.exact_index import ExactIndex
from tests.indexes.sample_points import DIMENSION, random_points, unit_rows


class Device:
    """FAISS as it is with one GPU, whose scores are as rough as a GPU's may be."""

    calls = 0

    def StandardGpuResources(self):
        return object()

    def get_num_gpus(self):
        return 1

    def index_cpu_to_gpu(self, resources, device, flat):
        self.flat = flat
        return self

    def search(self, question, limit):
        Device.calls += 1
        scores, rows = self.flat.search(question, limit)
        return scores.astype(np.float16).astype(np.float32), rows


def test_scores_from_a_gpu_are_those_of_every_engine(tmp_path, monkeypatch):
    points = random_points(seed=40, count=300)
    FaissEngine().build(tmp_path / "base", DIMENSION, [points])
    monkeypatch.setattr(faiss_index, "on_gpu", lambda faiss, flat: on_gpu(Device(), flat))
    index, oracle = FaissEngine().open(tmp_path / "base"), ExactIndex([points])
    for vector in unit_rows(np.random.default_rng(41), 10):
        for documents in (None, frozenset(range(5))):
            found, expected = index.dense(vector, 20, documents), oracle.dense(vector, 20, documents)
            assert found.chunk_ids.tolist() == expected.chunk_ids.tolist()
            np.testing.assert_allclose(found.scores, expected.scores, atol=1e-6)
    assert Device.calls >= 10


def test_without_a_gpu_the_cpu_searches():
    if faiss.get_num_gpus():
        pytest.skip("this machine has a GPU")
    assert on_gpu(faiss, faiss.IndexFlatIP(4)) is None
