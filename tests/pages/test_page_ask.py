"""Asking, in Chromium: the answer, its proof beside it, the refusal, what follows, and what may go wrong."""

from __future__ import annotations

import pytest

from rag.settings import Settings
from tests.api.live_server import LiveServer
from tests.pages.browser_watch import NARROW, WIDE, wait_until_true

QUESTION = "how many entries are in the vocabulary of gpt-2"
QUOTE = (
    "Its vocabulary has 50,257 entries: 256 bytes, 50,000 merges and one special token that marks the end of a text."
)
SEEN = """question => {
  const { top, bottom } = question.getBoundingClientRect();
  const above = document.querySelector(".top").getBoundingClientRect().bottom;
  const below = document.querySelector(".ask-bar").getBoundingClientRect().top;
  return above <= top && bottom + 60 <= below;
}"""


def ask(page, question):
    before = page.locator(".exchange").count()
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")
    exchange = page.locator(".exchange").nth(before)
    exchange.locator(".exchange-actions").wait_for()
    return exchange


def test_an_answer_shows_its_proof_and_opens_its_source(served, open_page):
    page = open_page(served)
    exchange = ask(page, QUESTION)
    assert "50,257" in exchange.locator(".answer-text").inner_text()
    mark = exchange.locator(".proof-mark").first
    mark.hover()
    assert QUOTE in page.get_by_role("tooltip").inner_text()
    mark.click()
    panel = page.get_by_role("dialog")
    panel.locator("mark").first.wait_for()
    assert "".join(panel.locator("mark").all_inner_texts()) == QUOTE
    page.keyboard.press("Escape")
    panel.wait_for(state="detached")


def test_several_questions_are_answered_apart(served, open_page):
    named, unknown = "Who gave prompt injection its name?", "Which judge decided Mata v. Avianca?"
    exchange = ask(open_page(served, viewport=NARROW), f"{named} {QUESTION}? {unknown}")
    first, second, third = exchange.locator(".answer-part").all()
    assert first.locator("h3").inner_text() == named
    assert "Simon Willison" in first.locator(".answer-sentence").inner_text()
    assert first.locator(".proof-mark").all_inner_texts() == ["1"]
    assert "50,257" in second.locator(".answer-sentence").inner_text()
    assert second.locator(".proof-mark").all_inner_texts() == ["2"]
    assert third.locator("h3").inner_text() == unknown
    assert "Not in these documents" in third.inner_text()
    assert unknown not in exchange.locator(".written-by").all_inner_texts()
    assert exchange.locator(".sources li").count() == 2


def test_each_of_several_questions_has_a_why_of_its_own(served, open_page):
    named, unknown = "Who gave prompt injection its name?", "Which judge decided Mata v. Avianca?"
    page = open_page(served)
    exchange = ask(page, f"{named} {unknown}")
    whys = exchange.get_by_role("link", name="Why")
    assert whys.all_inner_texts() == ["Why this answer?", "Why no answer?"]
    whys.first.click()
    assert "Simon Willison" in page.locator(".ending-answer").inner_text()
    assert page.get_by_label("Question", exact=True).input_value() == named


def test_a_question_is_shown_as_it_was_asked_and_explained_as_it_was_understood(served, open_page):
    exchange = ask(open_page(served), "Who came up with byte pair encoding and when did he publish it?")
    assert exchange.locator(".answer-part h3").all_inner_texts()[1] == "When did he publish it?"
    assert "byte+pair" in exchange.get_by_role("link", name="Why").last.get_attribute("href")


def test_several_questions_without_an_answer_each_say_why(served, open_page):
    exchange = ask(open_page(served), "Who is the king of Denmark? Which judge decided Mata v. Avianca?")
    assert "no answer in these documents" in exchange.inner_text()
    assert exchange.get_by_role("link", name="Why").all_inner_texts() == ["Why no answer?", "Why no answer?"]
    assert exchange.locator(".answer-part .quiet").count() == 2


def test_the_why_of_a_further_question_is_of_what_was_understood(served, open_page):
    page = open_page(served)
    ask(page, "Who came up with byte pair encoding?")
    exchange = ask(page, "When did he publish it?")
    assert "byte+pair" in exchange.get_by_role("link", name="Why").get_attribute("href")


def test_everything_can_be_done_from_the_keyboard(served, open_page):
    page = open_page(served)
    exchange = ask(page, QUESTION)
    exchange.locator(".proof-mark").first.focus()
    assert QUOTE in page.get_by_role("tooltip").inner_text()
    page.keyboard.press("Escape")
    assert page.get_by_role("tooltip").count() == 0
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_newest_question_is_in_sight_with_its_answer(served, open_page, viewport):
    page = open_page(served, viewport=viewport)
    page.get_by_label("Your question").focus()
    for question in (QUESTION, "Who is the king of Denmark?", "Who came up with byte pair encoding?", QUESTION):
        exchange = page.locator(".exchange").nth(page.locator(".exchange").count())
        page.keyboard.type(question)
        page.keyboard.press("Enter")
        exchange.locator(".exchange-actions").wait_for()
        heading = exchange.locator(".question").element_handle()
        wait_until_true(page, SEEN, heading, seconds=10)
        assert page.evaluate("document.activeElement.id") == "question"


def test_a_refusal_says_why_and_shows_what_was_near(served, open_page):
    page = open_page(served, viewport=NARROW)
    exchange = ask(page, "Who is the king of Denmark?")
    assert "no answer in these documents" in exchange.inner_text()
    assert exchange.locator(".nearest li").count() == 3
    assert exchange.locator(".proof-mark").count() == 0


def test_what_follows_is_asked_with_what_was_said(served, open_page):
    page = open_page(served)
    ask(page, "Who came up with byte pair encoding?")
    with page.expect_request("**/v1/ask") as asked:
        ask(page, "When did he publish it?")
    (turn,) = asked.value.post_data_json["history"]
    assert turn["question"] == "Who came up with byte pair encoding?"


def test_the_conversation_outlives_a_look_at_another_page(served, open_page):
    page = open_page(served)
    ask(page, QUESTION)
    page.get_by_role("link", name="Why this answer?").click()
    page.go_back()
    assert page.locator(".exchange .question").inner_text() == QUESTION
    page.get_by_role("button", name="New conversation").click()
    assert page.locator(".exchange").count() == 0


def test_a_question_in_the_address_is_asked_once(served, open_page):
    page = open_page(served, "/?question=bert+uncased+vocab+size")
    page.locator(".exchange-actions").wait_for()
    assert "question" not in page.url
    assert page.locator(".exchange").count() == 1


def test_t42_markup_in_questions_and_documents_is_text(serve, open_page):
    evil = "<img src=x onerror=\"document.body.dataset.ran='1'\">"
    text = f"# {evil}\n\nThe password of the {evil} gate is [swordfish](javascript:document.body.dataset.ran='1')."
    with serve(answer_threshold=0.0) as server:
        (document,) = server.upload((f"{evil}.md", text.encode())).json()["documents"]
        server.settled(document["id"])
        page = open_page(server)
        exchange = ask(page, f"What is the password of the {evil} gate?")
        exchange.locator(".proof-mark").first.click()
        page.get_by_role("dialog").locator("mark").first.wait_for()
        assert page.evaluate("document.body.dataset.ran") is None
        assert page.locator("img[src=x]").count() == 0
        assert page.locator("a[href^='javascript']").count() == 0


def test_t43_pictures_in_an_answer_are_not_asked_for(serve, open_page):
    text = """The code of the north gate is ![here](http://192.0.2.1/inline.png) 4711
![there][ref] <img src="http://192.0.2.1/html.png"> <img src="/v1/collections">.

[ref]: http://192.0.2.1/reference.png
"""
    with serve(answer_threshold=0.0) as server:
        (document,) = server.upload(("gate.txt", text.encode())).json()["documents"]
        server.settled(document["id"])
        page = open_page(server)
        page.wait_for_load_state("networkidle")
        asked = []
        page.on("request", lambda request: asked.append((request.resource_type, request.url)))
        exchange = ask(page, "What is the code of the north gate?")
        assert "inline.png" in exchange.locator(".sources").inner_text()
        exchange.locator(".proof-mark").first.click()
        page.get_by_role("dialog").locator("mark").first.wait_for()
        page.wait_for_timeout(300)
        assert page.locator("main img, dialog img").count() == 0
        assert [url for kind, url in asked if kind not in ("fetch", "xhr", "script", "stylesheet")] == []


def test_a_service_that_is_gone_is_said_to_be_gone(open_page, tmp_path):
    with LiveServer(Settings(data=tmp_path)) as server:
        page = open_page(server, allowed=("ERR_CONNECTION_REFUSED", "Failed to load resource"))
        page.wait_for_selector("main h1")
        page.wait_for_load_state("networkidle")
    page.get_by_label("Your question").fill("Anything?")
    page.keyboard.press("Enter")
    assert "cannot be reached" in page.get_by_role("alert").inner_text()
