"""Judging answers over HTTP: what is taken, what is refused, and what a delete leaves."""

from __future__ import annotations

import pytest

ASKED = "When was the ship Aurelia launched?"


@pytest.fixture
def judge(server):
    """Send a judgement of a real answer, with changes; what was stored is taken back after the test."""
    answered = server.ask(ASKED).json()
    given = []

    def judged(**changes):
        cited = [
            {name: one[name] for name in ("document_id", "version", "start", "end")} for one in answered["citations"]
        ]
        body = {"question": ASKED, "answer": answered["answer"], "verdict": "up", "citations": cited} | changes
        reply = server.client.post("/v1/feedback", json=body)
        if reply.status_code == 201:
            given.append(reply.json()["id"])
        return reply

    yield judged
    for number in given:
        server.client.delete(f"/v1/feedback/{number}")


def test_a_judgement_is_kept_listed_and_taken_back(server, judge):
    number = judge(confidence=0.8).json()["id"]
    newest, *_ = server.client.get("/v1/feedback").json()["feedback"]
    assert (newest["id"], newest["question"], newest["verdict"], newest["confidence"]) == (number, ASKED, "up", 0.8)
    (cited,) = newest["citations"]
    text = server.client.get(f"/v1/documents/{cited['document_id']}/text").json()["text"]
    assert "1911" in text[cited["start"] : cited["end"]]
    assert "quote" not in cited
    assert server.client.delete(f"/v1/feedback/{number}").json() == {"deleted": number}
    assert server.client.delete(f"/v1/feedback/{number}").status_code == 404
    assert all(row["id"] != number for row in server.client.get("/v1/feedback").json()["feedback"])


def test_pages_follow_each_other(server, judge):
    numbers = [judge().json()["id"] for _ in range(3)]
    first = server.client.get("/v1/feedback", params={"limit": 2}).json()
    second = server.client.get("/v1/feedback", params={"limit": 2, "cursor": first["next"]}).json()
    assert [row["id"] for row in (*first["feedback"], *second["feedback"])] == numbers[::-1]
    assert server.client.get("/v1/feedback", params={"cursor": "x"}).status_code == 422


def test_a_citation_of_nothing_is_refused(server, judge):
    cited = {"document_id": "0" * 24, "version": 1, "start": 0, "end": 4}
    reply = judge(citations=[cited])
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "not_found")
    assert judge(collection="never").status_code == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "sideways"},
        {"verdict": "up", "correction": "1912"},
        {"question": ""},
        {"question": None},
        {"answer": ""},
        {"confidence": 1.5},
        {"confidence": "NaN"},
        {"reason": "x" * 501, "verdict": "down"},
        {"citations": [{"document_id": "../../etc", "version": 1, "start": 0, "end": 1}]},
        {"citations": [{"document_id": "0" * 24, "version": 2**63, "start": 0, "end": 1}]},
        {"citations": [{"document_id": "0" * 24, "version": 1, "start": -1, "end": 1}]},
        {"citations": [{"document_id": "0" * 24, "version": 1, "start": 0, "end": 1, "quote": "mine"}]},
        {"surprise": True},
    ],
    ids=str,
)
def test_what_is_out_of_bounds_is_refused(judge, changes):
    assert judge(**changes).status_code == 422


def test_deleting_a_document_takes_its_judgements_along(serve):
    with serve() as server:
        (document,) = server.upload(("ship.md", b"# The ship\n\nThe ship Aurelia was launched in 1911.\n")).json()[
            "documents"
        ]
        server.settled(document["id"])
        cited = {"document_id": document["id"], "version": 1, "start": 0, "end": 8}
        body = {"question": ASKED, "answer": "in 1911", "verdict": "up", "citations": [cited]}
        assert server.client.post("/v1/feedback", json=body).status_code == 201
        server.client.delete(f"/v1/documents/{document['id']}")
        assert server.client.get("/v1/feedback").json()["feedback"] == []
        assert server.client.post("/v1/feedback", json=body).status_code == 404
