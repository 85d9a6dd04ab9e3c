"""The map in a real browser: what hands can do with it, what it shows, and that documents cannot act on it."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from tests.api.live_server import wait_until
from tests.pages.browser_watch import NARROW, WIDE, wait_until_true
from tests.pages.map_stub import EVIL, POINTS, MapStub

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

PLACE_OF = "(name) => { const b = [...document.querySelectorAll(name)][0].getBoundingClientRect(); return [b.x, b.y]; }"


@pytest.fixture
def stub():
    return MapStub()


@pytest.fixture
def open_map(open_page, served):
    def opened(stub, **how):
        page = open_page(served, "/health", **how)
        stub.install(page)
        page.goto(f"http://127.0.0.1:{served.port}/map")
        return page

    return opened


@pytest.fixture
def page(open_map, stub):
    page = open_map(stub)
    page.wait_for_selector(".map-surface[data-painted]")
    return page


def middle(page):
    box = page.locator(".map-surface").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def at(page, stub, chunk_id):
    """Where the page draws a chunk while it shows the whole map."""
    box = page.locator(".map-surface").bounding_box()
    places = stub.synthetic.places
    (left, bottom), (right, top) = places.min(axis=0), places.max(axis=0)
    scale = min(box["width"] * 0.88 / (right - left), box["height"] * 0.88 / (top - bottom))
    x, y = places[chunk_id - 1]
    across = box["x"] + box["width"] / 2 + (x - (left + right) / 2) * scale
    return float(across), float(box["y"] + box["height"] / 2 - (y - (bottom + top) / 2) * scale)


def tab(page, name):
    page.get_by_role("navigation", name="What the map shows").get_by_role("button", name=name).click()


def in_view(page):
    tab(page, "List")
    return int(page.locator(".map-panel-body p").first.inner_text().split(" ")[0].replace(",", ""))


def test_without_a_map_it_says_what_one_is_and_computes_it(open_map):
    stub = MapStub(ready=False)
    page = open_map(stub)
    page.get_by_text("every passage of your documents as a point").wait_for()
    page.get_by_role("button", name="Compute the map").click()
    page.get_by_text("Arranging the points").wait_for()
    assert page.locator("progress").evaluate("bar => bar.value") == pytest.approx(0.4)
    page.wait_for_selector(".map-surface[data-painted]")
    assert ("", {"collection": "default"}) in stub.asked


def test_points_are_painted_in_the_colours_of_the_legend(page):
    colour = page.locator(".map-swatch circle").first.get_attribute("fill")
    wanted = [int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split()]
    found = page.evaluate(
        """async ([r, g, b]) => {
          const canvas = document.querySelector('.map-surface canvas');
          const flat = new OffscreenCanvas(canvas.width, canvas.height);
          flat.getContext('2d').drawImage(canvas, 0, 0);
          const { data } = flat.getContext('2d').getImageData(0, 0, flat.width, flat.height);
          let near = 0;
          for (let i = 0; i < data.length; i += 4)
            near += Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 150;
          return near;
        }""",
        wanted,
    )
    assert found > 20
    assert page.locator(".map-name").count() > 5


def test_dragging_moves_wheel_and_keys_zoom(page):
    x, y = middle(page)
    before = page.evaluate(PLACE_OF, ".map-name")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 25, steps=4)
    page.mouse.up()
    after = page.evaluate(PLACE_OF, ".map-name")
    assert after[0] - before[0] == pytest.approx(40, abs=1.5)
    assert after[1] - before[1] == pytest.approx(25, abs=1.5)
    everything = in_view(page)
    page.mouse.move(x, y)
    page.mouse.wheel(0, -900)
    wait_until(lambda: in_view(page) < everything)
    page.locator(".map-surface").focus()
    page.keyboard.press("0")
    wait_until(lambda: in_view(page) == POINTS)
    page.locator(".map-surface").focus()
    for _ in range(5):
        page.keyboard.press("+")
    page.keyboard.press("ArrowLeft")
    wait_until(lambda: in_view(page) < POINTS)


def test_hovering_tells_clicking_opens_and_escape_closes(page, stub):
    page.mouse.move(*at(page, stub, 7))
    tooltip = page.locator(".map-tooltip")
    tooltip.wait_for()
    page.locator(".map-tooltip", has_text="tells of a mower").wait_for()
    page.mouse.click(*at(page, stub, 7))
    panel = page.get_by_role("region", name="Passage")
    panel.get_by_text("Truly nearest").wait_for()
    assert "3 of these 12 are also" in panel.inner_text()
    assert "torn apart by it" in panel.inner_text()
    assert page.locator(".map-thread").count() == 12
    page.keyboard.press("Escape")
    panel.wait_for(state="detached")


def test_enter_opens_what_is_in_the_middle(page):
    page.locator(".map-surface").focus()
    for _ in range(2):
        page.keyboard.press("-")
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Passage").wait_for()


def test_an_outline_chooses_what_it_encloses(page, stub):
    places = stub.synthetic.places
    (left, bottom), (right, top) = places.min(axis=0), places.max(axis=0)
    page.get_by_role("button", name="Draw around passages").click()
    box = page.locator(".map-surface").bounding_box()
    x, _ = middle(page)
    page.mouse.move(x, box["y"] + 5)
    page.mouse.down()
    for corner in (
        (box["x"] + 5, box["y"] + 5),
        (box["x"] + 5, box["y"] + box["height"] - 5),
        (x, box["y"] + box["height"] - 5),
    ):
        page.mouse.move(*corner, steps=5)
    page.mouse.up()
    expected = stub.inside(left, (left + right) / 2, bottom, top)
    page.get_by_text(f"{expected} passages chosen").wait_for()
    page.locator(".map-words", has_text="west").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Keep the selection").click()
    lines = Path(download.value.path()).read_text("utf-8").splitlines()
    assert len(lines) == expected + 1


def test_entries_of_the_legend_filter_the_points(page, stub):
    sizes = [int(count) for count in page.locator(".map-legend .small").all_inner_texts()]
    page.locator(".map-legend button").first.click()
    assert in_view(page) == sizes[0] == max(sizes)
    tab(page, "Legend")
    page.get_by_role("button", name="Show all", exact=True).click()
    assert in_view(page) == POINTS


def test_a_question_lands_with_its_layers_and_the_truth_of_the_picture(page, stub):
    tab(page, "Ask")
    page.get_by_label("Ask from the map").fill("Who mows?")
    page.keyboard.press("Enter")
    page.locator(".map-question").wait_for()
    assert ("/ask", {"question": "Who mows?", "collection": "default"}) in stub.asked
    page.get_by_text("6 of the 12 nearest here are truly near").wait_for()
    wait_for_marks(page, 24 + 6 + 5 + 1)
    page.get_by_label("Both together").check()
    wait_for_marks(page, 24 + 6 + 10 + 5 + 1)
    page.get_by_label("Same words").uncheck()
    wait_for_marks(page, 24 + 10 + 5 + 1)
    cells = page.locator(".map-table tbody tr").nth(2).locator("td").all_inner_texts()
    assert cells[1:] == ["0.94", "3", "6"]


def wait_for_marks(page, count):
    wait_until_true(page, "count => document.querySelectorAll('.map-mark').length === count", count)


def test_the_ring_stands_still_for_those_who_want_no_motion(page):
    tab(page, "Ask")
    page.get_by_label("Ask from the map").fill("Who mows?")
    page.keyboard.press("Enter")
    animated = "getComputedStyle(document.querySelector('.map-wave')).animationName"
    page.locator(".map-wave").wait_for()
    assert page.evaluate(animated) == "map-wave"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(animated) == "none"


def test_search_duplicates_and_gaps(page, stub):
    tab(page, "Find")
    page.get_by_label("Find in the map").fill("mower")
    page.get_by_label("its words").check()
    page.keyboard.press("Enter")
    page.get_by_text("3 passages hold one of the words").wait_for()
    assert ("/search", {"text": "mower", "mode": "words", "collection": "default", "limit": 5000}) in stub.asked
    tab(page, "Near-duplicates")
    page.get_by_role("button", name="Show", exact=True).click()
    wait_for_marks(page, 2)
    tab(page, "What is missing")
    page.get_by_text("nothing like it here").wait_for()
    wait_for_marks(page, 2)


def test_the_view_is_kept_as_png_and_svg(page):
    tab(page, "About")
    with page.expect_download() as download:
        page.get_by_role("button", name="View as PNG").click()
    image = Path(download.value.path()).read_bytes()
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(image[16:20], "big") == 2 * round(page.locator(".map-surface").bounding_box()["width"])
    with page.expect_download() as download:
        page.get_by_role("button", name="View as SVG").click()
    drawing = ElementTree.parse(download.value.path()).getroot()
    dots = sum(path.get("d").count("h0") for path in drawing.iter("{http://www.w3.org/2000/svg}path"))
    assert dots == POINTS


def test_t42_texts_of_documents_and_questions_cannot_act(page, stub):
    page.mouse.click(*at(page, stub, 7))
    page.locator(".map-text", has_text="<script>").wait_for()
    for name, ready in (
        ("Ask", "Ask from the map"),
        ("Near-duplicates", "2 passages"),
        ("What is missing", "refused"),
        ("List", "in view"),
    ):
        tab(page, name)
        page.get_by_text(ready).first.wait_for()
        if name == "Ask":
            page.get_by_label(ready).fill(EVIL)
            page.keyboard.press("Enter")
            page.locator(".map-answer", has_text="<img src=x").wait_for()
    assert page.evaluate("window.hit") is None
    assert page.locator("img, iframe, main script, a[href^='javascript']").count() == 0


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
def test_nothing_stands_out_at_the_side(open_map, stub, viewport):
    page = open_map(stub, viewport=viewport, dark=True)
    page.wait_for_selector(".map-surface[data-painted]")
    for name in ("Legend", "Ask", "Find", "Near-duplicates", "What is missing", "List", "About"):
        tab(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
