"""Another model or engine is rehearsed on the command line before it answers, and let go."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.journeys.command_line import SAMPLES, rag
from tests.live.second_model import make_second_model

GOLD_QUESTIONS = 2
ASKED = "What is BM25?"


@pytest.fixture
def data(samples, tmp_path):
    """The samples, with an empty log: other journeys have asked them as well."""
    copied = shutil.copytree(samples, tmp_path / "data")
    with closing(sqlite3.connect(copied / "catalog.db")) as catalog:
        catalog.execute("DELETE FROM questions")
        catalog.commit()
    return copied


@pytest.fixture
def gold(tmp_path):
    file = tmp_path / "gold.jsonl"
    lines = (SAMPLES / "gold.jsonl").read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:GOLD_QUESTIONS]))
    return file


def bases(data):
    return list((data / "generations" / "default").iterdir())


def test_a_rehearsal_says_what_each_model_finds_before_one_is_swapped_in(data, gold, tmp_path):
    second = make_second_model(tmp_path / "second")
    assert rag(data, "index", "build", "--embedder", second, "--json").json["candidate"]["built"]
    nothing = rag(data, "index", "rehearse")
    assert (nothing.code, nothing.out, "name a gold file" in nothing.err) == (2, "", True)

    assert rag(data, "ask", ASKED).code == 0
    said = rag(data, "index", "rehearse", gold).out
    assert said.startswith("3 questions, live -> candidate; ")
    assert "live  candidate  difference" in said
    rehearsed = rag(data, "index", "rehearse", "--json").json
    (logged,) = rehearsed["questions"]
    assert (logged["question"], rehearsed["quality"]) == (ASKED, None)
    assert logged["live"] != logged["candidate"]

    swapped = rag(data, "index", "swap", RAG_ENGINE="faiss")
    assert (swapped.code, "RAG_ENGINE=edge keeps this one" in swapped.err) == (0, True)
    hits = rag(data, "search", ASKED, "--json").json["hits"]
    assert list(dict.fromkeys(hit["uri"] for hit in hits)) == logged["candidate"]


def test_another_engine_finds_the_same_and_is_let_go(data, gold):
    refused = rag(data, "index", "build", "--engine", "qdrant")
    assert (refused.code, "RAG_QDRANT_URL" in refused.err) == (2, True)
    nothing = rag(data, "index", "rehearse", gold)
    assert (nothing.code, "no other generation" in nothing.err) == (2, True), "nothing is left of what was refused"

    built = rag(data, "index", "build", "--engine", "faiss", "--json").json
    assert (built["candidate"]["engine"], built["live"]["built"], len(bases(data))) == ("faiss", False, 1)
    rehearsed = rag(data, "index", "rehearse", gold, "--json").json
    assert (rehearsed["overlap"], rehearsed["quality"]["questions"]) == (1, GOLD_QUESTIONS)
    assert all(one["same_first"] for one in rehearsed["questions"])
    assert rag(data, "index", "forget", "--json").json["candidate"] is None
    assert bases(data) == []
