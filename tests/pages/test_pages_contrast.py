"""Text can be read on what it stands on: contrast AA by WCAG 2 on every page, in both themes, under the pointer too."""

from __future__ import annotations

import pytest

from tests.pages.browser_watch import NARROW, WIDE

WEAK = """() => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 1;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  // Any colour as four numbers 0 .. 1, whatever space it is written in.
  const seen = (colour) => {
    pen.clearRect(0, 0, 1, 1);
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  };
  const over = ([r, g, b, a], below) => [r, g, b].map((part, i) => part * a + below[i] * (1 - a));
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.unshift(seen(getComputedStyle(at).backgroundColor));
    return layers.reduce((below, layer) => over(layer, below), [1, 1, 1]);
  };
  const weak = [], told = new Set();
  let count = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement, text = walker.currentNode.textContent.trim();
    if (!text || element.closest("svg, [aria-hidden=true], :disabled, .visually-hidden, .skip")) continue;
    if (!element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    count += 1;
    const style = getComputedStyle(element), below = ground(element);
    const ink = over(seen(style.color), below);
    const [high, low] = [light(ink), light(below)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05), line = `${ratio.toFixed(2)} ${element.tagName}.${element.className}`;
    if (ratio < (large ? 3 : 4.5) && !told.has(line)) weak.push(`${line}: ${text.slice(0, 40)}`), told.add(line);
  }
  return { count, weak };
}"""


def weak(page):
    """Texts that are too pale, after making sure that there were texts to look at."""
    page.wait_for_load_state("networkidle")
    found = page.evaluate(WEAK)
    assert found["count"] > 10
    return found["weak"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_of_every_page_stands_out(served, open_page, page_path, dark):
    page = open_page(served, page_path, dark=dark)
    page.wait_for_selector("main h1", state="attached")
    assert weak(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_answers_refusals_and_sources_stand_out(served, open_page, viewport, dark):
    page = open_page(served, "/?question=how+many+entries+are+in+the+vocabulary+of+gpt-2", viewport=viewport, dark=dark)
    page.locator(".exchange-actions").wait_for()
    page.get_by_role("button", name="No", exact=True).click()
    page.get_by_label("Your question").fill("Which judge decided Mata v. Avianca?")
    page.keyboard.press("Enter")
    page.locator(".exchange-actions").nth(1).wait_for()
    assert weak(page) == []
    page.locator(".proof-mark").first.click()
    page.get_by_role("dialog").locator("mark").first.wait_for()
    assert weak(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_buttons_can_be_read_under_the_pointer(served, open_page, dark):
    page = open_page(served, "/documents", dark=dark)
    for button in ("Choose files …", "Read Tokens and tokenizers again", "Delete Tokens and tokenizers"):
        page.get_by_role("button", name=button).hover()
        assert weak(page) == [], button
    page.get_by_role("button", name="Delete Tokens and tokenizers").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").hover()
    assert weak(page) == []
