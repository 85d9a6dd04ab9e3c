"""The page on similarity as people use it: compare, explain, calculate, look inside."""

from __future__ import annotations

import re

from tests.pages.browser_watch import NARROW

CONTRAST = """element => {
    const rgb = color => {
        const canvas = document.createElement("canvas");
        canvas.width = canvas.height = 1;
        const context = canvas.getContext("2d", {willReadFrequently: true});
        context.fillStyle = color;
        context.fillRect(0, 0, 1, 1);
        return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = color => rgb(color).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const text = light(getComputedStyle(element).color);
    const paper = light(getComputedStyle(element.closest("td")).backgroundColor);
    return (Math.max(text, paper) + 0.05) / (Math.min(text, paper) + 0.05);
}"""
"""Contrast of a heat map cell's text by WCAG 2."""


def settled(page):
    """Once nothing on the page is being asked."""
    page.wait_for_selector("main h1")
    page.wait_for_selector("[aria-busy=true]", state="detached")
    page.wait_for_load_state("networkidle")


def test_every_view_fits_a_phone(served, open_page):
    page = open_page(served, "/similar", viewport=NARROW)
    for view in ("Compare", "Explain", "Calculate", "Tokens and vectors"):
        page.get_by_role("navigation", name="Views").get_by_role("link", name=view).click()
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view


def test_compare_shows_a_table_of_cosines_and_leads_to_what_carries_one(served, open_page):
    page = open_page(served, "/similar")
    page.get_by_label("Texts, one a line").fill("book\nnovel\n<img src=x onerror=alert(1)>")
    page.wait_for_selector("text=<img src=x onerror=alert(1)>")
    settled(page)
    cells = page.get_by_role("table").get_by_role("cell").all_inner_texts()
    assert sum(text == "1.00" for text in cells) == 3
    page.get_by_role("button", name=re.compile("explain book and novel")).click()
    assert page.get_by_label("First text", exact=True).input_value() == "book"
    assert page.get_by_label("Second text", exact=True).input_value() == "novel"
    page.go_back()
    assert page.get_by_label("Texts, one a line").input_value().startswith("book\nnovel")


def test_numbers_in_the_heat_map_can_be_read(served, open_page):
    page = open_page(served, "/similar")
    page.get_by_label("Texts, one a line").fill("book\na book\nworm")
    page.wait_for_selector("th >> text=a book")
    settled(page)
    for theme in ("light", "dark"):
        page.get_by_label("Colours").select_option(theme)
        contrasts = [cell.evaluate(CONTRAST) for cell in page.locator(".heat-cell button").all()]
        assert len(contrasts) == 6
        assert min(contrasts) >= 4.5, theme


def test_neighbours_come_from_the_collection_and_lead_to_the_source(served, open_page):
    page = open_page(served, "/similar")
    page.get_by_label("Texts, one a line").fill("two lawyers and an invented court decision")
    found = page.get_by_role("list", name="Passages near two lawyers").get_by_role("listitem").first
    assert "hallucination.txt" in found.inner_text()
    assert "source?document=" in found.get_by_role("link").get_attribute("href")


def test_explain_colours_words_and_moves_by_arrow_keys(served, open_page):
    page = open_page(served, "/similar?view=explain")
    page.get_by_label("First text", exact=True).fill("The 👩‍👩‍👧 king walks in")
    page.get_by_label("Second text", exact=True).fill("Outside the queen waits. It rains.")
    page.wait_for_selector("button >> text=queen")
    settled(page)
    assert page.locator(".shared-text").first.inner_text() == "The 👩‍👩‍👧 king walks in"
    page.locator(".shared-text button", has_text="king").focus()
    assert "together with “queen”" in page.locator(".pointed").inner_text()
    assert page.locator(".shared-text button[data-linked]", has_text="queen").count() == 1
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.innerText") == "walks"
    assert page.locator(".sentences tbody tr").count() == 2


def test_calculate_finds_the_bookworm_and_marks_what_was_typed(served, open_page):
    page = open_page(served, "/similar?view=calculate", allowed=("422",))
    words = page.locator(".near-words li")
    words.first.wait_for()
    found = words.all_inner_texts()
    assert any(re.search(r"\bbookworm$", text) for text in found)
    assert all("you typed it" in text for text in found[:2])
    page.get_by_label("Add and take away").fill("book +")
    page.get_by_role("alert").wait_for()


def test_inside_shows_tokens_and_384_numbers(served, open_page):
    page = open_page(served, "/similar?view=inside")
    settled(page)
    assert page.locator(".token-piece").all_inner_texts() == ["[CLS]", "tallest", "building", "[SEP]"]
    assert page.locator(".vector-cells").count() == 2
    assert page.locator(".vector-cells").first.locator("i").count() == 384
    page.get_by_label("A text", exact=True).fill("猫 bookworm")
    page.wait_for_selector(".token-said >> text=猫")
    assert page.locator(".token-piece").all_inner_texts() == ["[CLS]", "[UNK]", "book", "##worm", "[SEP]"]
