"""The weights that come with Sourcebound are whole and the right ones, or it is said what to do."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from rag.errors import ModelError
from rag.reader.files import PATH, SHA256, WORDS, read_weights
from rag.reader.openvino_engine import OpenVINOEngine
from rag.reader.rows import padded, rows_of
from rag.reader.torch_engine import TorchEngine
from tests.reader.passages import FERRY

REMEDY = "Install Sourcebound again"
QUERY = "encoder.layer.2.attention.self.query.weight"


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_shipped_file_is_the_one_that_was_measured_and_small():
    assert sha256(PATH) == SHA256
    assert PATH.stat().st_size <= 25_000_000


def test_weights_are_single_precision_with_the_word_vectors_of_the_embedder(base, weights):
    assert {array.dtype for array in weights.values()} == {np.dtype(np.float32)}
    words = load_file(base.weights[0])[WORDS]
    assert (weights[WORDS] == words).all()
    assert WORDS not in load_file(PATH)


def test_an_absent_file_is_named(base, tmp_path):
    with pytest.raises(ModelError, match=r"absent\.safetensors cannot be read") as caught:
        read_weights(base, tmp_path / "absent.safetensors")
    assert REMEDY in caught.value.remedy


@pytest.mark.parametrize("place", [100_000, -1])
def test_one_changed_byte_is_seen(base, tmp_path, place):
    changed = bytearray(PATH.read_bytes())
    changed[place] ^= 1
    path = tmp_path / "changed.safetensors"
    path.write_bytes(changed)
    with pytest.raises(ModelError, match=f"not {SHA256}") as caught:
        read_weights(base, path)
    assert REMEDY in caught.value.remedy


@pytest.mark.parametrize("length", [0, 7, 500, 1_000_000])
def test_a_cut_file_is_refused_by_its_hash_and_by_its_form(base, tmp_path, length):
    path = tmp_path / "cut.safetensors"
    path.write_bytes(PATH.read_bytes()[:length])
    with pytest.raises(ModelError, match="have the hash"):
        read_weights(base, path)
    with pytest.raises(ModelError, match="cannot be read") as caught:
        read_weights(base, path, sha256(path))
    assert caught.value.remedy


def test_other_weights_are_read_when_their_hash_is_given(base, tmp_path):
    path = tmp_path / "half.safetensors"
    save_file({"span.bias": np.array([0.5, -2], np.float16)}, path)
    found = read_weights(base, path, sha256(path))
    assert found["span.bias"].tolist() == [0.5, -2.0]


def start(engine, base, weights):
    return OpenVINOEngine(base.config, weights, "fp32") if engine == "openvino" else TorchEngine(weights, "fp32")


def without(name):
    return lambda weights: {key: value for key, value in weights.items() if key != name}


def changed(name, change):
    return lambda weights: weights | {name: change(weights[name])}


WRONG = {
    "no layer": without("encoder.layer.5.output.dense.weight"),
    "no head": without("verdict.weight"),
    "narrow query": changed(QUERY, lambda query: query[:, :-1]),
    "short query": changed(QUERY, lambda query: query[:-12]),
    "narrow words": changed(WORDS, lambda words: words[:, :-1]),
    "short bias": changed("encoder.layer.0.output.dense.bias", lambda bias: bias[:-1]),
    "three kinds of places": changed("span.weight", lambda head: np.concatenate([head, head[:1]])),
    "two verdicts": changed("verdict.weight", lambda head: head[:2]),
    "one verdict's bias": changed("verdict.bias", lambda bias: bias[:1]),
}


@pytest.mark.parametrize("engine", ["openvino", "torch"])
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_weights_of_other_shapes_are_refused(base, weights, tokenizer, engine, wrong):
    batch = padded(rows_of(tokenizer, [("who?", FERRY)]), 64)
    with pytest.raises(ModelError, match="do not fit its architecture") as caught:
        start(engine, base, wrong(weights)).run([batch])
    assert REMEDY in caught.value.remedy


def test_weights_of_more_layers_are_refused(base, weights, tokenizer):
    more = weights | {name.replace("layer.5", "layer.6"): weights[name] for name in weights if "layer.5" in name}
    with pytest.raises(ModelError, match="The reader has weights of another architecture"):
        OpenVINOEngine(base.config, more, "fp32").run([padded(rows_of(tokenizer, [("who?", FERRY)]), 64)])
