"""From the shipped documents to cited answers, by the command line, with the real model."""

from __future__ import annotations

from rag.answer.answerer import REFUSAL
from tests.journeys.command_line import quoted, rag

HIT = {"rank", "score", "scores", "chunk_id", "document_id", "uri", "title", "start", "end", "text"}
ANSWER = {"answer", "abstained", "confidence", "reason", "sentences", "citations", "hits", "timings_ms"}
CITATION = {"document_id", "version", "uri", "title", "start", "end", "quote", "page"}
DOCUMENT = {"id", "uri", "title", "state", "chunks"}


def test_search(samples):
    hits = rag(samples, "search", "how many entries are in the vocabulary of gpt-2", "-k", 3, "--json").json["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert hits[0]["uri"].endswith("tokens-and-tokenizers.md")
    assert "50,257" in hits[0]["text"]
    for hit in hits:
        assert hit.keys() >= HIT
        assert hit["scores"].keys() == {"dense", "lexical", "fused", "read"}
        assert hit["scores"]["read"] is None
        assert quoted(samples, hit | {"version": hit["version"]}) == hit["text"]


def test_an_answer_is_proved(samples):
    reply = rag(samples, "ask", "how many entries are in the vocabulary of gpt-2", "--json").json
    assert reply.keys() >= ANSWER
    assert not reply["abstained"]
    assert "50,257" in reply["answer"]
    assert len(reply["answer"].split()) <= 40
    assert 0 <= reply["confidence"] <= 1
    assert reply["answer"] == " ".join(sentence["text"] for sentence in reply["sentences"])
    for sentence in reply["sentences"]:
        quotes = [reply["citations"][number]["quote"] for number in sentence["citations"]]
        assert quotes
        assert all(sentence["text"] in quote for quote in quotes)
    for citation in reply["citations"]:
        assert citation.keys() == CITATION
        assert quoted(samples, citation) == citation["quote"]
    assert reply["timings_ms"]["total"] > 0


def test_what_is_not_there_is_not_answered(samples):
    reply = rag(samples, "ask", "Which judge decided Mata v. Avianca?", "--json").json
    assert reply["abstained"]
    assert reply["answer"] is None
    assert (reply["sentences"], reply["citations"]) == ([], [])
    assert reply["reason"].startswith(REFUSAL)
    said = rag(samples, "ask", "What is the boiling point of tungsten?")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"No answer: {REFUSAL}")


def test_a_misspelt_word_is_named(samples):
    said = rag(samples, "ask", "waht is a tokniser").out
    assert said.startswith(f"No answer: {REFUSAL}: ")
    assert '; "tokniser" stands nowhere in them, but "tokenizer" does.\n' in said


def test_a_question_in_another_language(samples):
    reply = rag(samples, "search", "一个常用汉字在UTF-8里占几个字节？", "--json").json
    assert reply["hits"][0]["uri"].endswith("zh-yuyan-moxing-rumen.md")


def test_similarity(samples):
    matrix = rag(samples, "similar", "book", "worm", "a paperback novel", "--json").json["similarity"]
    assert [round(matrix[n][n], 2) for n in range(3)] == [1, 1, 1]
    assert matrix[0][2] == matrix[2][0] > matrix[0][1]
    assert rag(samples, "similar", "alone").code == 2


def test_documents_page_by_page(samples):
    first = rag(samples, "documents", "--limit", 12, "--json").json
    second = rag(samples, "documents", "--cursor", first["next"], "--json").json
    rows = [*first["documents"], *second["documents"]]
    assert len({row["id"] for row in rows}) == 17
    assert second["next"] is None
    assert all(row.keys() >= DOCUMENT and row["state"] == "ready" and row["chunks"] for row in rows)
    assert rag(samples, "documents").out.count("chunks)") == 17


def test_wrong_calls_end_with_two_and_failures_with_one(samples, tmp_path):
    for wrong in (
        ["ingest"],
        ["ingest", tmp_path / "nowhere"],
        ["ask", " "],
        ["search", "x", "-k", 0],
        ["search", "x", "-k", "many"],
        ["documents", "--cursor", "x"],
        ["ingest", tmp_path, "--collection", "../../x"],
        ["eval", tmp_path / "none.jsonl"],
        ["dance"],
    ):
        said = rag(samples, *wrong)
        assert (said.code, said.out) == (2, ""), wrong
        assert said.err
    assert rag(samples, "documents", RAG_ENGINE="lucene").code == 2
    for failing in (["delete", "file:///never"], ["ask", "x", "--collection", "never"]):
        said = rag(samples, *failing)
        assert (said.code, said.out) == (1, ""), failing
        assert said.err.startswith("rag: ")
