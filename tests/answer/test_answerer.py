"""The answerer answers when it is sure and grounded, and refuses in one wording otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from rag.answer.answerer import REFUSAL, Answerer
from rag.types import Proposal, Question, Quote, SparseVector
from tests.answer.made_up import Stored, hit

ASKED = Question("?", np.ones(1, np.float32), SparseVector(np.empty(0, np.uint32), np.empty(0, np.float32)))


class Says:
    def __init__(self, *sentences, confidence: float) -> None:
        self._proposal = Proposal(sentences, confidence)

    def propose(self, question, hits):
        return self._proposal


TRUE = ("Amber is resin.", (Quote(hit(), 0, 15),))
FALSE = ("Amber is a metal.", (Quote(hit(version=7), 0, 15),))


def test_a_sure_and_grounded_answer_is_given():
    answer = Answerer(Says(TRUE, FALSE, confidence=0.8), Stored(), lambda: 0.5).answer(ASKED, [hit()])
    assert (answer.text, answer.abstained, answer.confidence) == ("Amber is resin.", False, 0.8)
    assert len(answer.sentences) == len(answer.citations) == 1
    assert REFUSAL not in answer.reason


@pytest.mark.parametrize(
    ("sentences", "confidence", "hits", "reason"),
    [
        ((TRUE,), 0.3, [hit()], "30% sure"),
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
