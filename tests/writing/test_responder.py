"""Who answers: the reader where it is sure, the model where that helps, nobody without evidence; and what is told."""

from __future__ import annotations

import pytest

from rag.answer.answerer import REFUSAL
from rag.errors import Busy, GenerationFailed, GenerationTimeout
from rag.types import Answer, Sentence
from rag.writing.events import Found, Said
from rag.writing.responder import Responder
from rag.writing.routing import wants_prose
from rag.writing.writer import Writer
from tests.writing.conftest import asked
from tests.writing.scripted import PASSAGES, Scripted, Stored, passage

TRUE = "The ferry leaves from pier 7 at 08:30 [1]."


class Reads:
    """A reader's half of the house: answers one sentence, or abstains and keeps it to be measured."""

    def __init__(self, sure: float, hits=PASSAGES) -> None:
        self._sure = sure
        self._hits = hits

    def trusted(self, hits):
        return list(hits)

    def consider(self, question, hits):
        abstained = self._sure < 0.5
        text = None if abstained else "pier 7"
        return Answer(text, abstained, self._sure, "read", (Sentence("pier 7", ()),), (), self._hits)


@pytest.fixture
def respond(embedder, check):
    def respond(model, sure, question="From where does it leave?", write="auto", hits=PASSAGES):
        writer = model and Writer(model, check, embedder, Stored(), "drop")
        return list(Responder(Reads(sure, hits), writer, write).respond(asked(question), hits))

    return respond


@pytest.mark.parametrize(
    ("question", "sure", "write", "generator"),
    [
        ("From where does it leave?", 0.9, "auto", "reader"),
        ("From where does it leave?", 0.2, "auto", "scripted"),
        ("Explain from where it leaves.", 0.9, "auto", "scripted"),
        ("From where does it leave?", 0.9, "always", "scripted"),
        ("Explain from where it leaves.", 0.2, "never", "reader"),
    ],
)
def test_the_model_is_asked_by_need(respond, question, sure, write, generator):
    model = Scripted(TRUE)
    *_, answer = respond(model, sure, question, write)
    assert answer.generator == generator
    assert len(model.asked) == (generator == "scripted")


@pytest.mark.parametrize("write", ["auto", "always"])
@pytest.mark.parametrize("hits", [(), (passage("ferry", dense=0.1, read=0.1),)])
def test_without_evidence_the_model_is_not_called(respond, write, hits):
    model = Scripted(TRUE)
    *_, answer = respond(model, 0.1, "Explain it.", write, hits)
    assert (model.asked, answer.abstained, answer.sentences) == ([], True, ())


def test_the_events_are_the_answer(respond):
    found, said, answer = respond(Scripted(TRUE), 0.2)
    assert isinstance(found, Found)
    assert isinstance(said, Said)
    assert answer.text == said.sentence.text == "The ferry leaves from pier 7 at 08:30."
    assert (answer.sentences, answer.citations, answer.hits) == ((said.sentence,), said.citations, found.hits)
    assert answer.reason == "written by scripted from one document"
    assert 0 < answer.confidence <= said.sentence.support.probability


@pytest.mark.parametrize("reply", ["The moon is made of cheese [1].", f"{REFUSAL}.", ""])
def test_an_answer_of_which_nothing_is_left_is_the_refusal(respond, reply):
    _, answer = respond(Scripted(reply), 0.9, write="always")
    assert answer.abstained
    assert answer.text is None
    assert answer.reason.startswith(f"{REFUSAL}: ")
    assert answer.confidence == 0.9


@pytest.mark.parametrize("failure", [GenerationFailed("it broke"), GenerationTimeout("it slept"), Busy("many wait")])
def test_a_failing_model_leaves_the_answer_to_the_reader(respond, failure):
    *_, answer = respond(Scripted([failure]), 0.9, write="always")
    assert (answer.text, answer.generator) == ("pier 7", "reader")
    assert failure.cause in answer.notes[0]
    *_, refused = respond(Scripted(["The ferry", failure]), 0.2)
    assert (refused.abstained, refused.sentences) == (True, ())
    assert failure.cause in refused.notes[0]


def test_a_model_that_stops_in_the_middle_keeps_what_was_said(respond):
    *_, answer = respond(Scripted([f"{TRUE} It car", GenerationFailed("it broke")]), 0.9, write="always")
    assert answer.text == "The ferry leaves from pier 7 at 08:30."
    assert "it broke" in answer.notes[-1]


@pytest.mark.parametrize("question", ["Why is it so?", "please explain x", "Compare a and b", "How does it work?"])
def test_prose_is_asked_for(question):
    assert wants_prose(question)


@pytest.mark.parametrize("question", ["When does it leave?", "How do I install it?", "Who explains it?"])
def test_prose_is_not_asked_for(question):
    assert not wants_prose(question)
