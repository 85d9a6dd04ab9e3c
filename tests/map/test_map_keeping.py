"""A map on disk and what may be seen of it: new chunks placed, deleted ones gone, damage and dead processes noticed."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from sqlalchemy import select

from rag.catalog.schema import chunks
from rag.catalog.spaces import Space
from rag.catalog.unpaid import pay
from rag.errors import Busy, InvalidRequest, NotFound
from rag.live import LiveIndex
from rag.map.current import HAS_COPY, PLACED_LATER
from rag.map.export import csv_lines, exported, harmless
from rag.map.legend import folders_of, legend
from rag.map.progress import STAGES, ProgressFile, is_computing, right_to_compute
from rag.map.start import start_child
from rag.map.stored import StoredMap, newest
from tests.map.islands import DIMENSION, SUBJECTS, around


def test_every_chunk_is_a_point(mapped):
    points = mapped.current()
    assert points.chunk_ids.tolist() == mapped.mapped.visible().chunk_ids.tolist()
    assert np.abs(points.positions).max() <= 1
    assert (points.added, points.removed) == (0, 0)
    assert points.stored.figures.trustworthiness > 0.8


def test_clusters_are_the_subjects_and_are_named_for_them(mapped):
    points = mapped.current()
    for name, stored in zip(SUBJECTS, mapped.stored, strict=True):
        mine = np.isin(points.chunk_ids, list(mapped.chunks_of(stored.document_id)))
        cluster = np.bincount(points.clusters[mine].astype(int)).argmax()
        assert any(name in word for word in points.words[cluster])


def test_it_is_what_was_stored(mapped):
    stored = mapped.current().stored
    loaded = StoredMap.load(mapped.root / stored.name)
    assert loaded.figures == stored.figures
    assert np.array_equal(loaded.positions, stored.positions)
    assert np.array_equal(loaded.pairs.rows, stored.pairs.rows)


def test_legend_and_table_name_every_point(mapped):
    points = mapped.current()
    listed = legend(points, mapped.mapped)
    assert [document.document.uri.rpartition("/")[2] for document in listed.documents] == [f"{s}.txt" for s in SUBJECTS]
    assert sum(document.points for document in listed.documents) == len(points)
    assert {language.name for language in listed.languages} == {"en"}
    rows = [row for batch in exported(points, mapped.mapped) for row in batch]
    assert [row.chunk_id for row in rows] == points.chunk_ids.tolist()


def test_landmarks_place_the_rest_where_it_belongs(islands):
    islands.fill(chunks_each=60)
    islands.compute(most_landmarks=120)
    points = islands.current()
    assert points.stored.figures.landmarks == 120
    assert points.stored.figures.trustworthiness > 0.8
    assert len(points) == 360


def test_a_deleted_document_leaves_at_once_with_its_words(islands):
    stored = islands.fill()
    islands.compute()
    before = islands.current()
    gone = islands.chunks_of(stored[0].document_id)
    assert any("amber" in word for words in before.words for word in words)
    islands.shelf.documents.delete(stored[0].document_id)
    after = islands.current()
    assert not gone & set(after.chunk_ids.tolist())
    assert (len(after), after.removed) == (len(before) - len(gone), len(gone))
    assert not any("amber" in word for words in after.words for word in words)
    assert not any(row.chunk_id in gone for batch in exported(after, islands.mapped) for row in batch)


def test_a_new_document_is_placed_beside_its_like(islands):
    islands.fill()
    name = islands.compute()
    before = islands.current()
    islands.put("file:///stones/more.txt", [f"More of it, {n}" for n in range(5)], around(2, 5, seed=9))
    after = islands.current()
    late = (after.flags & PLACED_LATER) > 0
    assert (after.stored.name, late.sum(), after.added) == (name, 5, 5)
    cedar = before.documents == before.documents[60]
    middle = np.median(before.positions[cedar], axis=0)
    assert (np.linalg.norm(after.positions[late] - middle, axis=1) < 0.3).all()
    assert (after.clusters[late] == np.bincount(before.clusters[cedar].astype(int)).argmax()).mean() > 0.5
    stayed = np.isin(after.chunk_ids, before.chunk_ids)
    assert np.array_equal(after.positions[stayed], before.positions)


def test_the_next_map_looks_like_the_one_before(islands):
    islands.fill()
    first = islands.compute()
    before = islands.current()
    islands.put("file:///stones/more.txt", ["More of it"], around(2, 1, seed=9))
    assert islands.compute() != first
    after = islands.current()
    again = after.positions[np.isin(after.chunk_ids, before.chunk_ids)]
    assert np.corrcoef(before.positions[:, 0], again[:, 0])[0, 1] > 0.8
    assert newest(islands.root) == after.stored.name
    assert not (islands.root / first).exists()


def test_copies_are_marked(islands):
    islands.fill(chunks_each=10)
    islands.put("file:///copy.txt", [f"A copy, {n}" for n in range(3)], around(1, 10, seed=101)[:3])
    islands.compute()
    points = islands.current()
    assert (points.flags & HAS_COPY).astype(bool)[-3:].all()


def test_one_chunk_and_none(islands):
    with pytest.raises(InvalidRequest, match="nothing to map"):
        islands.compute()
    with pytest.raises(InvalidRequest, match="nothing to map"):
        islands.maps.compute(islands.shelf)
    with pytest.raises(NotFound):
        islands.current()
    assert islands.maps.state(islands.shelf).state == "absent"
    islands.put("file:///one.txt", ["Alone"], around(0, 1, seed=1))
    islands.compute()
    assert len(islands.current()) == 1


def test_a_failed_computation_leaves_nothing_behind(islands, monkeypatch):
    islands.fill(chunks_each=5)
    monkeypatch.setattr("rag.map.compute.words_of", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        islands.compute()
    assert list(islands.root.iterdir()) == []


def test_a_damaged_map_is_not_shown(islands):
    islands.fill(chunks_each=5)
    file = islands.root / islands.compute() / "positions.npy"
    file.write_bytes(file.read_bytes()[:-8] + b"\0" * 8)
    assert islands.maps.state(islands.shelf).state == "absent"


def test_a_child_computes_once_and_is_seen(islands):
    islands.fill(chunks_each=5)
    islands.maps.compute(islands.shelf)
    assert islands.maps.state(islands.shelf).state == "computing"
    assert start_child(islands.settings, "default") is None
    (child,) = islands.maps._children
    assert child.wait(60) == 0
    assert islands.maps.state(islands.shelf).state == "ready"
    assert ProgressFile(islands.root).read() is None


def test_a_killed_child_is_told_and_another_can_start(islands):
    islands.fill(chunks_each=5)
    child = start_child(islands.settings, "default")
    child.kill()
    child.wait(60)
    state = islands.maps.state(islands.shelf)
    assert state.state == "failed"
    assert "stopped" in state.failure.failure
    with right_to_compute(islands.root) as held:
        assert held is not None


def test_the_right_to_compute_is_one(tmp_path):
    assert not is_computing(tmp_path)
    with right_to_compute(tmp_path) as held:
        assert held is not None
        assert is_computing(tmp_path)
        with right_to_compute(tmp_path) as second:
            assert second is None
    assert not is_computing(tmp_path)


def test_progress_never_goes_back(tmp_path):
    file = ProgressFile(tmp_path)
    told = [file.tell(stage, share) for stage in STAGES for share in (0, 0.5, 0.2, 1)]
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert sum(STAGES.values()) == pytest.approx(1)


def test_t47_no_cell_is_a_formula(islands):
    islands.put("=cmd|' /C calc'!A0", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "plain"], around(0, 6, seed=1))
    islands.compute()
    lines = "".join(csv_lines(islands.current(), islands.mapped))
    for cell in ("'=1+1", "'+1", "'-1", "'@SUM(A1)", "'=cmd"):
        assert cell in lines
    assert harmless(-0.5) == -0.5
    assert ",=1+1" not in lines


def test_folders_are_cut_where_they_cannot_be_told_apart():
    assert folders_of(["file:///a/b/x.txt", "file:///a/c/y.txt"]) == ["b", "c"]
    assert folders_of(["file:///a/b/x.txt", "file:///a/b/y.txt"]) == ["b", "b"]
    assert folders_of([]) == []
    many = [f"file:///docs/{n % 3}/{n}/x.txt" for n in range(200)]
    assert set(folders_of(many)) == {"0", "1", "2"}


def test_nothing_heavy_is_loaded_before_it_is_needed():
    heavy = "{'openTSNE', 'sklearn', 'faiss', 'pyarrow'}"
    program = f"import sys, rag.map.maps, rag.map.describe; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def swapped_to_another_embedder(islands, dimension):
    """Embed what is there once more, with vectors of another dimension, and swap to them."""
    collections = islands.catalog.collections
    number = collections.record("other@2/x", dimension, "other")
    visible = islands.mapped.visible()
    with islands.catalog.database.reading() as connection:
        hashes = connection.execute(select(chunks.c.text_hash).where(chunks.c.id.in_(visible.chunk_ids.tolist())))
        vectors = {text_hash: around(0, 1, seed)[0, :dimension] for seed, text_hash in enumerate(hashes.scalars())}
    pay(islands.catalog.database, number, vectors)
    islands.shelf.generations.propose("faiss", Space("other@2", number), dimension)
    assert islands.shelf.generations.swap("candidate", checked=0) is not None


def test_a_map_made_with_another_embedder_is_no_map(islands):
    islands.fill(chunks_each=10)
    islands.compute()
    first = islands.current()
    swapped_to_another_embedder(islands, DIMENSION // 2)
    assert islands.maps.state(islands.shelf).state == "absent"
    with pytest.raises(NotFound, match="the embedder that this collection had before"):
        islands.current()
    islands.compute()
    second = islands.current()
    assert second.stored.figures.dimension == DIMENSION // 2
    assert len(second) == len(first)
    # Back again: the map of the embedder before is gone, and this one is none either.
    islands.shelf.generations.swap("previous", checked=0)
    assert islands.maps.state(islands.shelf).state == "absent"
    assert first.stored.space != second.stored.space


def test_a_service_of_the_embedder_before_is_not_placed_on_the_new_map(islands):
    islands.fill(chunks_each=10)
    before = SimpleNamespace(shelf=islands.shelf, index=LiveIndex(islands.shelf, islands.settings, DIMENSION))
    before.index.catch_up()
    islands.compute()
    assert islands.maps.asked_with(before)[0] is islands.current()
    swapped_to_another_embedder(islands, DIMENSION // 2)
    islands.compute()
    with pytest.raises(Busy, match="embedder of this collection"):
        islands.maps.asked_with(before)
