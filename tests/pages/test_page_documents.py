"""The documents page in Chromium: add, watch, filter, read again, delete, look at the passages."""

from __future__ import annotations

import pytest

from api.upload_worker import UploadWorker
from rag.settings import Settings
from tests.api.live_server import LiveServer, nothing_waits, wait_until
from tests.pages.browser_watch import NARROW

CATS = (
    "# Cats 🐈\n\n猫が好き。 Cats sleep 👩‍👩‍👧 on the wall.\n\n## Names\n\nThe oldest cat is called Minka.\n".encode()
)
EVIL = b"# \\<img src=x onerror=alert(1)>\n\n`<script>alert(1)</script>` [a](javascript:alert(1)) is what it says.\n"
DROP = """(files) => {
    const carried = new DataTransfer();
    for (const [name, text] of files) carried.items.add(new File([text], name));
    const zone = document.querySelector(".drop-zone");
    zone.dispatchEvent(new DragEvent("dragover", { bubbles: true, cancelable: true, dataTransfer: carried }));
    zone.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A server for tests that keep out of each other's way by their collections."""
    with LiveServer(Settings(data=tmp_path_factory.mktemp("documents"))) as server:
        yield server


def put(server, name, content, collection):
    (document,) = server.upload((name, content), collection=collection).json()["documents"]
    return server.settled(document["id"], collection=collection)


def opened(house, open_page, collection):
    """The page of an empty collection."""
    house.backend.catalog.open_shelf(collection)
    page = open_page(house, f"/documents?collection={collection}")
    page.get_by_text("Nothing is here yet").wait_for()
    return page


def document(page, name):
    """The entry of a document in the list."""
    return page.locator(".document").filter(has=page.get_by_role("heading", name=name))


def test_what_can_be_done_with_a_document_stands_in_one_row(house, open_page):
    put(house, "cats.md", CATS, "rows")
    page = open_page(house, "/documents?collection=rows")
    buttons = document(page, "Cats").locator(".actions button")
    buttons.first.wait_for()
    again, delete = (button.bounding_box() for button in buttons.all())
    assert again["y"] == delete["y"]
    assert again["x"] + again["width"] <= delete["x"]
    assert all(kind in page.inner_text(".drop-zone") for kind in ("Excel", "PowerPoint", "EPUB", "e-mail", "pictures"))


def test_dropped_and_chosen_files_become_ready_or_say_why(house, open_page):
    page = opened(house, open_page, "drop")
    page.evaluate(DROP, [["ferry.md", "# The ferry\n\nIt leaves at eight."], ["empty.txt", ""]])
    page.set_input_files("input[type=file]", {"name": "chosen.txt", "mimeType": "text/plain", "buffer": b"Chosen."})
    page.get_by_text("3 files sent").wait_for()
    for name, state in (("The ferry", "Ready"), ("chosen", "Ready"), ("empty.txt", "Failed")):
        document(page, name).get_by_text(state, exact=True).wait_for()
    assert "no text" in document(page, "empty.txt").inner_text()
    page.get_by_text("3 documents, the newest first").wait_for()
    page.get_by_role("button", name="Dismiss").click()
    page.get_by_text("3 files sent").wait_for(state="detached")


def test_a_document_is_watched_through_its_states(house, open_page):
    page = opened(house, open_page, "states")
    shelf = house.backend.catalog.open_shelf("states")
    shelf.documents.announce("upload:///slow.md")
    page.reload()
    for state, shown in (("reading", "Reading"), ("embedding", "Embedding")):
        shelf.documents.advance("upload:///slow.md", state)
        document(page, "slow.md").get_by_text(shown, exact=True).wait_for()
    shelf.documents.announce_failure("upload:///slow.md", "the power went out")
    document(page, "slow.md").get_by_text("Failed", exact=True).wait_for()
    assert "the power went out" in document(page, "slow.md").inner_text()


def test_the_progress_of_a_large_file_is_real(house, open_page):
    page = opened(house, open_page, "progress")
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    network.send("Network.emulateNetworkConditions", slow)
    large = {"name": "large.bin", "mimeType": "application/octet-stream", "buffer": bytes(1_000_000)}
    page.set_input_files("input[type=file]", large)
    bar = page.get_by_role("progressbar")
    wait_until(lambda: 0 < float(bar.get_attribute("value") or 0) < 1)
    page.get_by_role("button", name="Do not send large.bin").click()
    bar.wait_for(state="detached")
    wait_until(lambda: nothing_waits(house))


def test_filters_narrow_the_list_on_the_server(house, open_page):
    put(house, "tide.html", b"<!doctype html><title>Tides</title><p>High at noon.</p>", "filters")
    put(house, "cats.md", CATS, "filters")
    put(house, "empty.txt", b"", "filters")
    page = open_page(house, "/documents?collection=filters")
    page.get_by_text("3 documents").wait_for()
    page.get_by_label("Find a document").fill("tid")
    page.get_by_text("1 document,").wait_for()
    assert "q=tid" in page.url
    page.get_by_label("Find a document").fill("")
    page.get_by_text("3 documents").wait_for()
    page.get_by_label("State").select_option(label="Failed (1)")
    document(page, "Tides").wait_for(state="detached")
    assert document(page, "empty.txt").is_visible()
    page.get_by_label("State").select_option("")
    page.get_by_label("Kind").select_option(label="Web page (1)")
    document(page, "empty.txt").wait_for(state="detached")
    page.reload()
    document(page, "Tides").wait_for()
    assert page.locator(".document").count() == 1
    page.get_by_label("Find a document").fill("nothing like it")
    page.get_by_text("No document is like that").wait_for()


def test_deleting_asks_first_and_works_by_keyboard(house, open_page):
    row = put(house, "cats.md", CATS, "deleting")
    page = open_page(house, "/documents?collection=deleting")
    button = page.get_by_role("button", name="Delete Cats")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Delete this document?").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    assert button.evaluate("button => document.activeElement === button")
    button.click()
    page.get_by_role("dialog").get_by_role("button", name="Delete", exact=True).click()
    page.get_by_text("Nothing is here yet").wait_for()
    gone = house.client.get(f"/v1/documents/{row['id']}", params={"collection": "deleting"})
    assert gone.status_code == 404


def test_a_document_is_read_again(house, open_page):
    row = put(house, "cats.md", CATS, "again")
    wait_until(lambda: nothing_waits(house))
    page = open_page(house, "/documents?collection=again")
    with page.expect_response(lambda reply: "/reingest" in reply.url) as reply:
        page.get_by_role("button", name="Read Cats 🐈 again").click()
    assert reply.value.status == 202
    document(page, "Cats").get_by_text("Ready", exact=True).wait_for()
    assert house.settled(row["id"], collection="again")["version"] == 1


def test_refused_addresses_say_what_helps(house, open_page):
    page = open_page(house, "/documents", allowed=("status of 400",))
    page.get_by_label("Or a page of the public web").fill("http://127.0.0.1/secret")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "not on the public internet" in alert.inner_text()


def test_every_band_is_the_passage_that_the_service_means(house, open_page):
    row = put(house, "cats.md", CATS, "bands")
    where = {"collection": "bands"}
    text = house.client.get(f"/v1/documents/{row['id']}/text", params=where).json()["text"]
    chunks = house.client.get(f"/v1/documents/{row['id']}/chunks", params=where).json()["chunks"]
    page = open_page(house, "/documents?collection=bands", viewport=NARROW)
    page.get_by_role("link", name="Cats").click()
    page.locator(".band").first.wait_for()
    shown = page.locator(".band-text").evaluate_all("bands => bands.map((band) => band.textContent)")
    assert shown == [text[chunk["start"] : chunk["end"]] for chunk in chunks]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.go_back()
    document(page, "Cats").wait_for()


def test_near_copies_are_pointed_out(house, open_page):
    put(house, "cats.md", CATS, "copies")
    put(house, "cats again.md", CATS.replace(b"# Cats", b"# More cats", 1), "copies")
    page = open_page(house, "/documents?collection=copies")
    document(page, "More cats").get_by_role("link", name="Cats 🐈", exact=True).last.wait_for()
    assert "nearly word for word" in document(page, "More cats").inner_text()


def test_t42_markup_in_names_and_texts_is_inert(house, open_page):
    put(house, "<img src=x onerror=alert(2)>.md", EVIL, "evil")
    page = open_page(house, "/documents?collection=evil")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    document(page, "").get_by_role("link").click()
    page.locator(".band").first.wait_for()
    assert "<script>" in page.locator(".band").first.inner_text()
    assert "onerror" in page.get_by_role("heading", level=1).inner_text()
    assert page.locator("main img, main script, main a[href^=javascript]").count() == 0


def test_a_collection_that_is_not_there_yet_takes_its_first_file(house, open_page):
    page = open_page(house, "/documents?collection=new", allowed=("status of 404",))
    page.get_by_text("Nothing is here yet").wait_for()
    page.set_input_files("input[type=file]", {"name": "first.txt", "mimeType": "text/plain", "buffer": b"First."})
    document(page, "first").get_by_text("Ready", exact=True).wait_for()


def test_files_wait_while_the_queue_is_full(serve, open_page, monkeypatch):
    monkeypatch.setattr("api.errors._RETRY_SECONDS", {Exception: 1})
    with serve(max_queue_megabytes=1) as server, monkeypatch.context() as patch:
        patch.setattr(UploadWorker, "_ingest", lambda *_: 1 / 0)
        server.upload(("first.txt", b"It fills the queue. " * 45_000))
        page = open_page(server, "/documents", allowed=("status of 507",))
        second = {"name": "second.txt", "mimeType": "text/plain", "buffer": b"It must wait. " * 20_000}
        page.set_input_files("input[type=file]", second)
        page.get_by_text("There is no room just now").wait_for()
        patch.undo()
        document(page, "second").get_by_text("Ready", exact=True).wait_for()
        page.close()
