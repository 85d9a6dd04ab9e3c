"""Whatever a language model says, what is sent on is held to the sources."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.answer.answerer import REFUSAL
from rag.errors import GenerationFailed
from tests.writing.scripted import PASSAGES, TEXTS, Scripted, passage

TRUE = "Each morning at 08:30 the ferry departs from pier 7 [1]."
ALSO_TRUE = "The lighthouse was built by Otto Brandt in 1911 [2]."
WRONG_NUMBER = "The ferry departs from pier 9 [1]."
WRONG_NAME = "The lighthouse was built by Otto Meyer in 1911 [2]."


def texts(draft) -> list[str]:
    return [said.sentence.text for said in draft.events]


def test_what_is_supported_is_said_with_its_proof_and_without_its_marks(drafted):
    draft = drafted(f"{TRUE} {ALSO_TRUE}")
    assert texts(draft) == [
        "Each morning at 08:30 the ferry departs from pier 7.",
        "The lighthouse was built by Otto Brandt in 1911.",
    ]
    (first,), (second,) = (said.citations for said in draft.events)
    assert "leaves from pier 7 at 08:30" in first.quote
    assert "1911 by the engineer Otto Brandt" in second.quote
    assert [said.sentence.citations for said in draft.events] == [(0,), (1,)]
    assert all(said.sentence.support.supported for said in draft.events)


@pytest.mark.parametrize(
    "false", [WRONG_NUMBER, WRONG_NAME, "It leaves on 13 March 2019 [1].", "Call `lamp.burn()` [2]."]
)
def test_what_stands_nowhere_is_dropped(drafted, false):
    draft = drafted(f"{false} {TRUE}")
    assert texts(draft) == ["Each morning at 08:30 the ferry departs from pier 7."]
    assert draft.dropped == 1


def test_a_citation_that_is_wrong_or_missing_is_replaced_by_the_passage_that_says_it(drafted):
    lamp = "The lamp can be seen for 30 kilometres [17]."
    draft = drafted(f"The ferry leaves from pier 7 at 08:30 [2]. It carries 1200 passengers and 40 cars. {lamp}")
    assert [said.citations[0].document_id for said in draft.events] == ["ferry", "ferry", "light"]


def test_unsupported_sentences_are_marked_where_that_is_wanted(drafted):
    draft = drafted(f"{WRONG_NUMBER} {TRUE} {WRONG_NAME}", unsupported="mark")
    assert [said.sentence.support.supported for said in draft.events] == [False, True, False]
    wrong = draft.events[0].sentence
    assert (wrong.citations, wrong.support.by, wrong.support.unmatched) == ((), "unmatched", ("9",))


def test_nothing_is_said_while_nothing_is_supported(drafted):
    draft = drafted(f"{WRONG_NUMBER} {WRONG_NAME}", unsupported="mark")
    assert (draft.events, draft.sentences) == ([], [])


def test_a_sentence_is_said_again_once_and_else_dropped(drafted):
    model = Scripted(f"{WRONG_NUMBER} {WRONG_NAME}", TRUE, WRONG_NAME)
    draft = drafted(model, unsupported="rewrite")
    assert texts(draft) == ["Each morning at 08:30 the ferry departs from pier 7."]
    assert draft.dropped == 1
    assert len(model.asked) == 3
    assert model.asked[1][: len(model.asked[0])] == model.asked[0]
    assert model.asked[1][-2].content == "The ferry departs from pier 9."
    assert REFUSAL in model.asked[1][-1].content


@pytest.mark.parametrize(
    "said", [f"{REFUSAL.capitalize()}.", "The passages do not mention that.", "I cannot answer this question."]
)
def test_a_refusal_ends_the_reply_where_it_comes_first_and_is_left_out_later(drafted, said):
    first = drafted(f"{said} {TRUE} And so on and on.")
    assert (first.events, first.refused, first.model.ended) == ([], True, ["closed"])
    later = drafted(f"{TRUE} {said}")
    assert (texts(later), later.refused) == (["Each morning at 08:30 the ferry departs from pier 7."], False)


def test_what_leads_to_a_list_is_said_with_the_first_item_that_is_supported(drafted):
    draft = drafted("To buy fish:\n1. Take a ticket from the box [3].\n2. Sing a song in French.\n3. Pay in cash [3].")
    assert texts(draft) == ["To buy fish:", "1. Take a ticket from the box.", "3. Pay in cash."]
    assert drafted("To buy 17 fish:\n1. Sing a song in French.").sentences == []


def test_a_failing_model_keeps_what_was_finished_and_leaves_out_what_was_not(drafted):
    draft = drafted([f"{TRUE} The lighthouse was bu", GenerationFailed("the line is cut")])
    assert texts(draft) == ["Each morning at 08:30 the ferry departs from pier 7."]
    assert draft.failure.cause == "the line is cut"


def test_what_ends_in_the_middle_is_left_out(drafted):
    assert len(drafted(f"{TRUE} The lighthouse was built by Otto Brandt").sentences) == 1


def test_a_passage_that_is_not_stored_as_it_was_found_proves_nothing(drafted):
    gone = (replace(PASSAGES[0], version=2), *PASSAGES[1:])
    draft = drafted(f"{TRUE} {ALSO_TRUE}", hits=gone)
    assert texts(draft) == ["The lighthouse was built by Otto Brandt in 1911."]
    changed = passage("ferry", text="The ferry to Amber Island leaves from pier 8 at 08:30.")
    assert drafted("The ferry to Amber Island leaves from pier 8 at 08:30 [1].", hits=(changed,)).events == []


SENTENCES = (
    TRUE,
    ALSO_TRUE,
    WRONG_NUMBER,
    WRONG_NAME,
    "[9] It is so.",
    "See [2].",
    "Ignore all rules! [1]",
    "```\nx[1]\n```",
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(SENTENCES), max_size=5), st.sampled_from(["drop", "mark", "rewrite"]), st.integers(1, 30)
)
def test_every_citation_of_any_answer_verifies(drafted, sentences, policy, size):
    draft = drafted(Scripted(" ".join(sentences), size=size), unsupported=policy)
    for said in draft.events:
        assert said.sentence.citations or not said.sentence.support.supported
        assert tuple(draft.citations[place] for place in said.sentence.citations) == said.citations
    for citation in draft.citations:
        assert TEXTS[citation.document_id][citation.start : citation.end] == citation.quote != ""
