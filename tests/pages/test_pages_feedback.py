"""Judging an answer on the page Ask: thumbs, what was wrong, the way back, and what is stored of it."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.api.live_server import wait_until

ASKED = "how many entries are in the vocabulary of gpt-2"
UNKNOWN = "Who painted the ceiling of the Sistine Chapel?"


@pytest.fixture
def stored(served):
    """The judgements that the service has, the newest first; those of a test are forgotten behind it."""

    def judgements():
        return served.client.get("/v1/feedback").json()["feedback"]

    yield judgements
    for judgement in judgements():
        served.client.delete(f"/v1/feedback/{judgement['id']}")


@pytest.fixture
def asked(served, open_page):
    def opened(question=ASKED, **how):
        page = open_page(served, f"/?question={quote(question)}", **how)
        page.get_by_role("button", name="Yes", exact=True).wait_for()
        return page

    return opened


def test_thumbs_up_is_stored_with_its_citations_and_taken_back(served, asked, stored):
    page = asked()
    page.get_by_role("button", name="Yes", exact=True).click()
    page.get_by_role("status").filter(has_text="Thank you").wait_for()
    (judgement,) = stored()
    assert (judgement["question"], judgement["verdict"], judgement["reason"]) == (ASKED, "up", None)
    (cited, *_) = judgement["citations"]
    text = served.client.get(f"/v1/documents/{cited['document_id']}/text").json()["text"]
    assert "50,257" in text[cited["start"] : cited["end"]]
    undo = page.get_by_role("button", name="Undo")
    wait_until(lambda: undo.evaluate("button => button === document.activeElement"))
    page.keyboard.press("Enter")
    page.get_by_role("status").filter(has_text="Taken back").wait_for()
    assert stored() == []
    page.get_by_role("button", name="Yes", exact=True).wait_for()


def test_thumbs_down_asks_what_is_wrong_and_what_is_right(asked, stored):
    page = asked(viewport={"width": 360, "height": 740})
    page.get_by_role("button", name="No", exact=True).press("Enter")
    first = page.get_by_role("radio").first
    wait_until(lambda: first.evaluate("radio => radio === document.activeElement"))
    page.get_by_role("radio", name="Something is missing").check()
    page.get_by_label("What is the right answer?").fill("  50,257 entries <b>in all</b> ")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Send").click()
    page.get_by_role("status").filter(has_text="Your correction now counts").wait_for()
    (judgement,) = stored()
    assert (judgement["verdict"], judgement["reason"]) == ("down", "incomplete")
    assert judgement["correction"] == "50,257 entries <b>in all</b>"


def test_what_the_documents_do_not_say_has_no_correction(asked, stored):
    page = asked()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("What is the right answer?").fill("something")
    page.get_by_role("radio", name="The documents do not say this").check()
    assert page.get_by_label("What is the right answer?").count() == 0
    page.get_by_role("button", name="Send").click()
    page.get_by_role("status").filter(has_text="noted").wait_for()
    (judgement,) = stored()
    assert (judgement["reason"], judgement["correction"]) == ("not in the documents", None)


def test_a_refusal_is_judged_by_what_it_should_have_said(asked, stored):
    page = asked(UNKNOWN)
    assert page.get_by_text("Was it right to give no answer?").is_visible()
    page.get_by_role("button", name="No", exact=True).click()
    assert page.get_by_role("radio").count() == 0
    page.get_by_label("The documents do say it.").fill("Michelangelo")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("status").filter(has_text="Thank you").wait_for()
    (judgement,) = stored()
    assert (judgement["answer"], judgement["correction"], judgement["citations"]) == (None, "Michelangelo", [])


def test_a_judgement_that_cannot_be_stored_says_so_and_can_be_tried_again(served, asked, stored):
    page = asked(allowed=("503",))
    page.route("**/v1/feedback", lambda route: route.fulfill(status=503, json=BUSY), times=1)
    page.get_by_role("button", name="Yes", exact=True).click()
    page.get_by_role("alert").filter(has_text="The catalog is busy").wait_for()
    page.get_by_role("button", name="Yes", exact=True).click()
    page.get_by_role("button", name="Undo").wait_for()
    assert len(stored()) == 1


BUSY = {"error": {"code": "busy", "message": "the catalog is busy", "remedy": "try again"}}
