"""Step by step: each step is answered like a question, and the whole is no surer than its steps together."""

from __future__ import annotations

import pytest

from rag.conversation.steps import steps_of, walked
from rag.errors import GenerationFailed
from rag.types import Answer
from tests.conversation.test_joining import answered
from tests.conversation.test_rewriting import Says

QUESTION = "When was the firm that built the Aurelia founded?"
STEPS = "1. Which firm built the Aurelia?\n2) When was #1 founded?\n"


def short(text, confidence=0.8):
    return Answer(text, False, confidence, "quoted", answered("x").sentences[:1], answered("x").citations)


def test_lines_become_steps():
    assert steps_of(QUESTION, Says(STEPS)) == ("Which firm built the Aurelia?", "When was #1 founded?")


@pytest.mark.parametrize(
    "reply",
    [
        QUESTION,
        "",
        "Which firm built the Aurelia?\nWhen was #2 founded?",
        "Which firm built the Aurelia?\nWhen was #0 founded?",
        "Which firm built the Aurelia?\nWho killed Napoleon?",
        "Which firm built the Aurelia?\n" * 9,
        GenerationFailed("gone"),
    ],
    ids=["simple", "nothing", "of a later step", "of no step", "strays", "too many", "fails"],
)
def test_what_does_not_fit_makes_no_steps(reply):
    assert steps_of(QUESTION, Says(reply)) == ()


def test_answers_are_put_in_and_multiplied():
    asked = []

    def answer(question):
        asked.append(question)
        return short("Neptun" if len(asked) == 1 else "1850", 0.5)

    whole = walked(("Which firm built the Aurelia?", "When was #1 founded?"), answer)
    assert asked == ["Which firm built the Aurelia?", "When was Neptun founded?"]
    assert whole.text.splitlines() == ["1850", "Neptun"]
    assert whole.confidence == 0.25
    assert [part.question for part in whole.parts] == ["When was Neptun founded?", "Which firm built the Aurelia?"]


@pytest.mark.parametrize(
    "first", [Answer(None, True, 0.1, "not in these documents"), short("a very " + "long " * 20 + "answer")]
)
def test_a_step_without_a_name_ends_the_walk(first):
    asked = []

    def answer(question):
        asked.append(question)
        return first

    assert walked(("Which firm?", "When was #1 founded?"), answer) is None
    assert len(asked) == 1
