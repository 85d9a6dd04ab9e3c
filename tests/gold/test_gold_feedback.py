"""Gold from judgements: what is accepted, corrected, without an answer, and what is none."""

from __future__ import annotations

import json

import pytest

from rag.catalog.feedback import NOT_IN_DOCUMENTS, Cited, Judgement
from rag.evaluate import parse_gold
from rag.gold import gold_lines, gold_of_feedback
from rag.gold.feedback import sentence_with

TINES = "The Harrow 3000 has 24 tines."
ASKED = "How many tines has the Harrow 3000?"


@pytest.fixture
def judge(library):
    """Store a judgement; ``quote`` names what the answer cites, in a document of the library."""

    def judged(verdict, answer=TINES, question=ASKED, quote=TINES, uri="file:///shed.md", **more):
        cited = ()
        if quote:
            ((document, _),) = [pair for pair in library.shelf.listing.uris("") if pair[1] == uri]
            text, version = library.shelf.passages.text(document)
            start = text.index(quote)
            cited = (Cited(document, version, start, start + len(quote)),)
        return library.shelf.feedback.add(Judgement(question, answer, verdict, citations=cited, **more))

    return judged


def gold(library):
    judgements = library.shelf.feedback.newest_first()
    return gold_of_feedback(judgements, library.shelf.passages, library.lookup())


def only(library):
    (question,) = gold(library).questions
    return question


def test_thumbs_up_is_gold_with_its_proof(library, judge):
    number = judge("up")
    found = only(library)
    assert (found.id, found.question, found.answers) == (f"feedback-{number:04}", ASKED, (TINES,))
    assert (found.page, found.quote, found.kind) == ("file:///shed.md", TINES, "accepted")


def test_thumbs_up_for_a_refusal_is_a_question_without_an_answer(library, judge):
    judge("up", answer=None, quote=None, question="Who won?")
    assert (only(library).answerable, only(library).kind) == (False, "unanswerable")


def test_a_correction_is_the_answer_where_it_stands_near_the_citation(library, judge):
    judge("down", answer="1987", quote="It was presented in 1987.", correction="24  Tines")
    assert (only(library).answers, only(library).quote) == (("24  Tines",), TINES)


def test_a_correction_may_stand_in_another_document(library, judge):
    judge("down", question="How many knobs has the Simmer 200?", correction="9 knobs")
    assert (only(library).page, only(library).quote) == ("file:///kitchen.md", "The Simmer 200 has 9 knobs.")


def test_a_correction_that_stands_nowhere_is_no_gold(library, judge):
    judge("down", correction="a hundred tines")
    assert gold(library).questions == ()
    assert gold(library).dropped == {"the correction stands in no document": 1}


def test_a_refusal_that_was_wrong_is_kept_with_its_correction(library, judge):
    judge("down", answer=None, quote=None, correction="a hundred tines")
    judge("down", answer=None, quote=None, question="Who designed the Simmer lid?", correction="Basil Green")
    first, second = gold(library).questions
    assert (first.answers, first.page, first.quote) == (("a hundred tines",), None, None)
    assert (second.answers, second.page) == (("Basil Green",), "file:///kitchen.md")


def test_not_in_the_documents_is_a_question_without_an_answer(library, judge):
    judge("down", reason=NOT_IN_DOCUMENTS)
    assert (only(library).answers, only(library).page, only(library).kind) == ((), None, "unanswerable")


@pytest.mark.parametrize("answer", [TINES, None])
def test_wrong_without_a_correction_is_no_gold(library, judge, answer):
    judge("down", answer=answer, reason="wrong" if answer else NOT_IN_DOCUMENTS)
    assert gold(library).dropped == {"judged wrong, but nobody said what is right": 1}


def test_the_newest_judgement_of_a_question_counts(library, judge):
    judge("up")
    judge("down", question=f" {ASKED}", reason=NOT_IN_DOCUMENTS)
    assert not only(library).answerable
    assert gold(library).dropped == {"judged again since": 1}


def test_what_the_document_no_longer_says_is_no_gold(library, judge):
    judge("up")
    library.write("file:///shed.md", "# The shed\n\nThe Harrow 3000 has 30 tines.\n")
    assert gold(library).dropped == {"the document no longer says so": 1}


def test_a_new_version_that_says_the_same_is_still_gold(library, judge):
    judge("up")
    library.write("file:///shed.md", f"# The shed\n\nNew words before it. {TINES}\n")
    assert only(library).quote == TINES


def test_the_lines_are_a_gold_file(library, judge):
    judge("up")
    judge("down", question="Who won?", reason=NOT_IN_DOCUMENTS)
    lines = list(gold_lines(gold(library).questions))
    assert parse_gold("\n".join(lines), "it") == gold(library).questions
    assert json.loads(lines[1]) == {
        "id": "feedback-0002",
        "kind": "unanswerable",
        "question": "Who won?",
        "answers": [],
        "uri": None,
    }


@pytest.mark.parametrize(
    ("phrase", "sentence"),
    [
        ("two", "Two three."),
        ("TWO\nthree", "Two three."),
        ("wo", None),
        ("  ", None),
        ("three. Four", "Two three. Four."),
    ],
)
def test_the_sentence_that_says_a_phrase(phrase, sentence):
    assert sentence_with("One. Two three. Four.", phrase) == sentence
