"""``POST /v1/explain`` on a real server with the real models."""

from __future__ import annotations

import json

import pytest
from pydantic import ConfigDict, create_model

from api.schemas.explain import ExplainedReply, ExplainReply

QUESTION = "Who keeps the second key of the shed?"
NAMED, LAUNCHED = "Who keeps the second key?", "When was the ship Aurelia launched?"


def explained(server, question=QUESTION, **more):
    reply = server.client.post("/v1/explain", json={"question": question, **more})
    assert reply.status_code == 200, reply.text
    return reply.json()


def test_the_stages_are_those_of_the_answer(server):
    found, asked = explained(server), server.ask(QUESTION).json()
    assert (found["answer"]["text"], found["answer"]["abstained"]) == (asked["answer"], asked["abstained"])
    assert found["answer"]["confidence"] == pytest.approx(asked["confidence"], abs=1e-3)
    shown = {passage["chunk_id"]: passage for passage in found["passages"] if passage["fate"] == "shown"}
    assert set(shown) == {hit["chunk_id"] for hit in asked["hits"]}
    for hit in asked["hits"]:
        passage = shown[hit["chunk_id"]]
        assert passage["shown"]["rank"] == hit["rank"]
        for stage in ("dense", "lexical", "fused"):
            assert (passage[stage]["rank"], passage[stage]["score"]) == (hit["ranks"][stage], hit["scores"][stage])
        assert passage["read"]["score"] == pytest.approx(hit["scores"]["read"], abs=1e-3)
    cited = [passage for passage in found["passages"] if passage["cited"]["rank"]]
    assert {passage["document_id"] for passage in cited} == {one["document_id"] for one in asked["citations"]}
    assert found["counts"]["cited"] == len(asked["citations"])
    assert found["document"] is None


def test_a_reply_has_the_fields_it_promises_and_no_others(server):
    strict = create_model("Strict", __base__=ExplainReply, __config__=ConfigDict(extra="forbid"))
    for document in (None, "ship.md", "nothing.md"):
        strict.model_validate(explained(server, **({"document": document} if document else {})), strict=True)
    one = create_model("Strict", __base__=ExplainedReply, __config__=ConfigDict(extra="forbid"))
    for part in explained(server, f"{NAMED} {LAUNCHED}")["parts"]:
        one.model_validate(part, strict=True)


def test_each_of_several_questions_is_explained_as_it_is_answered(server):
    found, asked = (
        explained(server, f"{NAMED} {LAUNCHED}", document="ship.md"),
        server.ask(f"{NAMED} {LAUNCHED}").json(),
    )
    assert (found["question"], found["passages"], found["document"]) == (f"{NAMED} {LAUNCHED}", [], None)
    assert found["answer"]["text"] == asked["answer"]
    keys, ship = found["parts"]
    assert [part["question"] for part in found["parts"]] == [NAMED, LAUNCHED]
    assert [part["document"]["lost_at"] for part in found["parts"]] == ["cited", None]
    for part, sentence in zip(found["parts"], asked["sentences"], strict=True):
        (cited,) = [passage["uri"] for passage in part["passages"] if passage["cited"]["rank"]]
        assert cited == asked["citations"][sentence["citations"][0]]["uri"]
    assert found["counts"] == {stage: keys["counts"][stage] + ship["counts"][stage] for stage in found["counts"]}
    assert explained(server)["parts"] == []


def test_the_parts_of_a_follow_up_are_those_of_what_it_means(server):
    history = [{"question": "When was the ship Aurelia launched?", "answer": "In 1911."}]
    found = explained(server, "Where was it built and who paid for it?", history=history)
    assert found["standalone_question"] == "Where was the ship Aurelia built and who paid for it?"
    assert [(part["question"], part["standalone_question"]) for part in found["parts"]] == [
        ("Where was the ship Aurelia built?", None),
        ("Who paid for it?", "Who paid for the ship Aurelia?"),
    ]


def test_a_document_that_is_missed_is_explained(server):
    found = explained(server, document="ship.md")["document"]
    assert found["uri"] == "upload:///ship.md"
    assert found["lost_at"] == "cited"
    assert found["text"]
    assert explained(server, document="garden.md")["document"]["lost_at"] is None
    narrow = explained(server, k=1, document="ship.md")["document"]
    assert (narrow["lost_at"], narrow["reason"]) == ("arranged", "beyond")
    (wider,) = [change for change in narrow["changes"] if change["kind"] == "k"]
    assert wider["to"] > 1


def test_a_filter_and_a_conversation_count_as_they_do_when_asking(server):
    filtered = explained(server, filter={"uri_prefix": "upload:///ship"}, document="garden.md")["document"]
    assert (filtered["lost_at"], filtered["reason"]) == ("filter", "filtered")
    history = [{"question": "When was the ship Aurelia launched?", "answer": "In 1911."}]
    assert explained(server, "Where?", history=history)["standalone_question"] == "Where was the ship Aurelia launched?"


@pytest.mark.parametrize(
    "more",
    [
        {"document": ""},
        {"document": "x" * 4097},
        {"document": "nul \x00"},
        {"document": 7},
        {"documents": ["x"]},
        {"k": 0},
        {"k": 101},
        {"collection": "../x"},
        {"history": [{"question": "x"}] * 51},
        {"question": " \n "},
        {"threshold": 0},
    ],
    ids=lambda more: json.dumps(more)[:40],
)
def test_wrong_requests_are_refused(server, more):
    reply = server.client.post("/v1/explain", json={"question": "x", **more})
    assert reply.status_code == 422
    assert reply.json()["error"]["code"] == "invalid_request"


@pytest.mark.parametrize("name", ["%_", "' OR 1=1--", "\\", "🙂", "\u202e", "..", "/", "*", "\r\n"])
def test_odd_names_are_names_like_any_other(server, name):
    assert explained(server, document=name)["document"]["reason"] == "unknown"


def test_an_unknown_collection_is_not_found(server):
    reply = server.client.post("/v1/explain", json={"question": "x", "collection": "nowhere"})
    assert reply.status_code == 404
