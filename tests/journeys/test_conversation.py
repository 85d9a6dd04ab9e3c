"""A second turn finds the page that its own words do not name, on the shipped documents with the real model."""

from __future__ import annotations

import pytest

from rag.compose import open_service
from rag.settings import Settings
from rag.types import Turn

TURNS = [
    ("who published the HNSW algorithm", "Yury Malkov", "What is it short for?", "vector-search.html"),
    ("Does the little BM25 script do stemming?", "No.", "Why not?", "bm25.py"),
    (
        "Who gave prompt injection its name?",
        "Simon Willison gave the attack its name in September 2022.",
        "What did he compare it with?",
        "prompt-injection.txt",
    ),
    (
        "how much of its teacher's performance does DistilBERT keep",
        "97 per cent",
        "How many layers has it?",
        "training-and-distillation.docx",
    ),
    (
        "who originally came up with byte pair encoding?",
        "Philip Gage",
        "When did he publish it?",
        "tokens-and-tokenizers.md",
    ),
    ("what does MMR mean in search", "Maximal marginal relevance", "What is it good for?", "glossary.jsonl"),
    ("What is prompt injection?", None, "How can I test my system against it?", "prompt-injection.txt"),
    (
        "How do I win back the precision that quantized vectors lose in search?",
        "By rescoring.",
        "How does that work?",
        "vector-search.html",
    ),
]
NEAR = 2


@pytest.fixture(scope="module")
def service(samples):
    with open_service(Settings(data=samples, log_questions=False)) as service:
        yield service


def found(answer, page):
    return any(hit.uri.endswith(page) for hit in answer.hits[:NEAR])


@pytest.mark.parametrize(("first", "answer", "followup", "page"), TURNS)
def test_the_second_turn_finds_its_page(service, first, answer, followup, page):
    alone, together = service.ask(followup), service.ask(followup, history=[Turn(first, answer)])
    assert alone.question is None
    assert not found(alone, page)
    assert together.question != followup
    assert found(together, page)


def test_a_whole_question_is_answered_as_without_history(service):
    question = "how many entries are in the vocabulary of gpt-2"
    alone, together = (
        service.ask(question),
        service.ask(question, history=[Turn("What is BM25?", "A ranking function.")]),
    )
    assert together.question is None
    assert (together.text, together.citations) == (alone.text, alone.citations)


PARTS = ("Who gave prompt injection its name?", "how many entries are in the vocabulary of gpt-2?")
ALSO = "Which judge decided Mata v. Avianca?"


def test_two_questions_at_once_are_answered_apart(service):
    both = service.ask("Who gave prompt injection its name and how many entries are in the vocabulary of gpt-2?")
    apart = [service.ask(part) for part in PARTS]
    assert [part.question.lower() for part in both.parts] == [part.lower() for part in PARTS]
    assert [sentence.text for sentence in both.sentences] == [s.text for one in apart for s in one.sentences]
    pages = [{both.citations[place].uri.rsplit("/")[-1] for place in one.citations} for one in both.sentences]
    assert pages == [{"prompt-injection.txt"}, {"tokens-and-tokenizers.md"}]


def test_what_is_not_in_the_documents_is_said_beside_what_is(service):
    both = service.ask(f"{PARTS[0]} {ALSO}")
    assert not both.abstained
    assert [(part.asked, part.abstained) for part in both.parts] == [(PARTS[0], False), (ALSO, True)]
