"""Several processes on one data folder, and a base that is damaged under them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.journeys.command_line import rag


def test_two_ingestions_at_the_same_time(tmp_path):
    data = tmp_path / "data"
    for name in ("left", "right", "both"):
        (tmp_path / name).mkdir()
        for number in range(4):
            (tmp_path / name / f"{number}.txt").write_text(f"The {name} hand holds {number} amber beads.")
    with ThreadPoolExecutor(2) as pool:
        calls = [
            pool.submit(rag, data, "ingest", tmp_path / own, tmp_path / "both", "--json", RAG_BUILD_AFTER="1")
            for own in ("left", "right")
        ]
        replies = [call.result() for call in calls]
    assert [(reply.code, reply.json["failed"]) for reply in replies] == [(0, 0)] * 2
    rows = rag(data, "documents", "--json").json["documents"]
    assert sorted({row["uri"] for row in rows}) == sorted(row["uri"] for row in rows)
    assert [(len(rows), row["state"], row["chunks"]) for row in rows] == [(12, "ready", 1)] * 12
    hits = rag(data, "search", "amber beads", "-k", "50", "--json").json["hits"]
    assert len({hit["document_id"] for hit in hits}) == len(hits)


def test_a_damaged_base_is_searched_around_and_built_anew_by_the_next_ingestion(tmp_path):
    (tmp_path / "a.txt").write_text("The ferry leaves from pier seven at noon.")
    data = tmp_path / "data"
    rag(data, "ingest", tmp_path / "a.txt", RAG_BUILD_AFTER="1")
    (before,) = (data / "generations" / "default").iterdir()
    damaged = max((before / "base").rglob("*"), key=lambda path: path.is_file() and path.stat().st_size)
    damaged.write_bytes(b"\0" * 10)
    assert "pier seven" in rag(data, "search", "ferry", "--json").out
    assert rag(data, "ingest", tmp_path / "a.txt", "--json").json["unchanged"] == 1
    after = {path.name for path in (data / "generations" / "default").iterdir()} - {before.name}
    assert len(after) == 1
    assert "pier seven" in rag(data, "search", "ferry", "--json").out
