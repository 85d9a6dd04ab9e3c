"""Both engines in every precision against sentence-transformers itself."""

import itertools
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from rag.embedders import open_embedder, openvino_engine, torch_engine
from rag.embedders.torch_engine import Pace
from rag.errors import ModelError
from rag.settings import Settings


def engine(cache, engine="openvino", precision="auto", model="all-MiniLM-L6-v2"):
    return open_embedder(
        Settings(cache=cache, embedder=str(model), embedder_engine=engine, embedder_precision=precision)
    )


@pytest.fixture(scope="module")
def embedder(cache):
    return engine(cache)


@pytest.mark.parametrize(
    ("name", "precision", "least"),
    [("openvino", "fp32", 0.99999), ("openvino", "bf16", 0.999), ("openvino", "int8", 0.98), ("torch", "bf16", 0.999)],
)
def test_vectors_are_those_of_sentence_transformers(cache, texts, reference, name, precision, least):
    embedder = engine(cache, name, precision)
    vectors = embedder.embed(texts)
    assert embedder.identity == f"all-MiniLM-L6-v2@53aa5117/{name}-{precision}"
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(texts), embedder.dimension)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert (vectors * reference).sum(axis=1).min() > least


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"pooling": "cls"},
        {"kind": "roberta"},
        {"hidden_act": "gelu_new"},
        {"lower_case": True},
        {"prompts": {"document": "file open "}},
    ],
    ids=str,
)
def test_other_models_are_built_right(tiny_model, encode, cache, kind):
    folder = tiny_model(**kind)
    texts = ["open file", "Open the FILE now", "", "a longer text than the others " * 9]
    expected = encode(folder, texts)
    vectors = engine(cache, precision="fp32", model=folder).embed(texts)
    assert (vectors * expected).sum(axis=1) == pytest.approx(1.0, abs=1e-5)


def test_auto_takes_torch_for_what_openvino_cannot_build(tiny_model, cache):
    folder = tiny_model(kind="distilbert")
    assert "/torch-" in engine(cache, "auto", model=folder).identity
    assert engine(cache, "auto", model=folder).embed(["open"]).shape == (1, 32)
    with pytest.raises(ModelError, match="RAG_EMBEDDER_ENGINE=torch"):
        engine(cache, "openvino", model=folder)


def test_weights_of_another_architecture_are_refused(tiny_model, cache):
    folder = tiny_model(num_hidden_layers=3)
    config = folder / "config.json"
    config.write_text(config.read_text().replace('"num_hidden_layers": 3', '"num_hidden_layers": 2'))
    with pytest.raises(ModelError, match="another architecture"):
        engine(cache, precision="fp32", model=folder).embed(["open"])


def fed(monkeypatch, way, window):
    """The engine's name, its texts read in such windows; ``torch ahead`` is fed as a GPU is."""
    name = way.split()[0]
    pace = Pace(budget=8192, window=window, under_way=2 if "ahead" in way else 0)
    monkeypatch.setattr(torch_engine, "PACES", {"cpu": pace, "cuda": pace})
    monkeypatch.setattr(openvino_engine, "WINDOW", window)
    return name


@pytest.mark.parametrize("way", ["openvino", "torch", "torch ahead"])
def test_a_stream_is_complete_and_equal_to_embedding_at_once(cache, tiny_model, way, monkeypatch):
    name = fed(monkeypatch, way, 32)
    embedder = engine(cache, name, "fp32", tiny_model())
    texts = [("open file " * (number % 7)).strip() for number in range(150)]
    seen = {}
    for keys, vectors in embedder.embed_stream((1000 + number, text) for number, text in enumerate(texts)):
        assert len(keys) == len(vectors)
        seen |= dict(zip(keys, vectors, strict=True))
    assert sorted(seen) == list(range(1000, 1150))
    expected = embedder.embed(texts)
    assert np.stack([seen[key] for key in sorted(seen)]) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("way", "ahead"), [("openvino", 2), ("torch", 2), ("torch ahead", 6)])
def test_an_endless_stream_is_read_no_further_than_some_windows_ahead(cache, tiny_model, way, ahead, monkeypatch):
    name = fed(monkeypatch, way, 64)
    monkeypatch.setattr("rag.embedders.openvino_engine.BUDGET", 64)
    read = itertools.count()
    embedder = engine(cache, name, "fp32", tiny_model())
    stream = embedder.embed_stream((next(read), "open file") for _ in itertools.repeat(None))
    given = sum(len(keys) for keys, _ in itertools.islice(stream, 20))
    stream.close()
    assert next(read) - given <= ahead * 64
    assert embedder.embed(["open"]).shape == (1, 32)


def test_nothing_gives_nothing(embedder):
    assert embedder.embed([]).shape == (0, 384)
    assert list(embedder.embed_stream([])) == []


def test_many_threads_get_their_own_answers(embedder):
    texts = [f"question number {number}" for number in range(24)]
    expected = embedder.embed(texts)
    with ThreadPoolExecutor(8) as pool:
        vectors = np.concatenate(list(pool.map(lambda text: embedder.embed([text]), texts)))
    assert (vectors * expected).sum(axis=1).min() > 0.9995


def test_streams_of_several_threads_do_not_mix(embedder):
    texts = [f"{number} sheep" for number in range(40)]
    expected = embedder.embed(texts)

    def run(shift):
        keyed = [(number, texts[(number + shift) % 40]) for number in range(40)]
        rows = [(key, row) for keys, rows in embedder.embed_stream(keyed) for key, row in zip(keys, rows, strict=True)]
        return min(float(row @ expected[(key + shift) % 40]) for key, row in rows)

    with ThreadPoolExecutor(4) as pool:
        assert min(pool.map(run, range(4))) > 0.9995


def test_batches_stay_within_their_budget_and_waste_little(embedder, monkeypatch):
    monkeypatch.setattr(openvino_engine, "BUDGET", 1024)
    texts = ["word " * (60 + number % 130) for number in range(400)] + ["word " * 900]
    batches = list(embedder._batches(texts))
    assert sorted(position for batch in batches for position in batch.positions) == list(range(401))
    assert max(batch.ids.size for batch in batches) <= 1024
    assert sum(batch.ids.size for batch in batches) < 1.1 * sum(batch.mask.sum() for batch in batches)


def test_embedding_loads_no_torch_and_no_telemetry(cache, tmp_path):
    program = f"""
import sys
from rag.embedders import open_embedder
from rag.settings import Settings
open_embedder(Settings(cache={str(cache)!r})).embed(["file"])
print([name for name in ("torch", "transformers", "openvino_telemetry", "huggingface_hub") if name in sys.modules])
"""
    environment = os.environ | {"HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == "[]"
    assert not list(tmp_path.iterdir())
