"""A refusal says which word of the question stands nowhere, and only what those may read who ask."""

from __future__ import annotations

QUESTION = "Which prize did Margarette win at chess in 1894?"


def test_a_misspelt_word_is_named_in_the_refusal(server):
    refused = server.ask(QUESTION).json()
    assert refused["abstained"]
    assert refused["reason"].startswith("not in these documents")
    assert refused["reason"].endswith('; "Margarette" stands nowhere in them, but "Margarete" does')
    right = server.ask(QUESTION.replace("Margarette", "Margarete")).json()
    assert right["abstained"]
    assert "stands nowhere" not in right["reason"]


def test_a_filter_keeps_the_words_of_other_documents(server):
    body = {"question": QUESTION, "filter": {"uri_prefix": "upload:///ship"}}
    refused = server.client.post("/v1/ask", json=body).json()
    assert refused["abstained"]
    assert "Margarete" not in refused["reason"]


def test_each_of_several_questions_names_its_own(server):
    *_, named = server.ask(f"Who is the king of Denmark? {QUESTION}").json()["parts"]
    assert '"Margarette" stands nowhere' in named["reason"]
