"""A precision is proven close to fp32 before it is used, and the proof survives accidents."""

import json
import signal
import subprocess
import sys

import pytest

from rag.bert import cache_file
from rag.embedders import open_embedder
from rag.embedders.int8 import calibrate
from rag.settings import Settings


def open_int8(folder, cache):
    """An embedder whose precision was asked for, which is when it is proven."""
    embedder = open_embedder(Settings(embedder=str(folder), cache=cache, embedder_precision="int8"))
    assert embedder.precision in ("int8", "fp32")
    return embedder


def proofs(cache):
    return sorted((cache / "openvino").glob("*"))


def test_a_proof_is_kept_and_used_again(tiny_model, tmp_path, monkeypatch):
    folder = tiny_model()
    first = open_int8(folder, tmp_path)
    assert first.precision == "int8"
    assert len(proofs(tmp_path)) == 1
    monkeypatch.setattr("rag.embedders.precision.prove", None)
    assert open_int8(folder, tmp_path).identity == first.identity


def test_a_precision_too_far_from_fp32_is_refused(tiny_model, tmp_path, caplog):
    folder = tiny_model()
    open_int8(folder, tmp_path)
    (path,) = proofs(tmp_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"cosine": 0.9899}))
    assert open_int8(folder, tmp_path).precision == "fp32"
    assert "too far from fp32" in caplog.text


def test_wrong_ranges_show_in_the_cosine(tmp_path, monkeypatch):
    def clipped(*arguments):
        return {name: (low / 4, high / 4) for name, (low, high) in calibrate(*arguments).items()}

    monkeypatch.setattr("rag.embedders.precision.calibrate", clipped)
    assert open_int8("all-MiniLM-L6-v2", tmp_path).precision == "fp32"


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"cosine": 1.0}', '{"cosine": null, "ranges": {}}'])
def test_a_damaged_proof_is_made_anew(tiny_model, tmp_path, damage):
    folder = tiny_model()
    open_int8(folder, tmp_path)
    (path,) = proofs(tmp_path)
    whole = path.read_text()
    path.write_text(damage)
    assert open_int8(folder, tmp_path).precision == "int8"
    assert json.loads(path.read_text()).keys() == json.loads(whole).keys()


def test_a_disk_that_refuses_leaves_no_half_file(tmp_path, monkeypatch, caplog):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache_file.os, "fsync", full)
    cache_file.write_cached(tmp_path / "deep" / "file", "text")
    assert "No space left" in caplog.text
    assert not list((tmp_path / "deep").iterdir())


@pytest.mark.parametrize("kept", [0, 1])
def test_a_process_killed_while_writing_leaves_nothing_that_is_believed(tiny_model, tmp_path, kept):
    """The hash of the weights is cached first, then the proof; the process dies in one of the two."""
    folder = tiny_model()
    program = f"""
import os, signal
from rag.bert import cache_file
from rag.embedders import open_embedder
from rag.settings import Settings
calls = []
def die(handle):
    calls.append(handle)
    if len(calls) > {kept}: os.kill(os.getpid(), signal.SIGKILL)
cache_file.os.fsync = die
open_embedder(Settings(embedder={str(folder)!r}, cache={str(tmp_path)!r}, embedder_precision="int8")).precision
"""
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL
    assert len([path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".tmp"]) == kept
    assert open_int8(folder, tmp_path).precision == "int8"
