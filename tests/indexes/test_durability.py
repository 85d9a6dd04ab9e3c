"""A base on disk: whole or not there, opened again, opened by several processes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import IndexDamaged, InvalidRequest, MissingExtra, StorageError
from rag.indexes import manifest
from rag.types import Points
from tests.indexes.sample_points import DIMENSION, random_points, sparse
from tests.indexes.stored import NAMES, QUESTION, WORDS, answers, answers_of, engine_named

READER = """
import json, sys
from pathlib import Path
import numpy as np
from rag.indexes.engines import engine
from rag.settings import Settings
from rag.types import SparseVector
name, directory, question, terms, weights = json.loads(sys.argv[1])
index = engine(name, Settings()).open(Path(directory))
print("open", flush=True)
sys.stdin.readline()
words = SparseVector(np.array(terms, np.uint32), np.array(weights, np.float32))
dense, lexical = index.dense(np.array(question, np.float32), 20), index.lexical(words, 20)
parts = [dense.chunk_ids, dense.scores, lexical.chunk_ids, lexical.scores]
print(json.dumps([part.tolist() for part in parts]))
index.close()
"""


def contents(directory: Path) -> dict[str, tuple[int, int]]:
    return {str(path): manifest.fingerprint(path) for path in directory.rglob("*") if path.is_file()}


def test_a_base_answers_the_same_when_opened_again(base):
    engine, directory = base
    before = contents(directory)
    first = answers_of(engine, directory)
    assert answers_of(engine, directory) == first
    assert contents(directory) == before, "opening, searching and closing must not change what is stored"


def test_a_faiss_base_is_opened_without_touching_it(base):
    engine, directory = base
    if engine.name != "faiss":
        pytest.skip("Qdrant Edge touches the times of its files")
    times = {path: path.stat().st_mtime_ns for path in [directory, *directory.rglob("*")]}
    answers_of(engine, directory)
    assert {path: path.stat().st_mtime_ns for path in [directory, *directory.rglob("*")]} == times


def test_two_other_processes_read_a_base_that_is_open_here(base):
    engine, directory = base
    index = engine.open(directory)
    expected = answers(index)
    task = json.dumps([engine.name, str(directory), QUESTION.tolist(), WORDS.terms.tolist(), WORDS.weights.tolist()])
    readers = [
        subprocess.Popen([sys.executable, "-c", READER, task], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        # All have it open before any of them asks.
        assert [reader.stdout.readline() for reader in readers] == ["open\n", "open\n"]
        replies = [json.loads(reader.communicate("\n", timeout=60)[0]) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
            reader.wait()
    assert replies == [expected, expected]
    assert answers(index) == expected
    index.close()


def test_a_base_may_be_moved_and_outlives_its_folder_while_open(base, tmp_path):
    engine, directory = base
    shutil.copytree(directory, tmp_path / "copy")
    index = engine.open(tmp_path / "copy")
    shutil.rmtree(tmp_path / "copy")
    assert answers(index) == answers_of(engine, directory)
    index.close()
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("name", NAMES)
def test_an_unfinished_build_is_no_base(name, tmp_path):
    def interrupted() -> Iterator[Points]:
        yield random_points(seed=24, count=50)
        raise KeyboardInterrupt

    engine = engine_named(name)
    with pytest.raises(KeyboardInterrupt):
        engine.build(tmp_path / "base", DIMENSION, interrupted())
    with pytest.raises(IndexDamaged):
        engine.open(tmp_path / "base")


@pytest.mark.parametrize("name", NAMES)
def test_a_place_that_cannot_be_written_is_a_storage_error(name, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError):
        engine_named(name).build(tmp_path / "file" / "base", DIMENSION, [])


def test_a_closed_edge_index_says_so(tmp_path):
    engine = engine_named("edge")
    engine.build(tmp_path / "base", DIMENSION, [random_points(seed=27, count=5)])
    index = engine.open(tmp_path / "base")
    index.close()
    index.close()
    with pytest.raises(StorageError, match="closed"):
        index.lexical(sparse({2**31 + 1: 1.0}), 1)


def test_an_unknown_engine_is_an_invalid_request():
    with pytest.raises(InvalidRequest, match="edge, faiss and qdrant"):
        engine_named("abacus")


@pytest.mark.parametrize(("name", "package"), [("edge", "qdrant_edge"), ("faiss", "faiss")])
def test_an_engine_that_is_not_installed_names_its_extra(name, package, tmp_path, monkeypatch):
    engine_named(name).build(tmp_path / "base", DIMENSION, [])
    monkeypatch.setitem(sys.modules, package, None)
    for step in (
        lambda: engine_named(name).build(tmp_path / "other", DIMENSION, []),
        lambda: engine_named(name).open(tmp_path / "base"),
    ):
        with pytest.raises(MissingExtra, match=rf"sourcebound\[{name}\]"):
            step()
