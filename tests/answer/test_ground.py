"""Grounding: what is quoted stands, letter for letter, where it is said to stand, or it is dropped."""

from __future__ import annotations

from rag.answer.ground import ground
from rag.types import Proposal, Quote
from tests.answer.made_up import TEXT, Stored, hit


def grounded(*sentences, source=None):
    return ground(Proposal(sentences, 0.9), source or Stored())


def test_a_true_quote_becomes_a_citation():
    ((sentence,), (citation,)) = grounded(("Amber is resin.", (Quote(hit(), 0, 15),)))
    assert sentence.citations == (0,)
    assert (citation.start, citation.end, citation.quote) == (0, 15, "Amber is resin.")
    assert TEXT[citation.start : citation.end] == citation.quote


def test_a_quote_that_does_not_match_the_stored_text_is_dropped():
    assert grounded(("Amber", (Quote(hit(), 0, 15),)), source=Stored("Umber" + TEXT[5:])) == ((), ())


def test_a_quote_of_another_version_or_document_is_dropped():
    assert grounded(("Amber", (Quote(hit(version=2), 0, 15),))) == ((), ())
    assert grounded(("Amber", (Quote(hit(document_id="d2"), 0, 15),))) == ((), ())


def test_quotes_outside_their_hit_are_dropped():
    part = hit(16, 30)
    for start, end in ((0, 15), (16, 40), (30, 30), (25, 20), (-5, 10)):
        assert grounded(("x", (Quote(part, start, end),))) == ((), ()), (start, end)


def test_a_sentence_stays_when_one_of_its_quotes_does():
    true, false = Quote(hit(), 0, 15), Quote(hit(version=9), 0, 15)
    sentences, citations = grounded(("One.", (false, true)), ("Two.", (false,)))
    assert [sentence.text for sentence in sentences] == ["One."]
    assert len(citations) == 1


def test_a_span_that_two_sentences_rest_on_is_cited_once():
    first, second = Quote(hit(), 0, 15), Quote(hit(), 16, 53)
    sentences, citations = grounded(("One.", (first,)), ("Two.", (second, first)))
    assert [sentence.citations for sentence in sentences] == [(0,), (1, 0)]
    assert len(citations) == 2


def test_pages_are_those_of_the_quote_and_not_of_the_hit():
    _, (first, second) = grounded(("a", (Quote(hit(page=1), 0, 15), Quote(hit(page=1), 16, 53))))
    assert (first.page, second.page) == (1, 1)
    _, (later,) = grounded(("b", (Quote(hit(page=1), 30, 53),)))
    assert later.page == 2
    _, (none,) = grounded(("c", (Quote(hit(page=None), 30, 53),)))
    assert none.page is None
