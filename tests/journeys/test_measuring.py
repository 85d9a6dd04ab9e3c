"""``rag eval`` keeps its runs, and ``rag gold feedback`` makes gold of what people judged."""

from __future__ import annotations

import json

import pytest

from rag.catalog.catalog import Catalog
from rag.catalog.feedback import NOT_IN_DOCUMENTS, Cited, Judgement
from rag.evaluate import read_gold, rows_of
from tests.journeys.command_line import rag

ASKED = "how many entries are in the vocabulary of gpt-2"
QUOTE = "Its vocabulary has 50,257 entries"


@pytest.fixture
def shelf(samples):
    """The shelf of the shared samples; judgements and runs of a test are forgotten behind it."""
    catalog = Catalog(f"sqlite:///{samples}/catalog.db")
    shelf = catalog.shelf("default")
    before = {run.id for run in shelf.evaluations.page(1000)[0]}
    yield shelf
    for row in list(shelf.feedback.newest_first()):
        shelf.feedback.delete(row.id)
    for run in shelf.evaluations.page(1000)[0]:
        if run.id not in before:
            shelf.evaluations.delete(run.id)
    catalog.close()


def test_runs_are_stored_under_their_name_unless_told_otherwise(samples, shelf, tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({"id": 1, "question": ASKED, "answers": ["50,257"], "page": "tokens-and-tokenizers.md"}))
    said = rag(samples, "eval", gold, "--json", "--name", "the first", RAG_ANSWER_THRESHOLD="0.2")
    assert said.code == 0
    newest = shelf.evaluations.page(1)[0][0]
    assert said.err == f"Stored as run {newest.id} of collection 'default'.\n"
    assert (newest.name, newest.questions) == ("the first", 1)
    assert shelf.evaluations.get(newest.id)[1] == said.json
    assert said.json["conditions"]["threshold"] == 0.2
    (row,) = rows_of(said.json, "it")
    assert (row.outcome, row.rank, row.read, row.loss) == ("right", 1, True, None)
    unstored = rag(samples, "eval", gold, "--no-store")
    assert (unstored.code, unstored.err) == (0, "")
    assert shelf.evaluations.page(1)[0][0].id == newest.id


def test_judged_answers_become_a_gold_file(samples, shelf, tmp_path):
    document = next(row for row in shelf.listing.page()[0] if row.uri.endswith("tokens-and-tokenizers.md"))
    text, version = shelf.passages.text(document.id)
    start = text.index(QUOTE)
    cited = Cited(document.id, version, start, start + len(QUOTE))
    shelf.feedback.add(Judgement(ASKED, "50,257", "up", citations=(cited,)))
    shelf.feedback.add(Judgement("who won", "nobody", "down", NOT_IN_DOCUMENTS))
    shelf.feedback.add(Judgement("who lost", "nobody", "down", "wrong"))
    gold = tmp_path / "gold.jsonl"
    made = rag(samples, "gold", "feedback", "--out", gold, "--json")
    assert (made.code, made.err) == (0, "")
    assert made.json == {"questions": 2, "dropped": {"judged wrong, but nobody said what is right": 1}}
    accepted, unanswerable = read_gold(gold)
    assert (accepted.answers, accepted.page, accepted.quote) == (("50,257",), document.uri, QUOTE)
    assert not unanswerable.answerable
    said = rag(samples, "gold", "feedback")
    assert said.out == gold.read_text(encoding="utf-8")
    assert said.err.startswith("2 questions\ndropped:\n")
