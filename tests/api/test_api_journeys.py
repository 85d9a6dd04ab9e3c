"""From a file to a cited answer and back to nothing, over HTTP."""

from __future__ import annotations

import json

import pytest

from api import follow
from ingest.cli.ingesting import ingest_sources
from ingest.cli.options import Call
from rag.compose import open_catalog
from tests.api.live_server import wait_until

QUESTION = "Where does the key of the shed hang?"


def test_a_document_comes_answers_and_goes(serve, garden):
    with serve() as server:
        assert server.client.get("/health").json() == {"status": "ok", "documents": 0, "chunks": 0}
        assert server.ask(QUESTION).json()["abstained"]
        assert server.search(QUESTION).json() == {"hits": []}

        accepted = server.upload(("garden.md", garden))
        assert accepted.status_code == 202
        (document,) = accepted.json()["documents"]
        assert document == {"id": document["id"], "state": "queued", "uri": "upload:///garden.md"}
        stored = server.settled(document["id"])
        assert (stored["state"], stored["version"], stored["title"]) == ("ready", 1, "The garden shed")

        reply = server.ask(QUESTION).json()
        assert not reply["abstained"]
        assert "kitchen door" in reply["answer"]
        assert_citations_resolve(server, reply)
        assert_gone_after_delete(server, document["id"], reply)


def assert_citations_resolve(server, reply):
    assert reply["citations"]
    for citation in reply["citations"]:
        query = {"version": citation["version"]}
        text = server.client.get(f"/v1/documents/{citation['document_id']}/text", params=query).json()["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    for hit in reply["hits"]:
        assert server.client.get(f"/v1/documents/{hit['document_id']}/text").json()["version"] == hit["version"]


def assert_gone_after_delete(server, document, reply):
    assert server.client.delete(f"/v1/documents/{document}").json()["deleted"] == document
    quote = reply["citations"][0]["quote"]
    replies = [
        server.search(QUESTION).text,
        server.ask(QUESTION).text,
        server.client.post("/v1/similar", json={"text": quote}).text,
        server.client.get("/v1/documents").text,
        server.client.get(f"/v1/documents/{document}").text,
        server.client.get(f"/v1/documents/{document}/text", params={"version": 1}).text,
    ]
    assert not [reply for reply in replies if quote in reply or "garden" in reply]
    assert server.client.delete(f"/v1/documents/{document}").status_code == 404
    wait_until(lambda: not stored_texts(server))


def stored_texts(server):
    """What the catalog still holds of any document."""
    with server.backend.catalog.database.reading() as connection:
        texts = connection.exec_driver_sql(
            "SELECT text FROM versions WHERE text IS NOT NULL UNION SELECT text FROM chunks"
        )
        return texts.all()


def test_a_folder_ingested_beside_it_is_found_within_two_seconds(serve, tmp_path, garden):
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "garden.md").write_bytes(garden)
    with serve() as server:
        assert server.search(QUESTION).json()["hits"] == []
        with open_catalog(server.settings) as catalog:
            ingest_sources(Call(server.settings, "default", True), catalog, [str(folder)])
        # A turn that was under way may have begun before it was stored; the next one sees it.
        follows(server.backend.follower, turns=2)
        assert server.search(QUESTION).json()["hits"]
        assert follow._SECONDS <= 0.5
        wait_until(lambda: server.client.get("/health").json()["documents"] == 1)


def follows(follower, turns):
    for _ in range(turns):
        before = follower._passed
        wait_until(lambda before=before: follower._passed != before)


def test_replaced_text_can_be_read_until_it_is_purged(serve, garden):
    with serve(keep_replaced_days=0) as server:
        (document,) = server.upload(("garden.md", garden)).json()["documents"]
        server.settled(document["id"])
        (again,) = server.upload(("garden.md", garden.replace(b"kitchen", b"cellar"))).json()["documents"]
        assert again["id"] == document["id"]
        assert server.settled(document["id"])["version"] == 2
        reply = server.ask(QUESTION).json()
        assert "cellar" in reply["answer"]
        assert "kitchen" not in json.dumps(reply)
        path = f"/v1/documents/{document['id']}/text"
        assert server.client.get(path).json()["version"] == 2
        wait_until(lambda: server.client.get(path, params={"version": 1}).status_code == 410)
        assert server.client.get(path, params={"version": 1}).json()["error"]["code"] == "purged"
        assert server.client.get(path, params={"version": 3}).status_code == 404


def test_collections_are_apart(serve, garden):
    with serve() as server:
        (document,) = server.upload(("garden.md", garden), collection="house").json()["documents"]
        assert server.settled(document["id"], collection="house")["state"] == "ready"
        assert server.search(QUESTION).json()["hits"] == []
        assert server.search(QUESTION, collection="house").json()["hits"]
        assert server.client.get(f"/v1/documents/{document['id']}").status_code == 404
        assert server.client.delete(f"/v1/documents/{document['id']}").status_code == 404
        assert server.client.get(f"/v1/documents/{document['id']}/text").status_code == 404
        assert server.search(QUESTION, collection="house").json()["hits"]


def test_a_new_base_is_built_when_it_is_due(serve, garden):
    with serve(build_after=1) as server:
        (document,) = server.upload(("garden.md", garden)).json()["documents"]
        server.settled(document["id"])
        wait_until(lambda: server.backend.services.get("default").index.view.base is not None)
        assert server.search(QUESTION).json()["hits"]
        server.client.delete(f"/v1/documents/{document['id']}")
        assert server.search(QUESTION).json()["hits"] == []


@pytest.mark.parametrize("wanted", [True, False])
def test_questions_are_logged_when_wanted(serve, garden, wanted):
    with serve(log_questions=wanted) as server:
        server.ask(QUESTION)
    with open_catalog(server.settings) as catalog, catalog.database.reading() as connection:
        rows = connection.exec_driver_sql("SELECT question, abstained FROM questions").all()
    assert [tuple(row) for row in rows] == ([(QUESTION, True)] if wanted else [])
