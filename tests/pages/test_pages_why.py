"""The page that shows why: the picture by mouse and keys, the verdict, and markup that stays text."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.pages.browser_watch import NARROW

QUESTION = "how many entries are in the vocabulary of gpt-2"
NAME = "<img src=x onerror=alert(1)>.md"
EVIL = b"""# <script>window.ran = 1</script>

The lawn mower <img src="http://example.org/x.png" onerror="window.ran = 1"> runs on petrol, says javascript:alert(1).
"""


def why(**query):
    return f"/why?{urlencode(query)}"


def test_the_line_of_the_cited_passage_can_be_named_by_keys(served, open_page):
    page = open_page(served, why(question=QUESTION))
    cited = page.locator('.bump-line[role="option"][data-kind="cited"]')
    cited.wait_for()
    assert "tokens-and-tokenizers.md" in cited.get_attribute("aria-label")
    assert "50,257" in page.inner_text(".ending")
    # One stop for the Tab key, and from there the arrow keys.
    page.get_by_role("button", name="Explain").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "option"
    best = page.inner_text(".readout h3")
    assert best == cited.get_attribute("aria-label").partition(":")[0]
    assert "It is cited" in page.inner_text(".readout")
    page.keyboard.press("ArrowDown")
    second = page.inner_text(".readout h3")
    assert second != best
    page.keyboard.press("ArrowUp")
    assert page.inner_text(".readout h3") == best
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.getAttribute('aria-selected')") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "A"


def test_the_picture_and_the_table_are_what_the_service_says(served, open_page):
    reply = served.client.post("/v1/explain", json={"question": QUESTION}).json()
    page = open_page(served, why(question=QUESTION))
    page.wait_for_selector(".bump-line")
    assert page.locator('.bump-line[role="option"]').count() == len(reply["passages"])
    shown = sum(passage["shown"]["rank"] is not None for passage in reply["passages"])
    kinds = page.eval_on_selector_all('[role="option"]', "all => all.map(one => one.dataset.kind)")
    assert sum(kind != "other" for kind in kinds) == shown
    assert page.eval_on_selector_all(".bump-count", "all => all.map(one => one.textContent)") == [
        str(reply["counts"][stage]) for stage in ("dense", "lexical", "fused", "shown", "read", "cited")
    ]
    page.get_by_role("button", name="Show all").click()
    assert page.locator(".stage-table tbody tr").count() == len(reply["passages"])
    first = page.locator(".stage-table tbody tr").first
    assert first.locator("td strong").all_inner_texts() == ["1"] * 6
    page.locator(".stage-table tbody tr").nth(2).hover()
    assert page.inner_text(".readout h3") == page.locator(".stage-table tbody tr th").nth(2).inner_text()


def test_a_missed_document_is_asked_for_and_its_change_followed(served, open_page):
    page = open_page(served, why(question=QUESTION, k=3))
    missed = page.get_by_label("A document that you miss")
    missed.fill("bm25")
    page.wait_for_selector('datalist option[value$="bm25.py"]', state="attached")
    missed.fill("bm25.py")
    page.get_by_role("button", name="Why not this one?").click()
    page.wait_for_selector(".verdict")
    assert "document=bm25.py" in page.url
    assert page.inner_text(".verdict-stage") == "Fetched, not shown"
    assert page.locator('[role="option"][data-kind="missed"]').count() > 0
    page.get_by_role("link", name="See it: k =").click()
    page.wait_for_selector('.verdict-stage:text-is("Read, not cited")')
    assert int(page.get_by_label("Passages (k)").input_value()) > 3
    page.go_back()
    page.wait_for_selector('.verdict-stage:text-is("Fetched, not shown")')


def test_several_questions_are_explained_one_at_a_time(served, open_page):
    page = open_page(served, why(question=f"Who gave prompt injection its name? {QUESTION}?", document="bm25.py"))
    page.wait_for_selector(".verdict")
    choice = page.get_by_role("navigation", name="The questions in this one")
    assert choice.locator('[aria-current="true"]').inner_text() == "Who gave prompt injection its name?"
    assert page.inner_text(".ending-answer") == "Simon Willison"
    choice.get_by_role("link", name="How many entries").click()
    page.wait_for_selector('.ending-answer:text-is("50,257")')
    assert "part=2" in page.url
    assert page.locator('[role="option"][data-kind="cited"]').get_attribute("aria-label").startswith("tokens-and-")
    page.go_back()
    page.wait_for_selector('.ending-answer:text-is("Simon Willison")')
    page.get_by_label("Question", exact=True).fill(QUESTION)
    page.get_by_role("button", name="Explain").click()
    page.wait_for_selector('.ending-answer:text-is("50,257")')
    assert choice.count() == 0


def test_a_name_that_nothing_has_offers_those_that_are_near(served, open_page):
    page = open_page(served, why(question=QUESTION, document="tokenizer.txt"))
    page.wait_for_selector(".verdict")
    assert "is called" in page.inner_text(".verdict")
    page.locator(".verdict button", has_text="tokens-and-tokenizers.md").click()
    page.wait_for_selector('.verdict-stage:text-is("Cited")')


def test_t42_markup_in_documents_and_names_is_inert(serve, open_page):
    with serve() as server:
        for document in server.upload(("evil.txt", EVIL), ("plain.md", b"# Garden\n\nA rake.")).json()["documents"]:
            assert server.settled(document["id"])["state"] == "ready"
        page = open_page(server, why(question=f"What does the lawn mower run on? {NAME}", document=NAME))
        page.wait_for_selector(".verdict")
        page.locator('[role="option"][aria-label^="evil.txt"]').focus()
        assert "<img src=" in page.inner_text(".readout")
        assert NAME in page.inner_text(".verdict")
        assert page.evaluate("window.ran") is None
        assert page.locator("main img").count() == 0


def test_a_refusal_is_told_with_what_helps(served, open_page):
    page = open_page(served, why(question=QUESTION, collection="nowhere"), allowed=("404",))
    page.wait_for_selector('[role="alert"]')
    assert "nowhere" in page.inner_text('[role="alert"]')


def test_nothing_sticks_out_of_a_phone(served, open_page):
    page = open_page(served, why(question=QUESTION, document="bm25.py", k=3), viewport=NARROW)
    page.wait_for_selector(".verdict")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".bump svg").bounding_box()["width"] <= NARROW["width"]


def test_without_a_question_nothing_is_asked(served, open_page):
    page = open_page(served, "/why")
    page.wait_for_selector("main h1")
    assert page.get_by_role("button", name="Explain").is_disabled()
    assert page.locator(".bump").count() == 0
