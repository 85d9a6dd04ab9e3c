"""Texts of the caller's, ordered by the reader as Jina's and Cohere's services would."""

from __future__ import annotations

import pytest

from tests.api.test_api_requests import is_error

QUERY = "Where does the key of the shed hang?"
TEXTS = [
    "The ship Aurelia was launched in Rostock in 1911.",
    "The key of the shed hangs behind the kitchen door.",
    "Cats sleep for most of the day.",
]


def rerank(server, **body):
    return server.client.post("/v1/rerank", json={"query": QUERY, "documents": TEXTS} | body)


def test_the_relevant_comes_first(server):
    reply = rerank(server).json()
    assert reply["model"] == "sourcebound-reader"
    assert [set(result) for result in reply["results"]] == [{"index", "relevance_score"}] * 3
    scores = [result["relevance_score"] for result in reply["results"]]
    assert scores == sorted(scores, reverse=True)
    assert reply["results"][0]["index"] == 1
    assert scores[0] > 0.5 > scores[1] >= scores[2] >= 0
    assert reply["usage"]["total_tokens"] == sum(server.backend.embedder.tokenizer.count(TEXTS))


def test_as_many_as_wanted_with_their_text(server):
    documents = [{"text": TEXTS[0]}, TEXTS[1], {"text": TEXTS[2]}]
    reply = rerank(server, documents=documents, top_n=1, return_documents=True, model="sourcebound-reader").json()
    (best,) = reply["results"]
    assert (best["index"], best["document"]) == (1, {"text": TEXTS[1]})


def test_a_score_is_a_documents_own(server):
    """Neither its place nor its company changes it: more than are read together."""
    many = [TEXTS[2]] * 40 + [TEXTS[1]]
    alone = rerank(server, documents=[TEXTS[1]]).json()["results"][0]
    best = rerank(server, documents=many).json()["results"][0]
    assert best["index"] == 40
    assert best["relevance_score"] == pytest.approx(alone["relevance_score"], abs=0.02)


@pytest.mark.parametrize(
    "body",
    [
        {"query": ""},
        {"documents": []},
        {"documents": [""]},
        {"documents": ["x"] * 257},
        {"documents": ["x" * 20_001]},
        {"documents": ["x" * 20_000] * 21},
        {"documents": [{"title": "x"}]},
        {"top_n": 0},
        {"top_n": 257},
        {"model": "/srv/models/other"},
        {"trust_remote_code": True},
    ],
    ids=lambda body: str(body)[:40],
)
def test_t53_t57_wrong_requests_are_refused(server, body):
    assert is_error(rerank(server, **body), 422, "invalid_request")


def test_another_model_is_not_there(server):
    assert is_error(rerank(server, model="jina-reranker-v2"), 404, "model_not_found")
