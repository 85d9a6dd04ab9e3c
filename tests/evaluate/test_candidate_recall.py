"""Where retrieval loses: recall of the candidates by hand, and of a real collection of a few texts."""

from __future__ import annotations

import pytest

from bench.candidates.__main__ import ask
from bench.candidates.recall import Recall, recalls
from bench.candidates.table import table
from bench.visible_sets.ingestion import ingest
from bench.visible_sets.visible_set import VisibleSet, write_texts
from rag.evaluate import GoldQuestion
from tests.retrieve.made_up import passage

QUOTE = "Kingfishers nest in tunnels dug into steep banks of sand."


def asked(**gold):
    return GoldQuestion("q", "?", ("tunnels",), **gold)


def fillers(count):
    return [passage(100 + number, document=100 + number) for number in range(count)]


def test_a_page_is_found_where_any_chunk_of_it_stands():
    ranked = [*fillers(10), passage(1, document=1), *fillers(50), passage(2, document=2)]
    found = recalls(asked(page="1", also_pages=("2", "3")), {"fused": ranked})["fused"]
    assert found.pages == (0, pytest.approx(1 / 3), pytest.approx(2 / 3))
    assert found.passage is None


def test_the_passage_is_what_stands_of_the_quote_on_its_page():
    half = len(QUOTE) // 2
    ranked = [
        passage(1, text=QUOTE, document=9),
        passage(2, text=QUOTE[:half], document=1),
        *fillers(10),
        passage(3, text=QUOTE[half:], document=1),
    ]
    found = recalls(asked(page="1", quote=QUOTE), {"fused": ranked})["fused"]
    assert found.pages == (1, 1, 1)
    assert found.passage[0] == pytest.approx(0.5, abs=0.05)
    assert found.passage[1:] == (1, 1)


def test_the_table_means_over_all_and_over_kinds():
    def row(kind, share, passage):
        return dict.fromkeys(("dense", "lexical", "fused"), Recall(kind, (share,) * 3, passage))

    lines = table([row("fact", 1.0, (0.5,) * 3), row("howto", 0.5, None)]).splitlines()
    assert len(lines) == 2 + 3 * 3
    assert lines[2] == "| all (2) | dense | 75.0 | 75.0 | 75.0 | 50.0 | 50.0 | 50.0 |"
    assert lines[-1] == "| howto (1) | fused | 50.0 | 50.0 | 50.0 | - | - | - |"


def test_each_ranking_is_that_of_the_service(tmp_path):
    texts = {f"bird{number}.txt": f"Bird {number} sings at dawn.\n" for number in range(12)}
    texts["kingfisher.txt"] = f"{QUOTE}\n"
    gold = (asked(page="kingfisher.txt", quote=QUOTE), GoldQuestion("none", "Who can fly to the moon?"))
    words = VisibleSet("birds", lambda folder: write_texts(texts, folder), gold, ())
    words.write(tmp_path / "documents")
    ingest(tmp_path / "documents", tmp_path / "data")
    (only,) = ask(words, tmp_path / "data", limit=2, pool=1)
    assert only["lexical"].pages == (0, 0, 0), "a question mark shares no word with any text"
    assert only["dense"].pages[1:] == (1, 1), "thirteen chunks are all among the first fifty"
    singing = GoldQuestion("s", "Where do kingfishers nest?", ("sand",), page="kingfisher.txt", quote=QUOTE)
    (found,) = ask(VisibleSet("birds", words.write, (singing,), ()), tmp_path / "data", limit=1, pool=1)
    assert {name: recall.passage for name, recall in found.items()} == dict.fromkeys(found, (1, 1, 1))
    wrong = GoldQuestion("w", "Where do kingfishers nest?", page="bird3.txt")
    (missed,) = ask(VisibleSet("birds", words.write, (wrong,), ()), tmp_path / "data", limit=1, pool=1)
    assert missed["dense"].pages[1:] == (1, 1)
    assert missed["fused"].pages == (0, 0, 0), "one candidate of each side is all that is fused"
