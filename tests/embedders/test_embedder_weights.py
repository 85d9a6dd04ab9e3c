"""Only the weights that were meant are read, and nothing of a model is ever run."""

import hashlib
import os
import shutil
import subprocess
import sys

import pytest

from rag.bert.safetensors_file import read_safetensors
from rag.bert.weights import KNOWN_SHA256, open_model_files
from rag.embedders import open_embedder, open_tokenizer
from rag.errors import ModelError
from rag.settings import Settings


def test_the_packaged_model_is_the_known_one(settings):
    files = open_model_files(settings)
    assert files.sha256 == KNOWN_SHA256["all-MiniLM-L6-v2"]
    assert (files.max_tokens, files.pooling, files.label) == (256, "mean", "all-MiniLM-L6-v2@53aa5117")
    assert open_model_files(Settings(embedder="sentence-transformers/all-MiniLM-L6-v2", cache=settings.cache)) == files


def test_another_hash_is_refused(tiny_model, cache):
    folder = str(tiny_model())
    digest = open_model_files(Settings(embedder=folder, cache=cache)).sha256
    assert open_model_files(Settings(embedder=folder, cache=cache, embedder_sha256=digest.upper())).sha256 == digest
    with pytest.raises(ModelError, match="RAG_EMBEDDER_SHA256"):
        open_model_files(Settings(embedder=folder, cache=cache, embedder_sha256="0" * 64))


def test_changed_weights_are_hashed_anew(tiny_model, cache):
    folder = tiny_model()
    settings = Settings(embedder=str(folder), cache=cache)
    before = open_model_files(settings).sha256
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    assert before != open_model_files(settings).sha256 == hashlib.sha256(content).hexdigest()


def test_a_model_that_only_claims_the_known_name_is_refused(tiny_model, cache):
    impostor = tiny_model().rename(cache / "all-MiniLM-L6-v2")
    with pytest.raises(ModelError, match="hash"):
        open_model_files(Settings(embedder=str(impostor), cache=cache))


def test_pickled_weights_are_refused(tiny_model, cache):
    folder = tiny_model()
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match=r"pickled.*safetensors"):
        open_embedder(Settings(embedder=str(folder), cache=cache))


def test_no_weights_at_all_and_no_model_at_all_are_named(tmp_path, cache):
    with pytest.raises(ModelError, match="no safetensors"):
        open_embedder(Settings(embedder=str(tmp_path), cache=cache))
    with pytest.raises(ModelError, match="no embedding model"):
        open_embedder(Settings(embedder="/nowhere/to/be/found", cache=cache))


def test_a_truncated_file_of_weights_is_named(tiny_model, cache):
    path = tiny_model() / "model.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ModelError, match="cannot be read"):
        read_safetensors([path])


def test_a_cache_that_cannot_be_written_costs_only_time(tiny_model, tmp_path, caplog):
    (tmp_path / "file").write_text("")
    settings = Settings(embedder=str(tiny_model()), cache=tmp_path / "file")
    assert open_tokenizer(settings).count(["open"]) == [3]
    assert "cannot be written" in caplog.text


@pytest.mark.parametrize("engine", ["openvino", "torch"])
def test_no_connection_is_made_when_the_model_is_on_disk(engine, cache):
    program = f"""
import socket
def refuse(*args, **kwargs): raise AssertionError("a connection was tried")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from rag.embedders import open_embedder
from rag.settings import Settings
print(open_embedder(Settings(cache={str(cache)!r}, embedder_engine={engine!r})).embed(["file"]).shape)
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.strip() == "(1, 384)", done.stderr


def test_a_name_is_found_in_the_local_hub_cache(tiny_model, tmp_path, cache):
    repository = tmp_path / "models--somebody--tiny"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0" * 40)
    shutil.copytree(tiny_model(), repository / "snapshots" / ("0" * 40))
    program = f"""
from rag.embedders import open_embedder
from rag.settings import Settings
print(open_embedder(Settings(embedder="somebody/tiny", cache={str(cache)!r})).embed(["file"]).shape)
"""
    environment = os.environ | {"HF_HUB_CACHE": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.strip() == "(1, 32)", done.stderr
