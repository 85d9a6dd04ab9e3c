"""The first minute of somebody who has read no documentation: upload a PDF, ask, see the words on its page."""

from __future__ import annotations

from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "ingest" / "samples" / "documents" / "attention-and-transformers.pdf"


def test_from_an_empty_folder_to_the_words_on_the_page(serve, open_page):
    with serve() as server:
        page = open_page(server)
        page.get_by_role("link", name="Add your first documents").click()
        with page.expect_file_chooser() as chooser:
            page.get_by_role("button", name="Choose files …").click()
        chooser.value.set_files(SAMPLE)
        page.locator(".document .state[data-state=ready]").wait_for()
        page.get_by_role("link", name="Ask about it").click()
        page.get_by_label("Your question").fill("How many heads did the original transformer have?")
        page.keyboard.press("Enter")
        page.locator(".proof-mark").first.click()
        boxes = page.locator(".source-boxes rect[data-current]")
        boxes.first.wait_for()
        assert page.locator(".answer-text").inner_text().startswith("8")
        picture, box = page.locator(".source-sheet img").bounding_box(), boxes.first.bounding_box()
        assert picture["y"] < box["y"] < picture["y"] + picture["height"]
        assert 0 < box["y"] < page.viewport_size["height"]


def test_who_asks_too_early_is_told_what_is_on_its_way(serve, open_page):
    with serve() as server:
        page = open_page(server, "/health")
        with server.backend.uploads.turn() as held:
            assert held
            server.upload(("late.txt", b"The gate opens at nine."))
            page.goto(f"http://127.0.0.1:{server.port}/")
            page.get_by_text("1 document is still being read").wait_for()
        page.get_by_text("1 document, 1 passage").wait_for()
        assert page.get_by_text("still being read").count() == 0
