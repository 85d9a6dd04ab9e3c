"""Tokens, vectors, explained similarity and arithmetic over HTTP."""

from __future__ import annotations

import json

import numpy as np
import pytest
from pydantic import ConfigDict, create_model

from api.schemas.similar import ArithmeticReply, ExplainReply
from api.schemas.tokens import TokensReply, VectorsReply

VALID = {
    "/v1/tokens": {"text": "tallest building"},
    "/v1/vectors": {"texts": ["book", "worm"]},
    "/v1/similar/explain": {"a": "the key of the shed", "b": "a key hangs behind the door"},
    "/v1/similar/arithmetic": {"expression": "mower - petrol + ship", "k": 3},
}
WRONG = [
    ("/v1/tokens", {}),
    ("/v1/tokens", {"text": ""}),
    ("/v1/tokens", {"text": "x" * 4001}),
    ("/v1/tokens", {"text": "nul \x00"}),
    ("/v1/tokens", {"text": "x", "model": "/etc/passwd"}),
    ("/v1/vectors", {"texts": []}),
    ("/v1/vectors", {"texts": ["x"] * 17}),
    ("/v1/vectors", {"texts": "x"}),
    ("/v1/vectors", {"texts": ["x"], "trust_remote_code": True}),
    ("/v1/similar/explain", {"a": "x"}),
    ("/v1/similar/explain", {"a": "x", "b": 7}),
    ("/v1/similar/arithmetic", {"expression": ""}),
    ("/v1/similar/arithmetic", {"expression": "book +"}),
    ("/v1/similar/arithmetic", {"expression": "book - book"}),
    ("/v1/similar/arithmetic", {"expression": "x" * 501}),
    ("/v1/similar/arithmetic", {"expression": " + ".join("abcdefghijklmn")}),
    *(("/v1/similar/arithmetic", {"expression": "book", "k": k}) for k in (0, -1, 101, 2**63, 1.5, "3", True)),
    ("/v1/similar/arithmetic", {"expression": "book", "collection": "../x"}),
]


@pytest.mark.parametrize(("route", "body"), WRONG, ids=lambda value: json.dumps(value)[:50])
def test_wrong_calls_are_refused_with_a_remedy(server, route, body):
    reply = server.client.post(route, json=body)
    assert reply.status_code == 422
    assert reply.json()["error"]["code"] == "invalid_request"
    assert reply.json()["error"]["remedy"]


def test_nothing_is_near_in_a_collection_that_is_not_there(server):
    reply = server.client.post("/v1/similar/arithmetic", json={"expression": "book", "collection": "nobody"})
    assert reply.status_code == 404


@pytest.mark.parametrize(
    ("route", "model"),
    list(zip(VALID, (TokensReply, VectorsReply, ExplainReply, ArithmeticReply), strict=True)),
    ids=str,
)
def test_replies_are_what_the_description_says(server, route, model):
    reply = server.client.post(route, json=VALID[route])
    assert reply.status_code == 200
    exact = create_model("Exact", __base__=model, __config__=None)
    exact.model_config = ConfigDict(extra="forbid")
    exact.model_rebuild(force=True)
    exact.model_validate(reply.json())


def test_tokens_stand_for_the_text_in_code_points(server):
    text = "Das 𝒜 😀👩‍👩‍👧 猫 bookworm [SEP]"
    reply = server.client.post("/v1/tokens", json={"text": text}).json()
    shown = {text[token["start"] : token["end"]]: token for token in reply["tokens"] if not token["special"]}
    assert shown["猫"]["unknown"]
    assert shown["worm"]["piece"] == "##worm"
    assert shown["worm"]["word"] == shown["book"]["word"]
    # Spelled out by a person, it is a piece of the text and not one that the model added.
    assert shown["[SEP]"]["id"] == 102
    assert [token["piece"] for token in reply["tokens"] if token["special"]] == ["[CLS]", "[SEP]"]
    assert reply["count"] == len(reply["tokens"])
    assert reply["max_tokens"] == 256


def test_vectors_give_the_similarity_by_their_dot_product(server):
    texts = ["book", "worm", "novel"]
    reply = server.client.post("/v1/vectors", json={"texts": texts}).json()
    vectors = np.array(reply["vectors"])
    assert vectors.shape == (3, reply["dimension"]) == (3, 384)
    matrix = server.client.post("/v1/similar", json={"texts": texts}).json()["similarity"]
    assert vectors @ vectors.T == pytest.approx(np.array(matrix), abs=1e-3)


def test_an_explanation_adds_up_and_points_at_words(server):
    a, b = "The shed is locked. Its key hangs behind the kitchen door.", "where is the key"
    reply = server.client.post("/v1/similar/explain", json={"a": a, "b": b}).json()
    for side in (reply["a"], reply["b"]):
        assert sum(token["share"] for token in side["tokens"]) == pytest.approx(reply["cosine"], abs=1e-3)
    strongest = max((token for token in reply["a"]["tokens"] if not token["special"]), key=lambda token: token["share"])
    assert a[strongest["start"] : strongest["end"]] == "key"
    shed, key = reply["a"]["sentences"]
    assert key["without"] < reply["cosine"]
    assert shed["share"] < key["share"]


def test_arithmetic_leads_to_words_and_passages_of_the_collection(server):
    body = {"expression": '"lawn mower" - petrol', "k": 3}
    reply = server.client.post("/v1/similar/arithmetic", json=body).json()
    assert reply["terms"] == [{"text": "lawn mower", "sign": 1}, {"text": "petrol", "sign": -1}]
    assert 0 < reply["length"] < 2
    words = {word["text"].lower(): word for word in reply["words"]}
    assert not words["mower"]["given"]
    assert sum(not word["given"] for word in reply["words"]) == 3
    assert "the" not in words
    assert [hit["rank"] for hit in reply["hits"]] == list(range(1, len(reply["hits"]) + 1))
    assert reply["hits"][0]["uri"] == "upload:///garden.md"
    assert reply["words_compared"] > 20


@pytest.mark.parametrize(
    "text", ["\u202eevil", "zero\u200bwidth", "🙂" * 500, "{{7*7}} %s", "\x1b[2J", "a\r\nb", "(" * 3000]
)
def test_odd_texts_are_texts_like_any_other(server, text):
    assert server.client.post("/v1/tokens", json={"text": text}).status_code == 200
    assert server.client.post("/v1/similar/explain", json={"a": text, "b": "x"}).status_code == 200
