"""Documents over HTTP: how far they have come, filters, reading again, passages, near-copies, and their bytes."""

from __future__ import annotations

from hashlib import sha256
from itertools import pairwise

import pytest

from rag.catalog.documents import DocumentWriter
from rag.originals import Originals
from rag.settings import Settings
from tests.api.live_server import LiveServer, nothing_waits, wait_until

BROKEN = b"%PDF-1.7\nnothing"
RULE = b"## Harbour rule %d\n\nA ship of class %d pays %d crowns a day, and its crew of %d may stay until %d.\n\n"


def rules(numbers):
    """A long document, the same form filled in for each number."""
    return b"".join(RULE % (n, n, n * 7, n + 3, n + 11) for n in numbers)


LONG = rules(range(1, 41))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A server for tests that keep out of each other's way by the names of their documents."""
    with LiveServer(Settings(data=tmp_path_factory.mktemp("house"), keep_replaced_days=0)) as server:
        yield server


def put(server, name, content, **fields):
    """Upload one file and wait for what becomes of it."""
    (document,) = server.upload((name, content), **fields).json()["documents"]
    return server.settled(document["id"], **fields)


def listed(server, **query):
    reply = server.client.get("/v1/documents", params=query).json()
    return {row["uri"].removeprefix("upload:///") for row in reply["documents"]}


def kept(server):
    return set(Originals(server.settings.data).kept())


def again(server, document, **query):
    return server.client.post(f"/v1/documents/{document}/reingest", params=query)


def test_a_document_is_seen_in_every_state(house, monkeypatch):
    seen, advance = [], DocumentWriter.advance

    def noting(self, uri, state):
        seen.append(house.client.get("/v1/documents", params={"q": "states.md"}).json()["documents"][0]["state"])
        advance(self, uri, state)
        seen.append(house.client.get("/v1/documents", params={"state": state}).json()["documents"][0]["state"])

    monkeypatch.setattr(DocumentWriter, "advance", noting)
    assert put(house, "states.md", b"# States\n\nA thing that happens.")["state"] == "ready"
    assert seen == ["queued", "reading", "reading", "embedding"]


def test_a_filter_narrows_the_list_and_counts_what_it_leaves(house):
    put(house, "Straße 猫.md", b"# Cats\n\nCats sleep on the wall of the garden.", collection="filters")
    put(
        house, "tide.html", b"<!doctype html><title>Tides</title><p>The tide is high at noon.</p>", collection="filters"
    )
    put(house, "broken.pdf", BROKEN, collection="filters")
    here = {"collection": "filters"}
    assert listed(house, q="tid", **here) == {"tide.html"}
    assert listed(house, q="TIDES", **here) == {"tide.html"}
    assert len(listed(house, q="猫", **here)) == 1
    assert listed(house, q="_", **here) == listed(house, q="tide%html", **here) == set()
    assert listed(house, state="failed", **here) == {"broken.pdf"}
    assert listed(house, media_type="text/html", **here) == {"tide.html"}
    assert listed(house, state="failed", media_type="text/html", **here) == set()
    counts = house.client.get("/v1/documents", params=here | {"state": "ready"}).json()["counts"]
    assert counts == {
        "states": {"failed": 1, "ready": 2},
        "media_types": {"text/html": 1, "text/markdown": 1},
    }


def test_the_newest_come_first_when_asked(house):
    for name in "abc":
        put(house, f"{name}.md", b"# Order " + name.encode(), collection="order")
    query = {"collection": "order", "order": "newest", "limit": 2}
    first = house.client.get("/v1/documents", params=query).json()
    second = house.client.get("/v1/documents", params=query | {"cursor": first["next"]}).json()
    names = [row["uri"][-4] for page in (first, second) for row in page["documents"]]
    assert names == ["c", "b", "a"]
    assert (second["next"], second["counts"]) == (None, None)


@pytest.mark.parametrize("query", [{"state": "gone"}, {"order": "x"}, {"q": "x" * 201}, {"q": "\0"}, {"nobody": "x"}])
def test_odd_filters_are_refused(house, query):
    assert house.client.get("/v1/documents", params=query).status_code == 422


def test_the_bytes_of_a_deleted_document_are_gone_at_once(house):
    one = put(house, "one.md", b"# Same bytes under two names")
    two = put(house, "two.md", b"# Same bytes under two names")
    digest = sha256(b"# Same bytes under two names").hexdigest()
    wait_until(lambda: nothing_waits(house))
    assert digest in kept(house)
    house.client.delete(f"/v1/documents/{one['id']}")
    assert digest in kept(house)
    house.client.delete(f"/v1/documents/{two['id']}")
    assert digest not in kept(house)


def test_a_replaced_version_takes_its_original_along_when_it_is_purged(house):
    old, new = b"# The old plan\n\nWe leave on Monday.", b"# The new plan\n\nWe leave on Friday."
    put(house, "plan.md", old)
    put(house, "plan.md", new)
    wait_until(lambda: sha256(old).hexdigest() not in kept(house))
    assert sha256(new).hexdigest() in kept(house)


def test_failed_uploads_leave_nothing_behind(house):
    put(house, "failing.pdf", BROKEN)
    wait_until(lambda: nothing_waits(house))
    assert sha256(BROKEN).hexdigest() not in kept(house)


def test_an_upload_is_read_again_from_its_original(house):
    row = put(house, "twice.md", b"# Twice\n\nRead me twice.")
    wait_until(lambda: nothing_waits(house))
    reply = again(house, row["id"])
    assert (reply.status_code, reply.json()) == (202, {"id": row["id"], "state": "queued", "uri": row["uri"]})
    after = house.settled(row["id"])
    assert (after["state"], after["version"], after["title"]) == ("ready", 1, row["title"])
    wait_until(lambda: nothing_waits(house))
    assert sha256(b"# Twice\n\nRead me twice.").hexdigest() in kept(house)


def test_a_local_file_is_read_again_where_it_lies(house, tmp_path):
    path = tmp_path / "local file.md"
    path.write_text("# Local\n\nThe ferry leaves at eight.")
    shelf = house.backend.catalog.open_shelf("local")
    shelf.documents.announce_failure(path.as_uri(), "it could not be read")
    (row,) = house.client.get("/v1/documents", params={"collection": "local"}).json()["documents"]
    assert again(house, row["id"], collection="local").status_code == 202
    assert house.settled(row["id"], collection="local")["version"] == 1
    path.write_text("# Local\n\nThe ferry leaves at nine.")
    again(house, row["id"], collection="local")
    assert house.settled(row["id"], collection="local")["version"] == 2
    path.unlink()
    reply = again(house, row["id"], collection="local")
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "source_error")
    assert house.settled(row["id"], collection="local")["state"] == "ready"


def test_what_was_not_kept_cannot_be_read_again(serve, garden):
    with serve(keep_originals=False) as server:
        row = put(server, "garden.md", garden)
        wait_until(lambda: nothing_waits(server))
        assert kept(server) == set()
        reply = again(server, row["id"])
        assert (reply.status_code, reply.json()["error"]["code"]) == (400, "source_error")
        assert "Upload it again" in reply.json()["error"]["remedy"]


def test_a_file_restored_unchanged_has_no_failure_any_more(house):
    good = b"# Restored\n\nThis is how it was."
    put(house, "restored.md", good)
    failed = put(house, "restored.md", b"")
    assert (failed["state"], bool(failed["reason"])) == ("ready", True)
    restored = put(house, "restored.md", good)
    assert (restored["state"], restored["version"], restored["reason"]) == ("ready", 1, None)


def test_passages_are_listed_with_their_bounds(house):
    row = put(house, "harbour.md", LONG)
    url = f"/v1/documents/{row['id']}/chunks"
    text = house.client.get(f"/v1/documents/{row['id']}/text").json()["text"]
    pages, cursor = [], None
    while cursor is not None or not pages:
        pages.append(house.client.get(url, params={"limit": 4} | ({"cursor": cursor} if cursor else {})).json())
        cursor = pages[-1]["next"]
    chunks = [chunk for page in pages for chunk in page["chunks"]]
    assert len(pages) > 1
    assert [chunk["ordinal"] for chunk in chunks] == list(range(row["chunks"]))
    assert all(one["end"] <= other["start"] for one, other in pairwise(chunks))
    assert text[chunks[0]["start"] : chunks[0]["end"]].startswith("Harbour rule 1")
    assert all(0 < chunk["tokens"] <= house.settings.chunk_tokens <= pages[0]["most_tokens"] for chunk in chunks)
    assert chunks[-1]["context"]


def test_passages_of_what_is_not_there(house):
    old = put(house, "versions.md", b"# Version one")
    put(house, "versions.md", b"# Version two")
    url = f"/v1/documents/{old['id']}/chunks"
    assert house.client.get(url).json()["version"] == 2
    wait_until(lambda: house.client.get(url, params={"version": 1}).status_code == 410)
    assert house.client.get(url, params={"version": 3}).status_code == 404
    assert house.client.get(url, params={"version": 0}).status_code == 422
    assert house.client.get(url, params={"cursor": "x"}).status_code == 422
    assert house.client.get(f"/v1/documents/{'0' * 24}/chunks").status_code == 404
    house.client.delete(f"/v1/documents/{old['id']}")
    assert house.client.get(url).status_code == 404


def test_a_copy_under_another_name_is_noticed(house):
    form = rules(range(1, 13))
    fees, copy, others = (
        put(house, name, content, collection="copies")["id"]
        for name, content in [
            ("fees.md", form),
            ("fees (copy).md", b"# Fees of the port\n\n" + form.replace(b"Harbour", b"Port")),
            ("other fees.md", rules(range(200, 213))),
        ]
    )
    query = {"collection": "copies", "id": [fees, copy, others]}
    found = house.client.get("/v1/documents/duplicates", params=query).json()["duplicates"]
    assert {document: [other["id"] for other in alike] for document, alike in found.items()} == {
        fees: [copy],
        copy: [fees],
    }
    assert found[fees][0]["share"] >= 0.8
    house.client.delete(f"/v1/documents/{copy}", params={"collection": "copies"})
    assert house.client.get("/v1/documents/duplicates", params=query).json()["duplicates"] == {}


@pytest.mark.parametrize("ids", [[], ["x"], ["0" * 24] * 101])
def test_odd_comparisons_are_refused(house, ids):
    assert house.client.get("/v1/documents/duplicates", params={"id": ids}).status_code == 422


def test_reading_again_what_is_not_there(house):
    assert again(house, "0" * 24).status_code == 404
    assert again(house, "x").status_code == 422
