"""A base on disk is never believed when it is damaged, of another engine or of another version."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from rag.errors import IndexDamaged
from rag.indexes import manifest
from rag.indexes.edge import EdgeEngine
from rag.indexes.faiss_index import FaissEngine
from tests.indexes.sample_points import DIMENSION, random_points
from tests.indexes.stored import NAMES, answers_of, declare_whole, engine_named


def flip(path: Path, place: int) -> None:
    """Change one bit of a file; doing it twice changes nothing."""
    with path.open("rb+") as handle:
        handle.seek(place)
        byte = handle.read(1)[0]
        handle.seek(place)
        handle.write(bytes([byte ^ 4]))


@contextmanager
def replaced(path: Path, content: bytes | None) -> Iterator[None]:
    """Another content (None: no file) in the place of ``path`` for a while."""
    aside = path.with_name(path.name + ".aside")
    path.rename(aside)
    try:
        if content is not None:
            path.write_bytes(content)
        yield
    finally:
        path.unlink(missing_ok=True)
        aside.rename(path)


def stored_files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.rglob("*") if path.is_file())


def test_every_missing_truncated_or_overlong_file_is_noticed(base):
    engine, directory = base
    believed = []
    for path in stored_files(directory):
        head = path.read_bytes()[:1_000]
        for content in (None, b"", head[: len(head) // 2], head + b"x"):
            with replaced(path, content):
                try:
                    engine.open(directory).close()
                    believed.append((path.name, content))
                except IndexDamaged:
                    pass
    assert believed == []
    assert answers_of(engine, directory)


def test_every_flipped_bit_is_noticed(base):
    engine, directory = base
    rng = np.random.default_rng(23)
    believed: list[str] = []
    for path in stored_files(directory):
        written = np.flatnonzero(np.fromfile(path, np.uint8)[: 2**20])
        if not len(written):
            continue
        for place in (int(written[0]), int(rng.choice(written)), int(written[-1])):
            flip(path, place)
            try:
                engine.open(directory).close()
                believed.append(path.name)
            except IndexDamaged:
                pass
            finally:
                flip(path, place)
    # The engine's own settings are written anew at every start, so they are not compared, only read.
    assert [name for name in believed if name not in ("edge_config.json", "segment.json")] == []
    assert answers_of(engine, directory)


def test_a_manifest_that_says_something_else_is_noticed(base):
    engine, directory = base
    path = directory / manifest.NAME
    other = path.read_bytes().replace(b'"points": 400', b'"points": 399')
    with replaced(path, other), pytest.raises(IndexDamaged, match="manifest has changed"):
        engine.open(directory)


def test_a_changed_byte_of_a_large_file_is_found_by_reading_all(base, monkeypatch):
    engine, directory = base
    monkeypatch.setattr(manifest, "VERIFIED_ON_OPEN", 0)
    path = max(stored_files(directory), key=lambda path: path.stat().st_blocks)
    place = int(np.flatnonzero(np.fromfile(path, np.uint8))[-1])
    flip(path, place)
    engine.open(directory).close()
    with pytest.raises(IndexDamaged, match=path.name):
        manifest.verify(directory)
    flip(path, place)
    manifest.verify(directory)


def test_filled_holes_are_the_same_file(tmp_path):
    sparse_file, full = tmp_path / "sparse", tmp_path / "full"
    with sparse_file.open("wb") as out:
        out.seek(300_000)
        out.write(b"in the middle")
        out.truncate(1_000_000)
    full.write_bytes(sparse_file.read_bytes())
    assert manifest.fingerprint(sparse_file) == manifest.fingerprint(full)
    moved = full.read_bytes()
    full.write_bytes(moved[65_536:] + bytes(65_536))
    assert manifest.fingerprint(sparse_file) != manifest.fingerprint(full)


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_or_empty_folder_is_damaged_and_stays_as_it_is(name, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "missing"):
        with pytest.raises(IndexDamaged):
            engine_named(name).open(tmp_path / folder)
    assert list(tmp_path.rglob("*")) == [tmp_path / "empty"]


@pytest.mark.parametrize(("builder", "opener"), [NAMES, NAMES[::-1]])
def test_a_base_of_the_other_engine_is_refused(builder, opener, tmp_path):
    engine_named(builder).build(tmp_path / "base", DIMENSION, [])
    with pytest.raises(IndexDamaged, match=f"not one of engine {opener}"):
        engine_named(opener).open(tmp_path / "base")


@pytest.mark.parametrize("name", NAMES)
def test_parts_of_two_bases_do_not_pass_for_one(name, tmp_path):
    engine = engine_named(name)
    for seed, folder in ((25, "a"), (26, "b")):
        engine.build(tmp_path / folder, DIMENSION, [random_points(seed=seed, count=60)])
    shutil.copy(tmp_path / "a" / manifest.NAME, tmp_path / "b" / manifest.NAME)
    with pytest.raises(IndexDamaged):
        engine.open(tmp_path / "b")


@pytest.mark.parametrize("name", NAMES)
def test_a_base_of_another_version_is_refused(name, tmp_path, monkeypatch):
    with monkeypatch.context() as later:
        later.setattr(manifest, "VERSION", manifest.VERSION + 1)
        engine_named(name).build(tmp_path / "base", DIMENSION, [])
    with pytest.raises(IndexDamaged, match=f"not one of engine {name}, version {manifest.VERSION}"):
        engine_named(name).open(tmp_path / "base")


@pytest.mark.parametrize("kind", [FaissEngine, EdgeEngine])
def test_short_vectors_without_their_exact_ones_are_damaged(kind, tmp_path):
    engine = kind(graph_above=100, quantization="int8")
    engine.build(tmp_path / "base", DIMENSION, [random_points(seed=28, count=200)])
    exact = tmp_path / "base" / "vectors.f16"
    for content in (None, exact.read_bytes()[:-96]):
        with replaced(exact, content), pytest.raises(IndexDamaged, match=r"vectors\.f16"):
            engine.open(tmp_path / "base")
    engine.open(tmp_path / "base").close()


@pytest.mark.parametrize("part", ["vectors.f16", "places.npy", "words.bin", "words.npy"])
def test_exact_parts_of_another_base_are_damaged(part, tmp_path):
    """Even where the manifest says that all is well."""
    engine = EdgeEngine(quantization="int8")
    for count, folder in ((50, "a"), (60, "b")):
        engine.build(tmp_path / folder, DIMENSION, [random_points(seed=29, count=count)])
    shutil.copy(tmp_path / "a" / part, tmp_path / "b" / part)
    declare_whole(tmp_path / "b", "edge", 60)
    with pytest.raises(IndexDamaged, match=r"do not fit together|does not hold the words"):
        engine.open(tmp_path / "b")
