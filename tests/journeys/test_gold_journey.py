"""``rag gold make``, then ``rag eval`` on what it made."""

from __future__ import annotations

from rag.evaluate import read_gold
from tests.journeys.command_line import rag


def test_gold_made_of_the_samples_measures_them(samples, tmp_path):
    gold = tmp_path / "gold.jsonl"
    made = rag(samples, "gold", "make", "--out", gold, "--questions", "12", "--json")
    assert (made.code, made.err) == (0, "")
    assert made.json["questions"] == 12
    assert made.json["reader"].startswith("reader@")
    assert sum(made.json["kinds"].values()) == len(read_gold(gold)) == 12
    measured = rag(samples, "eval", gold, "--json")
    assert measured.code == 0
    assert measured.json["figures"]["hit@5"]["value"] > 0.7


def test_without_a_file_the_gold_goes_to_the_terminal_and_the_counts_beside_it(samples, tmp_path):
    said = rag(samples, "gold", "make", "--questions", "6")
    (tmp_path / "gold.jsonl").write_text(said.out, encoding="utf-8")
    assert len(read_gold(tmp_path / "gold.jsonl")) == 6
    assert "6 questions from 15 documents" in said.err
    assert "answers outside tables read back by reader@" in said.err
