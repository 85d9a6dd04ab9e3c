"""Documents that agree are cited together; a contradiction is another number in the same words, and nothing less."""

from __future__ import annotations

import math

import pytest

from rag.answer.accord import MOST_AGREEING, agreeing, contradicting, share_together
from tests.answer.made_up import seen

ASKED = "How long are replaced versions kept?"
LEAD = seen("Replaced versions are kept for ⟦30 days⟧.")


def documents(quotes):
    return [quote.hit.document_id for quote in quotes]


def test_other_documents_with_the_same_answer_agree_best_first_and_few():
    others = [seen(f"In {name} it is ⟦30 Days⟧ too.", name) for name in ("d2", "d3", "d4")]
    assert documents(agreeing(LEAD, others, "30 days")) == ["d2", "d3"]
    assert MOST_AGREEING == 3
    assert documents(agreeing(LEAD, [others[0], *others], "30 days")) == ["d2", "d3"]


@pytest.mark.parametrize(
    "other",
    [
        seen("It is ⟦30 days⟧ here too."),
        seen("It is ⟦14 days⟧ there.", "d2"),
        seen("It is 30 days there.", "d2"),
        seen("A lemur sleeps ⟦30 days⟧.", "d2", answers=-1.0),
        seen("Replaced versions are kept for ⟦30 days⟧.", "d2"),
    ],
    ids=["same document", "other answer", "not pointed at", "passage that does not answer", "copy"],
)
def test_what_is_no_witness(other):
    assert agreeing(LEAD, [other], "30 days") == ()


def test_half_words_agree_with_whole_ones():
    lead = seen("Call ⟦json.dumps⟧ to write.")
    assert documents(agreeing(lead, [seen("Writing is json.⟦dumps⟧ alone.", "d2")], "json.dumps")) == ["d2"]


def test_witnesses_add_up():
    same = seen("There too it is ⟦30 days⟧.", "d2", share=0.3)
    other = seen("It is ⟦14 days⟧.", "d3", share=0.2)
    assert share_together(LEAD, [same, other]) == pytest.approx(math.log10(0.8))
    assert share_together(LEAD, [same, same, same]) == 0.0


@pytest.mark.parametrize(
    "text",
    [
        "Replaced versions are kept for ⟦14 days⟧.",
        "Replaced versions are kept ⟦14⟧ days by default.",
        "All replaced versions are kept for ⟦1,400 days⟧.",
    ],
)
def test_another_number_in_the_same_words_contradicts(text):
    rival = seen(text, "d2", share=0.4)
    assert contradicting(ASKED, LEAD, [seen("Nothing is said here.", "d3"), rival]) is rival


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Replaced versions are kept for ⟦14 days⟧.", {"document": "d1"}),
        ("Replaced versions are kept for ⟦30 days⟧.", {"more": " More."}),
        ("Replaced versions are kept for ⟦30⟧ days.", {"more": " More."}),
        ("Old ones stay ⟦14 days⟧.", {}),
        ("Kept for ⟦14 days⟧.", {}),
        ("Replaced versions are kept for ⟦one month⟧.", {}),
        ("Replaced versions are kept for ⟦1 month⟧.", {}),
        ("Replaced versions are kept for 14 days.", {}),
        ("Replaced versions are kept for ⟦14 days⟧.", {"answers": -1.0}),
        ("Replaced versions are kept for ⟦14 days⟧.", {"share": 0.1}),
        ("Until 2021 replaced versions are kept for ⟦14 days⟧.", {}),
        ("Deleted versions are kept for ⟦14 days⟧.", {}),
    ],
    ids=[
        "same document",
        "same number",
        "same number, half the phrase",
        "other words",
        "fewer words",
        "no number",
        "other unit",
        "not pointed at",
        "passage that does not answer",
        "unlikely span",
        "another condition",
        "something else than was asked for",
    ],
)
def test_what_is_no_contradiction(text, facts):
    other = seen(text, **({"document": "d2", "share": 0.4} | facts))
    assert contradicting(ASKED, LEAD, [other]) is None


def test_few_words_are_not_the_same_because_longer_ones_hold_them():
    assert contradicting("How long?", LEAD, [seen("Kept for ⟦14 days⟧.", "d2")]) is None


def test_thousands_are_one_number_with_and_without_a_comma():
    lead = seen("The list has ⟦50,257⟧ entries.")
    assert contradicting("How many entries?", lead, [seen("The list has ⟦50257⟧ entries.", "d2")]) is None


def test_headings_keep_apart_what_their_sentences_do_not():
    asked = "How many layers has model A?"
    lead = seen("It has ⟦12⟧ layers.", context="Model A")
    assert contradicting(asked, lead, [seen("It has ⟦24⟧ layers.", "d2", context="Model B")]) is None
    rival = seen("It has ⟦24⟧ layers.", "d2", context="Model A")
    assert contradicting(asked, lead, [rival]) is rival


def test_a_lead_without_a_number_is_contradicted_by_nothing():
    rival = seen("Replaced versions are kept for ⟦14 days⟧.", "d2")
    assert contradicting(ASKED, seen("Replaced versions are kept for ⟦ever⟧."), [rival]) is None
    assert contradicting(ASKED, seen("Replaced versions are kept for 30 days."), [rival]) is None
