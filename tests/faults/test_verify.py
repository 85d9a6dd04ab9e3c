"""`rag index verify` sees each way in which an index can differ from its catalog, and repairs what can be repaired."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from rag import base as bases
from rag.indexes import manifest
from rag.indexes.engines import engine
from rag.types import Points, SparseVector
from rag.verify import repair, verify
from tests.journeys.command_line import rag
from tests.live.house import DIMENSION, House, open_house
from tests.live.oracle import check_view


@pytest.fixture(params=["edge", "faiss"])
def house(tmp_path, request):
    with open_house(tmp_path, request.param, keep_replaced_days=0) as house:
        house.put("file:///a", "amber", "cedar")
        house.put("file:///b", "pearl", "amber pearl")
        house.build()
        house.put("file:///c", "onyx")
        house.delete("file:///b")
        yield house


def said(house: House) -> list[str]:
    return [f"{finding.where}: {finding.what}" for finding in verify(house.shelf, house.settings).findings]


def folder(house: House):
    with house.shelf.database.reading() as connection:
        return house.settings.data / house.shelf.generations.live(connection).path


def repaired(house: House) -> None:
    repair(house.shelf, house.settings, verify(house.shelf, house.settings).findings)
    assert said(house) == []
    check_view(house.index().view, house.live, house.names(), ["amber", "onyx"], k=10)


def rebuilt_with(house: House, change) -> None:
    """Put a base in the place of the live one that is whole in itself and holds other points."""
    path = folder(house) / bases.FOLDER
    opened = engine(house.settings.engine, house.settings).open(path)
    (points,) = list(opened.points())
    opened.close()
    shutil.rmtree(path)
    engine(house.settings.engine, house.settings).build(path, DIMENSION, [change(points)])


def sql(house: House, *statements: str) -> None:
    with closing(sqlite3.connect(house.settings.data / "catalog.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def chosen(points: Points, rows: list[int]) -> Points:
    lexical = tuple(points.lexical[row] for row in rows)
    return Points(points.chunk_ids[rows], points.document_numbers[rows], points.dense[rows], lexical)


def test_a_whole_index_agrees(house):
    verified = verify(house.shelf, house.settings)
    assert (verified.findings, verified.chunks, verified.sequence) == ((), 3, 4)
    assert verified.base is not None


def with_a_ghost(points: Points) -> Points:
    ghost = Points(np.array([999]), np.array([1]), points.dense[:1], points.lexical[:1])
    ids, numbers = np.append(points.chunk_ids, ghost.chunk_ids), np.append(points.document_numbers, 1)
    return Points(ids, numbers, np.vstack([points.dense, ghost.dense]), points.lexical + ghost.lexical)


def with_other_vectors(points: Points) -> Points:
    return Points(points.chunk_ids, points.document_numbers, points.dense[::-1], points.lexical)


def with_other_terms(points: Points) -> Points:
    other = SparseVector(points.lexical[0].terms, points.lexical[0].weights + np.float32(0.5))
    return Points(points.chunk_ids, points.document_numbers, points.dense, (other, *points.lexical[1:]))


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (lambda points: chosen(points, [0, 1, 3]), "base: 1 chunks are missing: 3"),
        (with_a_ghost, "base: 1 ghosts: points of no chunk that it should hold: 999"),
        (
            lambda points: Points(points.chunk_ids, points.document_numbers + 1, points.dense, points.lexical),
            "base: 4 chunks have another document: 1, 2, 3, 4",
        ),
        (with_other_vectors, "base: 4 chunks have another vector: 1, 2, 3, 4"),
        (with_other_terms, "base: 1 chunks have another terms: 1"),
    ],
    ids=["missing", "ghost", "document", "vector", "terms"],
)
def test_each_point_is_compared_and_a_new_base_repairs(house, change, seen):
    rebuilt_with(house, change)
    assert seen in said(house)
    repaired(house)


def test_other_frequencies_are_seen(house):
    path = folder(house) / "frequencies.npy"
    table = np.load(path)
    table[1, 0] += 1
    np.save(path, table)
    assert said(house) == ["frequencies: the base counts its terms otherwise than the catalog"]
    repaired(house)


def test_a_changed_byte_is_seen_also_in_a_file_too_large_to_be_checked_on_opening(house, monkeypatch):
    monkeypatch.setattr(manifest, "VERIFIED_ON_OPEN", 0)
    files = json.loads((folder(house) / "base" / manifest.NAME).read_text())["files"]
    name = next(name for name, facts in files.items() if facts.get("stored", 0) > 100)
    path = folder(house) / "base" / name
    content = bytearray(path.read_bytes())
    place = next(place for place, byte in enumerate(content) if byte)
    content[place] ^= 1
    path.write_bytes(content)
    assert any(line.startswith("base: the index") and line.endswith("has changed") for line in said(house))
    monkeypatch.undo()
    repaired(house)


def test_exact_vectors_beside_short_ones_are_compared(tmp_path, monkeypatch):
    with open_house(tmp_path, "edge", quantization="int8") as house:
        house.put("file:///a", "amber", "cedar")
        house.build()
        assert said(house) == []
        rebuilt_with(house, with_other_vectors)
        assert said(house) == ["base: 2 chunks have another vector: 1, 2"]
        monkeypatch.setattr(manifest, "VERIFIED_ON_OPEN", 0)
        path = folder(house) / bases.FOLDER / "vectors.f16"
        path.write_bytes(path.read_bytes()[::-1])
        assert any(line.endswith("vectors.f16 has changed") for line in said(house))


def test_a_base_that_is_gone_is_seen(house):
    shutil.rmtree(folder(house))
    assert len(said(house)) == 1
    repaired(house)


@pytest.mark.parametrize(
    ("statements", "seen"),
    [
        (
            ["DELETE FROM vectors"],
            "chunks without a vector: 1, 2",
        ),
        (["DELETE FROM chunks WHERE document = 1"], "versions without chunks: 1/1"),
        (["UPDATE versions SET text = NULL WHERE document = 1"], "chunks of a purged version: 1, 2"),
        (
            ["UPDATE versions SET replaced_at = live_from WHERE document = 2"],
            "left before they came: 2/1",
        ),
        (["UPDATE versions SET live_from = 99 WHERE document = 3"], "versions newer than the newest change: 3/1"),
        (["UPDATE versions SET replaced_at = NULL WHERE document = 2"], "live versions of deleted documents: "),
        (["UPDATE documents SET version = 0 WHERE number = 1"], "documents older than their versions: "),
        (["UPDATE versions SET replaced_at = 3 WHERE document = 1"], "ready documents without a live version: "),
        (["UPDATE chunks SET text = 'amper' WHERE id = 1"], "chunks that are not what their text says: 1"),
        (["UPDATE vectors SET vector = zeroblob(32)"], "vectors that are none: "),
        (["UPDATE vectors SET vector = x'3c00'"], "vectors that are none: "),
        (["PRAGMA foreign_keys = OFF", "DELETE FROM versions WHERE document = 3"], "rows of chunks belong to nothing"),
    ],
)
def test_a_catalog_that_contradicts_itself_is_seen_and_left_as_it_is(tmp_path, statements, seen):
    with open_house(tmp_path) as house:
        for name in "abc":
            house.put(f"file:///{name}", f"amber {name}", "cedar")
        house.shelf.documents.delete("file:///b")
        sql(house, *statements)
        findings = [one for one in verify(house.shelf, house.settings).findings if seen in one.what]
        assert [(one.where, one.remedy) for one in findings] == [("catalog", "restore")]


def test_what_is_left_over_is_cleared_away(house):
    sql(
        house,
        "INSERT INTO vectors SELECT embedder, x'00', vector FROM vectors LIMIT 1",
        "UPDATE counters SET value = 3",
    )
    found = verify(house.shelf, house.settings).findings
    assert {one.what.partition(":")[0] for one in found if one.remedy == "clear"} == {
        "vectors that no text needs",
        "the counter is older than changes",
    }
    repaired(house)


def test_the_command_says_what_differs_and_ends_with_one(tmp_path):
    (tmp_path / "a.txt").write_text("The ferry leaves from pier seven at noon.")
    data = tmp_path / "data"
    rag(data, "ingest", tmp_path / "a.txt", RAG_BUILD_AFTER="1")
    well = rag(data, "index", "verify")
    assert well.code == 0
    assert well.out.startswith("Index and catalog agree: 1 chunks as of change 1, base generations/default/")

    damaged = next((data / "generations" / "default").glob("*/frequencies.npy"))
    damaged.write_bytes(b"")
    ill = rag(data, "index", "verify", "--json")
    assert (ill.code, [finding["remedy"] for finding in ill.json["findings"]]) == (1, ["build"])
    assert "--repair" in rag(data, "index", "verify").err
    mended = rag(data, "index", "verify", "--repair")
    assert mended.code == 0
    assert mended.out.startswith("repaired: base: ")
    assert rag(data, "index", "verify").code == 0

    (data / "catalog.db").write_bytes(b"SQLite format 3\0" + bytes(5000))
    broken = rag(data, "index", "verify")
    assert broken.code == 1
    assert "restore a backup" in broken.err
