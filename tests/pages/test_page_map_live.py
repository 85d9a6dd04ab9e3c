"""The map of the sample documents, from its button to the source of a passage, with the real service."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.api.live_server import wait_until

COMPUTED = 180_000


@pytest.fixture
def page(served, open_page):
    """The map of the samples; computed by the first test that comes here."""
    page = open_page(served, "/map")
    page.locator(".map-start, .map-surface").first.wait_for()
    if page.locator(".map-start").count():
        page.get_by_role("button", name="Compute the map").click()
        page.get_by_role("progressbar").wait_for()
    page.wait_for_selector(".map-surface[data-painted]", timeout=COMPUTED)
    return page


def tab(page, name):
    page.get_by_role("navigation", name="What the map shows").get_by_role("button", name=name).click()


def test_every_passage_is_a_point_and_leads_to_its_source(served, page):
    points = served.client.get("/v1/map").json()["points"]
    assert page.locator(".map-count").inner_text() == f"{points} passages"
    tab(page, "List")
    page.locator(".map-table tbody tr").first.wait_for()
    assert page.locator(".map-table tbody tr").count() == min(points, 100)
    page.locator(".map-table .map-open").first.click()
    text = page.locator(".map-text").inner_text()
    page.get_by_text("Truly nearest").wait_for()
    page.get_by_role("button", name="Open source").click()
    source = page.locator("dialog.source-panel")
    source.locator("mark").first.wait_for()
    marked = "".join(source.locator("mark").all_inner_texts())
    assert letters(text)[:60] in letters(marked) or letters(marked)[:60] in letters(text)


def test_a_question_lands_among_its_hits(page):
    tab(page, "Ask")
    page.get_by_label("Ask from the map").fill("What runs on petrol?")
    page.keyboard.press("Enter")
    page.locator(".map-question").wait_for()
    page.get_by_text("nearest here are truly near").wait_for()
    assert page.locator(".map-mark").count() > 20
    layers = dict(line.rsplit(maxsplit=1) for line in page.locator(".map-layers label").all_inner_texts())
    read = next(int(count) for name, count in layers.items() if name.startswith("Read"))
    assert 0 < read <= 10
    assert page.locator(".map-table tbody tr").count() > 5


def test_words_light_up_and_refused_questions_show_what_is_missing(served, page):
    served.ask("What did the emperor of Mars eat for breakfast on his wedding day?")
    wait_until(lambda: "emperor of Mars" in served.client.get("/v1/map/coverage").text)
    tab(page, "Find")
    page.get_by_label("Find in the map").fill("token")
    page.get_by_label("its words").check()
    page.keyboard.press("Enter")
    page.get_by_text("one of the words").wait_for()
    tab(page, "What is missing")
    page.get_by_role("button", name="emperor of Mars").first.wait_for()


def test_the_data_is_kept_as_a_table(served, page):
    tab(page, "About")
    with page.expect_download() as download:
        page.get_by_role("button", name="Data as CSV").click()
    with Path(download.value.path()).open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == served.client.get("/v1/map").json()["points"]
    assert {"x", "y", "text", "uri", "cluster"} <= rows[0].keys()


def test_the_table_for_atlas_has_the_same_points(served, page):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install 'sourcebound[export]'")
    tab(page, "About")
    with page.expect_download() as download:
        page.get_by_role("button", name="Data as Parquet").click()
    table = parquet.read_table(download.value.path())
    assert table.num_rows == served.client.get("/v1/map").json()["points"]
    assert {"x", "y", "text", "uri", "cluster"} <= set(table.column_names)
    assert str(table.schema.field("x").type) in ("float", "double")


def letters(text):
    return "".join(letter for letter in text if letter.isalnum())
