"""The page Measure in a real browser: pictures and their words, thresholds, comparison, runs, and judging an answer."""

from __future__ import annotations

import json
import re

import pytest

from rag.evaluate import compare, comparison_to_json, rows_of
from tests.api.live_server import wait_until

NARROW = {"width": 360, "height": 740}
HOSTILE = '<img src=x onerror="alert(1)"> who wrote this?'
GOLD = (
    {"id": "bpe", "question": "how many entries are in the vocabulary of gpt-2", "answers": ["50,257"], "kind": "fact"},
    {"id": "bert", "question": "bert uncased vocab size", "answers": ["30,522"], "page": "tokens-and-tokenizers.md"},
    {"id": "lost", "question": HOSTILE, "answers": ["Nobody at all"], "page": "tokens-and-tokenizers.md"},
    {"id": "mars", "question": "How many moons has Mars?", "answers": []},
)


@pytest.fixture(scope="module")
def measured(served):
    """Two runs of four questions; the second expects another answer to the first question."""
    changed = [GOLD[0] | {"answers": ["31,000"]}, *GOLD[1:]]
    before = start(served, "before", GOLD)
    after = start(served, "<b>after</b>", changed)
    yield before, after
    for run in served.client.get("/v1/evaluations").json()["evaluations"]:
        served.client.delete(f"/v1/evaluations/{run['id']}")


def start(server, name, questions):
    gold = "\n".join(map(json.dumps, questions))
    assert server.client.post("/v1/evaluations", json={"gold": gold, "name": name}).status_code == 202

    def ended():
        state = server.client.get("/v1/evaluations/running").json()
        return state if state["state"] != "running" else None

    return wait_until(ended)["evaluation"]


def run_of(server, number):
    return server.client.get(f"/v1/evaluations/{number}").json()["run"]


@pytest.mark.parametrize(("viewport", "dark"), [({"width": 1280, "height": 800}, False), (NARROW, True)])
def test_every_picture_has_a_title_its_words_and_a_table(served, measured, open_page, viewport, dark):
    page = open_page(served, f"/measure?run={measured[0]}", viewport=viewport, dark=dark)
    page.get_by_role("heading", name="Where it fails").wait_for()
    charts = page.locator("svg[role=img]")
    assert charts.count() == 4
    for chart in charts.all():
        title, told = (chart.locator(part).first.text_content() for part in ("title", "desc"))
        assert title
        assert re.search(r"\d", told)
        table = page.get_by_role("table", name=title, include_hidden=True)
        assert table.locator("tbody tr").count() > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


def test_figures_are_those_of_the_run(served, measured, open_page):
    figures = run_of(served, measured[0])["figures"]
    page = open_page(served, f"/measure?run={measured[0]}")
    shown = page.locator(".headline").filter(has_text="Right when it answers").inner_text()
    assert f"{figures['precision']['value'] * 100:.0f} %" in shown
    assert f"{figures['precision']['low'] * 100:.0f} % to {figures['precision']['high'] * 100:.0f} %" in shown


def test_the_slider_shows_what_another_threshold_would_bring(served, measured, open_page):
    rows = run_of(served, measured[0])["rows"]
    page = open_page(served, f"/measure?run={measured[0]}")
    slider = page.get_by_role("slider")
    slider.wait_for()
    bars = page.locator(".effects")
    for threshold in (0, 0.99):
        slider.fill(str(threshold))
        given = [row for row in rows if row["text"] is not None and row["confidence"] >= threshold]
        right = sum(row["answerable"] and bool(row["right"]) for row in given)
        withheld = sum(row["answerable"] for row in rows) - sum(row["answerable"] for row in given)
        assert f"{right} right" in bars.inner_text()
        assert f"{withheld} withheld" in bars.inner_text()
    page.get_by_role("button", name="Back to it").click()
    assert slider.input_value() == "0.33"


def test_a_threshold_is_tried_used_and_given_back(served, measured, open_page):
    page = open_page(served, f"/measure?run={measured[0]}")
    page.get_by_role("button", name="Find the threshold").click()
    page.get_by_text("cannot be promised by 4 questions").wait_for()
    assert served.client.get("/v1/calibration").json()["source"] == "built-in"
    page.get_by_role("button", name="Use the nearest all the same").click()
    page.get_by_text("Done: the threshold is now").wait_for()
    assert served.client.get("/v1/calibration").json()["source"] == "calibrated"
    page.get_by_role("button", name="Back to the built-in").click()
    page.get_by_text("The built-in threshold is in use").wait_for()
    assert served.client.get("/v1/calibration").json()["source"] == "built-in"


def test_lost_questions_are_text_and_lead_to_ask_and_why(served, measured, open_page):
    page = open_page(served, f"/measure?run={measured[0]}")
    lost = {row["loss"] for row in run_of(served, measured[0])["rows"] if row["id"] == "lost"}
    label = {"not_found": "Not found", "not_read": "Found, not read", "another_chosen": "Read, another chosen"}
    page.get_by_role("button", name=label[lost.pop()]).click()
    assert page.get_by_text(HOSTILE).is_visible()
    assert page.locator("main img").count() == 0
    address = page.get_by_role("link", name=f"Why: {HOSTILE}").get_attribute("href")
    assert address.startswith("/why?question=%3Cimg+src")
    assert page.get_by_role("link", name=f"Ask: {HOSTILE}").get_attribute("href").startswith("/?question=")


def test_two_runs_are_compared_question_by_question(served, measured, open_page):
    before, after = (rows_of(run_of(served, number), "it") for number in measured)
    expected = comparison_to_json(compare(before, after, resamples=2))["changes"]
    page = open_page(served, f"/measure?run={measured[1]}")
    page.get_by_label("Compared with").select_option(str(measured[0]))
    page.get_by_role("heading", name="What changed").wait_for()
    for verdict in ("better", "worse", "same"):
        count = sum(change["verdict"] == verdict for change in expected)
        page.get_by_role("button", name=f"{count} {verdict}").wait_for()
    page.get_by_role("button", name="worse").click()
    assert [change["id"] for change in expected if change["verdict"] == "worse"] == ["bpe"]
    listed = page.locator("section", has_text="What changed").locator("li").filter(has_text=GOLD[0]["question"])
    assert "right → wrong" in listed.inner_text()
    assert "<b>after</b>" in page.locator("section", has_text="What changed").first.inner_text()
    assert page.get_by_role("table", name="Figures that moved", include_hidden=True).locator("tbody tr").count() > 5


def test_a_file_of_questions_is_measured_and_its_run_deleted(served, measured, open_page):
    page = open_page(served, "/measure")
    gold = "\n".join(map(json.dumps, GOLD[:2])).encode()
    files = {"name": "mine.jsonl", "mimeType": "application/jsonl", "buffer": gold}
    page.get_by_label("A file of questions with known answers").set_input_files(files)
    page.get_by_role("button", name="Start").click()
    chosen = page.get_by_label("Run", exact=True).locator("option:checked")
    wait_until(lambda: "mine.jsonl · 2 questions" in chosen.inner_text())
    page.get_by_role("button", name="Delete this run").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    wait_until(lambda: "mine.jsonl" not in chosen.inner_text())


def test_a_file_that_is_no_gold_is_refused_with_the_reason(served, measured, open_page):
    page = open_page(served, "/measure", allowed=("422",))
    files = {"name": "x.jsonl", "mimeType": "application/jsonl", "buffer": b"not json"}
    page.get_by_label("A file of questions with known answers").set_input_files(files)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("alert").filter(has_text="line 1").wait_for()
