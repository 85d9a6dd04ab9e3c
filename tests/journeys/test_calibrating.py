"""``rag calibrate``: what it stores is answered by at once, and in the right order of precedence."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from contextlib import contextmanager
from dataclasses import replace

import pytest

from rag.answer.confidence import CONFIDENCE_MODEL, THRESHOLD
from rag.catalog.calibration import Calibration
from rag.catalog.catalog import Catalog
from rag.compose import answer_threshold
from rag.settings import Settings
from tests.journeys.command_line import SAMPLES, rag

ASKED = "how many entries are in the vocabulary of gpt-2"
EVERY = 3
CHOSEN = Calibration(0.77, 0.05, 80, CONFIDENCE_MODEL, "2026-01-01T00:00:00.000000Z")


@contextmanager
def collections_of(data):
    catalog = Catalog(f"sqlite:///{data}/catalog.db")
    try:
        yield catalog.collections, catalog.collections.open("default")
    finally:
        catalog.close()


def stored(data):
    with collections_of(data) as (collections, number):
        return collections.calibration(number)


@pytest.fixture
def uncalibrated(samples):
    """The shared samples; what a test stores is forgotten behind it."""
    yield samples
    with collections_of(samples) as (collections, number):
        collections.forget_calibration(number)


@pytest.fixture(scope="module")
def gold(tmp_path_factory):
    """Every third of the shipped questions: fewer would promise nothing at all, all take their time."""
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    lines = (SAMPLES / "gold.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[::EVERY]), encoding="utf-8")
    return path


def test_the_order_of_precedence(tmp_path):
    with collections_of(tmp_path) as (collections, number):
        threshold = answer_threshold(Settings(), collections, number)
        assert threshold() == THRESHOLD
        collections.calibrate(number, CHOSEN)
        assert threshold() == 0.77, "a service that is open already takes the new one"
        assert answer_threshold(Settings(answer_threshold=0.0), collections, number)() == 0.0
        collections.calibrate(number, replace(CHOSEN, model="another-1"))
        assert threshold() == THRESHOLD
        collections.calibrate(number, CHOSEN)
        collections.forget_calibration(number)
        assert threshold() == THRESHOLD


def test_a_stored_threshold_is_asked_by(uncalibrated):
    assert not rag(uncalibrated, "ask", ASKED, "--json").json["abstained"]
    with collections_of(uncalibrated) as (collections, number):
        collections.calibrate(number, replace(CHOSEN, threshold=1.0))
    assert rag(uncalibrated, "ask", ASKED, "--json").json["abstained"]
    assert not rag(uncalibrated, "ask", ASKED, "--json", RAG_ANSWER_THRESHOLD="0").json["abstained"]
    assert rag(uncalibrated, "calibrate", "--reset", "--json").json == {"forgotten": True}
    assert not rag(uncalibrated, "ask", ASKED, "--json").json["abstained"]
    assert rag(uncalibrated, "calibrate", "--reset").out == "There was no stored threshold.\n"


def test_the_shipped_questions_promise_what_they_can(uncalibrated, gold, tmp_path):
    said = rag(uncalibrated, "calibrate", gold, "--max-wrong", 0.9, "--svg", tmp_path / "curves.svg", "--json")
    assert said.code == 0, said.err
    trial = said.json
    assert (trial["questions"], trial["stored"], trial["choice"]["promised"]) == (27, True, True)
    assert len(trial["points"]) > 15
    point = trial["choice"]["point"]
    assert point["risk"] < 0.9
    assert trial["then"]["answers"] == point["answers"]
    ElementTree.parse(tmp_path / "curves.svg")
    kept = stored(uncalibrated)
    assert (kept.threshold, kept.max_wrong, kept.questions) == (point["threshold"], 0.9, 27)
    assert kept.model == CONFIDENCE_MODEL
    figures = rag(uncalibrated, "eval", gold, "--json").json["figures"]
    assert figures["coverage"]["value"] == pytest.approx(point["coverage"])
    assert figures["precision"]["value"] == pytest.approx(1 - point["risk"])
    assert figures["area_under_risk"]["value"] == pytest.approx(trial["area_under_risk"])


def test_what_cannot_be_promised_is_said_and_stored_on_demand_only(uncalibrated, gold):
    said = rag(uncalibrated, "calibrate", gold, "--max-wrong", 0.001)
    assert (said.code, said.err) == (1, "")
    assert "cannot be promised" in said.out
    assert said.out.endswith("Nothing is stored.\n")
    assert stored(uncalibrated) is None
    said = rag(uncalibrated, "calibrate", gold, "--max-wrong", 0.001, "--nearest", RAG_ANSWER_THRESHOLD="0.3")
    assert said.code == 1
    assert "RAG_ANSWER_THRESHOLD=0.3 is set and goes before it" in said.out
    assert stored(uncalibrated).max_wrong > 0.001


def test_a_dry_run_stores_nothing(uncalibrated, tmp_path):
    single = tmp_path / "single.jsonl"
    single.write_text(json.dumps({"id": 1, "question": ASKED, "answers": ["50,257"]}))
    said = rag(uncalibrated, "calibrate", single, "--max-wrong", 0.96, "--dry-run", "--json")
    assert (said.code, said.json["choice"]["promised"], said.json["stored"]) == (0, True, False)
    assert stored(uncalibrated) is None


def test_gold_files_that_calibrate_nothing(uncalibrated, gold, tmp_path):
    (tmp_path / "empty.jsonl").write_text("\n")
    (tmp_path / "unanswerable.jsonl").write_text('{"id": 1, "question": "Who won?", "answers": []}\n')
    for wrong, said_so in (
        ([tmp_path / "empty.jsonl"], "holds no question"),
        ([tmp_path / "unanswerable.jsonl"], "no question of the gold file has an answer"),
        ([], "Name a gold file, or --reset"),
        ([gold, "--reset"], "Name a gold file, or --reset"),
        ([gold, "--max-wrong", 0], "max-wrong"),
        ([gold, "--max-wrong", 1], "max-wrong"),
    ):
        said = rag(uncalibrated, "calibrate", *wrong)
        assert (said.code, said.out) == (2, ""), wrong
        assert said_so in said.err
    assert stored(uncalibrated) is None
    assert rag(uncalibrated, "calibrate", gold, "--collection", "never").code == 1
