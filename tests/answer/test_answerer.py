"""The answerer answers when it is sure and grounded, and refuses in one wording otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from rag.answer.answerer import REFUSAL, Answerer
from rag.types import Proposal, Question, Quote, SparseVector
from tests.answer.made_up import Stored, hit

ASKED = Question("?", np.ones(1, np.float32), SparseVector(np.empty(0, np.uint32), np.empty(0, np.float32)))


class Says:
    def __init__(self, *sentences, confidence: float, **facts) -> None:
        self._proposal = Proposal(sentences, confidence, **facts)

    def propose(self, question, hits):
        return self._proposal


TRUE = ("Amber is resin.", (Quote(hit(), 0, 15),))
FALSE = ("Amber is a metal.", (Quote(hit(version=7), 0, 15),))


def test_a_sure_and_grounded_answer_is_given():
    answer = Answerer(Says(TRUE, FALSE, confidence=0.8), Stored(), lambda: 0.5).answer(ASKED, [hit()])
    assert (answer.text, answer.abstained, answer.confidence) == ("Amber is resin.", False, 0.8)
    assert len(answer.sentences) == len(answer.citations) == 1
    assert REFUSAL not in answer.reason


def test_what_a_generator_notes_is_told_whether_it_answers_or_not():
    for confidence in (0.8, 0.2):
        generator = Says(TRUE, confidence=confidence, notes=("read by nobody",))
        assert Answerer(generator, Stored(), lambda: 0.5).answer(ASKED, [hit()]).notes == ("read by nobody",)


@pytest.mark.parametrize(
    ("sentences", "confidence", "hits", "reason"),
    [
        ((TRUE,), 0.3, [hit()], "30% sure"),
        ((TRUE,), 0.3, [hit(dense=0.1), hit(dense=None, read=0.2)], "no passage is near the question in meaning"),
        ((TRUE,), 0.3, [hit(dense=0.1), hit(dense=0.4)], "30% sure"),
        ((TRUE,), 0.3, [hit(dense=0.1, read=0.6)], "30% sure"),
        ((FALSE,), 0.9, [hit()], "nothing in the passages found could be quoted"),
        ((FALSE, TRUE), 0.9, [hit()], "nothing in the passages found could be quoted"),
        ((), 0.9, [hit()], "nothing in the passages found could be quoted"),
        ((), 0.0, [], "no passage shares its words or its meaning"),
    ],
)
def test_refusals_have_one_wording_and_quote_nothing(sentences, confidence, hits, reason):
    answerer = Answerer(Says(*sentences, confidence=confidence), Stored(), lambda: 0.5)
    answer = answerer.answer(ASKED, hits)
    assert answer.abstained
    assert answer.text is None
    assert answer.reason.startswith(f"{REFUSAL}: ")
    assert reason in answer.reason
    assert (answer.sentences, answer.citations) == ((), ())
    assert answer.confidence == confidence


def test_what_an_abstention_withholds_can_be_measured():
    considered = Answerer(Says(TRUE, confidence=0.1), Stored(), lambda: 0.5).consider(ASKED, [hit()])
    assert considered.abstained
    assert considered.text is None
    assert len(considered.citations) == 1


OTHER = ("It takes millions of years to harden.", (Quote(hit(), 16, 53),))
GONE = ("It takes a day to harden.", (Quote(hit(version=7), 16, 53),))


def test_a_contradiction_is_the_reason_where_it_is_answered_and_where_not():
    says = Says(TRUE, OTHER, confidence=0.6, disagreeing=True)
    given = Answerer(says, Stored(), lambda: 0.5).answer(ASKED, [hit()])
    assert given.reason.endswith(", which contradict each other")
    assert given.text == f"{TRUE[0]} {OTHER[0]}"
    refused = Answerer(says, Stored(), lambda: 0.7).answer(ASKED, [hit(dense=0.1)])
    assert refused.reason == f"{REFUSAL} beyond doubt: passages of two documents contradict each other"
    assert refused.text is None


def test_a_contradiction_of_which_one_side_is_gone_is_none():
    says = Says(TRUE, GONE, confidence=0.6, disagreeing=True)
    given = Answerer(says, Stored(), lambda: 0.5).answer(ASKED, [hit()])
    assert (given.text, given.reason) == (TRUE[0], "quoted from one document")
    assert "contradict" not in Answerer(says, Stored(), lambda: 0.7).answer(ASKED, [hit()]).reason


def test_items_of_a_list_stand_on_their_own_lines():
    items = (("- found on beaches", (Quote(hit(), 55, 73),)), ("- burns well", (Quote(hit(), 74, 86),)))
    answer = Answerer(Says(TRUE, *items, confidence=0.9), Stored(), lambda: 0.5).answer(ASKED, [hit()])
    assert answer.text == "Amber is resin.\n- found on beaches\n- burns well"
    assert [citation.quote for citation in answer.citations] == [
        "Amber is resin.",
        "- found on beaches",
        "- burns well",
    ]


def test_the_threshold_is_asked_at_every_answer_and_reached_by_what_equals_it():
    thresholds = [0.5, 0.6]
    answerer = Answerer(Says(TRUE, confidence=0.5), Stored(), lambda: thresholds.pop(0))
    assert [answerer.answer(ASKED, [hit()]).abstained for _ in range(2)] == [False, True]


def test_the_hits_shown_are_those_that_were_read():
    read = hit(read=0.7)
    says = Says(TRUE, confidence=0.9, hits=(read,))
    assert Answerer(says, Stored(), lambda: 0.5).answer(ASKED, [hit()]).hits == (read,)
    assert Answerer(Says(TRUE, confidence=0.9), Stored(), lambda: 0.5).answer(ASKED, [hit()]).hits == (hit(),)
