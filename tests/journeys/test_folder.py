"""A folder of one's own: ingested again, changed, pruned, deleted from, with one bad file among good ones."""

from __future__ import annotations

import json

import pytest

from tests.journeys.command_line import rag

COUNTS = ("added", "replaced", "unchanged", "removed", "failed", "skipped")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Amber Island leaves from pier seven at noon.\n")
    (folder / "warranty.txt").write_text("The warranty of the lantern ends after three years.\n")
    (folder / "prices.csv").write_text("article,price\nlantern,40 euros\nrope,9 euros\n")
    (folder / "old.txt").write_text("This page is about the lighthouse keeper and his dog.\n")
    return folder


def counts(said) -> dict[str, int]:
    return {name: said.json[name] for name in COUNTS if said.json[name]}


def listed(data) -> dict[str, tuple]:
    rows = rag(data, "documents", "--json").json["documents"]
    return {row["uri"].rpartition("/")[2]: (row["id"], row["version"], row["chunks"], row["state"]) for row in rows}


def test_the_life_of_a_folder(folder, tmp_path):
    data = tmp_path / "data"
    ingest = ("ingest", folder, "--prune", "--json")

    assert counts(rag(data, *ingest)) == {"added": 4}
    once = listed(data)
    for _ in range(2):
        assert counts(rag(data, *ingest)) == {"unchanged": 4}
    assert listed(data) == once

    # Changed, gone and broken at once; the broken one is named, and stops nothing.
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Amber Island leaves from pier nine at dusk.\n")
    (folder / "old.txt").unlink()
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 and then nothing that makes sense")
    said = rag(data, *ingest)
    assert said.code == 1
    assert counts(said) == {"replaced": 1, "unchanged": 2, "removed": 1, "failed": 1}
    assert said.json["failures"][0]["uri"].endswith("broken.pdf")
    now = listed(data)
    assert now["ferry.md"][:2] == (once["ferry.md"][0], 2)
    assert now["broken.pdf"][3] == "failed"
    assert "old.txt" not in now

    reply = rag(
        data, "ask", "From which pier does the ferry to Amber Island leave?", "--json", RAG_ANSWER_THRESHOLD="0"
    )
    assert "pier nine" in reply.json["answer"]
    assert "pier seven" not in reply.out
    assert "lighthouse" not in rag(data, "search", "lighthouse keeper dog", "--json").out

    warranty = once["warranty.txt"][0]
    assert rag(data, "delete", warranty, "--json").json["deleted"] == warranty
    assert rag(data, "delete", warranty).code == 1
    assert "three years" not in rag(data, "search", "When does the warranty of the lantern end?", "--json").out
    # Its file is still there, so it comes back, as another version of the same document.
    (folder / "broken.pdf").unlink()
    assert counts(rag(data, *ingest)) == {"added": 1, "unchanged": 2, "removed": 1}
    assert listed(data)["warranty.txt"][:2] == (warranty, 2)


def test_evaluation_of_ones_own_questions(folder, tmp_path):
    data, gold = tmp_path / "data", tmp_path / "gold.jsonl"
    questions = [
        {"id": "1", "question": "What does the rope cost?", "answers": ["9 euros"], "page": "prices.csv"},
        {"id": "2", "question": "When does the ferry leave?", "answers": ["noon"], "page": "ferry.md"},
        {"id": "3", "question": "Who won the cup in 1950?", "answers": [], "uri": None},
    ]
    gold.write_text("\n".join(map(json.dumps, questions)))
    rag(data, "ingest", folder, RAG_BUILD_AFTER="1")
    assert list((data / "generations" / "default").iterdir())
    figures = rag(data, "eval", gold, "--json").json["figures"]
    assert figures["hit@5"]["value"] == 1
    assert figures["citations_verified"]["value"] == 1
    plain = rag(data, "eval", gold)
    assert plain.code == 0
    assert "hit@1" in plain.out
