"""The GPU path: on the GPU where there is one, and with a stand-in for it where there is none."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import faiss
import numpy as np
import pytest

from rag.indexes import faiss_gpu, faiss_index
from rag.indexes.faiss_gpu import on_gpu
from rag.indexes.faiss_index import FaissEngine
from tests.indexes.exact_index import ExactIndex
from tests.indexes.sample_points import DIMENSION, random_points, unit_rows

ENGINES = {
    "all": FaissEngine,
    "graph": lambda: FaissEngine(graph_above=100),
    "lists": lambda: FaissEngine(graph_above=100, lists_above=200),
    "int8": lambda: FaissEngine(graph_above=100, quantization="int8"),
}


class Rough:
    """An index that scores as roughly as float16 on a GPU may."""

    def __init__(self, device, dimension, config):
        self._device, self._flat = device, faiss.IndexFlatIP(dimension)
        assert config.useFloat16
        assert config.use_cuvs == device.knows_filters

    def add(self, vectors):
        if self._device.full:
            raise RuntimeError("out of memory")
        self._flat.add(vectors.astype(np.float16).astype(np.float32))

    def search(self, question, limit, params=None):
        assert limit <= 2048
        assert params is None or self._device.knows_filters
        self._device.calls += 1
        scores, rows = self._flat.search(question, limit, params=params)
        # Where fewer pass than are asked for, cuVS fills up with others: so it must not be asked for more.
        assert (rows >= 0).all()
        if params is not None and self._device.lets_slip is not None:
            rows[0, -1] = self._device.lets_slip
        shuffled = np.random.default_rng(limit).permutation(len(rows[0]))
        return scores[:, shuffled], rows[:, shuffled]


class Device:
    """FAISS as it is with one GPU."""

    IDSelectorBitmap, SearchParameters = faiss.IDSelectorBitmap, faiss.SearchParameters
    GpuIndexFlatConfig = SimpleNamespace

    def __init__(self, knows_filters, full=False):
        self.knows_filters, self.full, self.calls = knows_filters, full, 0
        self.lets_slip = None

    def StandardGpuResources(self):
        return SimpleNamespace(setTempMemory=lambda bytes: None)

    def get_num_gpus(self):
        return 1

    def GpuIndexFlatIP(self, resources, dimension, config):
        return Rough(self, dimension, config)


@pytest.fixture
def lent(monkeypatch):
    """Lets bases be opened on such a device."""

    def lend(device):
        monkeypatch.setattr(faiss_gpu, "find_spec", lambda name: object() if device.knows_filters else None)
        monkeypatch.setattr(faiss_index, "on_gpu", lambda faiss, *rest: on_gpu(device, *rest))
        return device

    return lend


@pytest.mark.parametrize("kind", ENGINES)
@pytest.mark.parametrize("knows_filters", [True, False])
def test_a_gpu_finds_what_an_exact_search_finds(tmp_path, lent, kind, knows_filters):
    points, engine = random_points(seed=40, count=300), ENGINES[kind]()
    engine.build(tmp_path / "base", DIMENSION, [points])
    device = lent(Device(knows_filters))
    compared(engine.open(tmp_path / "base"), points, filtered=knows_filters)
    assert device.calls == (20 if knows_filters else 10)


@pytest.mark.skipif(not hasattr(faiss, "StandardGpuResources"), reason="this FAISS is for the CPU")
@pytest.mark.parametrize("kind", ENGINES)
def test_this_gpu_finds_what_an_exact_search_finds(tmp_path, kind):
    points, engine = random_points(seed=40, count=3_000), ENGINES[kind]()
    engine.build(tmp_path / "base", DIMENSION, [points])
    index = engine.open(tmp_path / "base")
    assert index._gpu is not None
    compared(index, points, filtered=index._gpu.filters or kind == "all")


def compared(index, points, filtered):
    """Ten questions answered as by the oracle; with a filter too, where the index is exact with one."""
    oracle = ExactIndex([points])
    for vector in unit_rows(np.random.default_rng(41), 10):
        for documents in (None, frozenset(range(5))):
            found, expected = index.dense(vector, 20, documents), oracle.dense(vector, 20, documents)
            if documents is None or filtered:
                assert found.chunk_ids.tolist() == expected.chunk_ids.tolist()
                np.testing.assert_allclose(found.scores, expected.scores, atol=1e-6)


def test_what_a_filter_does_not_let_pass_is_dropped_whatever_the_gpu_says(tmp_path, lent):
    points, device = random_points(seed=40, count=300), lent(Device(knows_filters=True))
    FaissEngine().build(tmp_path / "base", DIMENSION, [points])
    index, allowed = FaissEngine().open(tmp_path / "base"), frozenset(range(5))
    passing = points.chunk_ids[np.isin(points.document_numbers, list(allowed))]
    device.lets_slip = int(np.flatnonzero(~np.isin(points.document_numbers, list(allowed)))[0])
    found = index.dense(unit_rows(np.random.default_rng(41), 1)[0], 300, allowed).chunk_ids
    assert set(found) < set(passing)


def test_without_room_on_the_gpu_the_cpu_searches(tmp_path, lent, caplog):
    points, device = random_points(seed=40, count=300), lent(Device(knows_filters=True, full=True))
    FaissEngine().build(tmp_path / "base", DIMENSION, [points])
    with caplog.at_level(logging.WARNING):
        index = FaissEngine().open(tmp_path / "base")
    assert "300 vectors are searched on the CPU" in caplog.text
    compared(index, points, filtered=True)
    assert device.calls == 0


def test_without_a_gpu_the_cpu_searches():
    if faiss.get_num_gpus():
        pytest.skip("this machine has a GPU")
    assert on_gpu(faiss, faiss_gpu.FlatRows(faiss.IndexFlatIP(4)), 4) is None
