"""The guided tour from an empty machine to a proof, as somebody new to all this walks it."""

from __future__ import annotations

import re

import pytest

from tests.api.live_server import wait_until
from tests.pages.browser_watch import NARROW

READING = 60_000


@pytest.fixture(scope="module")
def toured(served):
    """The server with the tour's collection filled."""
    served.client.post("/v1/tour")
    wait_until(lambda: served.client.get("/v1/tour").json()["state"] == "ready")
    return served


def test_the_tour_walks_from_tokens_to_failures_on_a_phone(toured, open_page):
    page = open_page(toured, "/learn", viewport=NARROW)
    assert page.locator(".token-piece").first.inner_text() == "[CLS]"
    for number in range(1, 8):
        page.get_by_role("heading", name=re.compile(f"^{number} ")).wait_for()
        page.wait_for_selector("[aria-busy=true]", state="detached")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), number
        if number < 7:
            page.get_by_role("link", name="Next:").click()
    assert page.get_by_role("link", name="Now with your own documents").is_visible()


def test_the_answer_is_proved_in_the_browser(toured, open_page):
    page = open_page(toured, "/learn?step=6")
    page.get_by_text("John Rupert Firth").first.wait_for(timeout=READING)
    page.get_by_role("button", name="Check it yourself").first.click()
    page.get_by_text("found exactly these characters").wait_for()
    page.get_by_role("button", name="Which judge decided").click()
    page.get_by_text("No answer.").wait_for()


def test_a_quote_that_does_not_match_is_told(toured, open_page):
    page = open_page(toured, "/learn?step=6")
    page.route("**/text?*", lambda route: route.fulfill(json={"text": "changed " * 2000, "version": 1}))
    page.get_by_role("button", name="Check it yourself").first.click(timeout=READING)
    page.get_by_text("These characters do not stand there").wait_for()


def test_the_reader_points_at_the_words(toured, open_page):
    page = open_page(toured, "/learn?step=5")
    page.locator(".read-hits mark").wait_for(timeout=READING)
    assert "Firth" in page.locator(".read-hits mark").inner_text()


def test_the_question_goes_along(toured, open_page):
    page = open_page(toured, "/learn?step=4")
    page.get_by_label("Your question").fill("who published HNSW?")
    page.get_by_role("link", name="Next: Reading").click()
    assert page.get_by_label("Your question").input_value() == "who published HNSW?"


def test_failures_are_live(toured, open_page):
    page = open_page(toured, "/learn?step=7")
    card = page.locator(".try", has_text="without its context")
    card.get_by_text("No answer.").wait_for(timeout=READING)
    card.get_by_role("checkbox").check()
    card.get_by_text("Understood as: Who published HNSW?").wait_for()
    page.locator(".try", has_text="cannot be spelled").locator(".tried li", has_text="1.00").wait_for()
