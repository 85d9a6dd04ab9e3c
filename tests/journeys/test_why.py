"""Asking why on the command line: the stages as a table, and what became of a document."""

from __future__ import annotations

from tests.journeys.command_line import rag

QUESTION = "how many entries are in the vocabulary of gpt-2"


def test_why_for_people(samples):
    said = rag(samples, "why", QUESTION, "--document", "bm25.py", "-k", 3)
    assert (said.code, said.err) == (0, "")
    head, sizes = said.out.splitlines()[:2]
    assert head.split() == ["dense", "lexical", "fused", "shown", "read", "cited"]
    assert sizes.split()[:3] == ["passages", "48", "48"]
    assert "50,257" in said.out
    assert "bm25.py: Its best passage came to place" in said.out
    assert "instead of 3: it is read, and not cited" in said.out


def test_why_for_machines(samples):
    found = rag(samples, "why", QUESTION, "--json").json
    assert found["document"] is None
    (cited,) = [passage for passage in found["passages"] if passage["cited"]["rank"]]
    assert cited["uri"].endswith("tokens-and-tokenizers.md")
    assert cited["fused"]["rank"] == cited["shown"]["rank"] == cited["read"]["rank"] == 1


def test_why_for_a_wrong_call(samples):
    assert rag(samples, "why", "").code == 2
    assert rag(samples, "why", QUESTION, "-k", 0).code == 2
    assert "is called" in rag(samples, "why", QUESTION, "--document", "no such thing").out


def test_a_question_that_rests_on_another_is_shown_as_asked_and_as_understood(samples):
    told = rag(samples, "why", "Who came up with byte pair encoding and when did he publish it?").out
    assert "\n\nWhen did he publish it?\nUnderstood as: When did " in told


def test_several_questions_are_explained_one_after_the_other(samples):
    asked = "Who gave prompt injection its name and how many entries are in the vocabulary of GPT-2?"
    told = rag(samples, "why", asked).out
    first, second = told.split("\n\nHow many entries are in the vocabulary of GPT-2?\n")
    assert first.startswith("Who gave prompt injection its name?\n")
    assert first.endswith("Simon Willison")
    assert second.rstrip().endswith("50,257")
    parts = rag(samples, "why", asked, "--json").json["parts"]
    assert [part["answer"]["text"] for part in parts] == ["Simon Willison", "50,257"]
