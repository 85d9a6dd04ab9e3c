"""Several questions in one are told apart, and one question stays one."""

from __future__ import annotations

import pytest

from rag.conversation.parts import MOST_PARTS, Part, parts_of

SEVERAL = {
    "When was the bridge built and who paid for it?": ("When was the bridge built?", "Who paid for the bridge?"),
    "Who founded the company, and where are its offices?": (
        "Who founded the company?",
        "Where are the company's offices?",
    ),
    "What is BM25? How does it differ from TF-IDF?": ("What is BM25?", "How does BM25 differ from TF-IDF?"),
    "How long is the warranty and how much does an extension cost?": (
        "How long is the warranty?",
        "How much does an extension cost?",
    ),
    "Who signed the treaty and in which year was it signed?": (
        "Who signed the treaty?",
        "In which year was the treaty signed?",
    ),
    "Is the deposit refundable and when is it paid back?": (
        "Is the deposit refundable?",
        "When is the deposit paid back?",
    ),
    "Can I return opened software? Who pays the postage?": (
        "Can I return opened software?",
        "Who pays the postage?",
    ),
    "What does gather return, but what happens when one task fails?": (
        "What does gather return?",
        "What happens when one task fails?",
    ),
}

ONE = (
    "When was the bridge built?",
    "What are the host and the port of the server?",
    "How do I install it and configure it?",
    "When and where was she born?",
    "Explain what a lock is and how it works",
    "When a plant is injured, what can become proplastids?",
    "When John Fox left as head coach for the Broncos, who replaced him?",
    "Which Panthers player got a penalty, which gave the Broncos a new set of downs?",
    "What is the name of the head coach, who was hired after John Fox?",
    "I bought a laptop. When does the warranty end?",
    "What? Why?",
    "Wann wurde die Brücke gebaut und wer hat sie bezahlt?",
    "这座桥是什么时候建的？谁出的钱？",
    "?",
    " ",
    "and and and",
)


@pytest.mark.parametrize("question", SEVERAL, ids=lambda question: question[:30])
def test_several_questions_are_told_apart_and_stand_alone(question):
    assert tuple(part.question for part in parts_of(question)) == SEVERAL[question]


def test_a_part_keeps_the_words_in_which_it_was_asked():
    founded, seated = parts_of("Who founded the company, and where are its offices?")
    assert (founded.asked, founded.question) == ("Who founded the company?",) * 2
    assert (seated.asked, seated.question) == ("Where are its offices?", "Where are the company's offices?")


@pytest.mark.parametrize("question", ONE, ids=lambda question: question[:30])
def test_one_question_passes_to_the_letter(question):
    assert parts_of(question) == (Part(question, question),)


def test_who_asks_very_many_things_is_answered_as_one():
    questions = " ".join(f"What is the {name} of the pump?" for name in ("size", "price", "weight", "colour", "age"))
    assert questions.count("?") > MOST_PARTS
    assert parts_of(questions) == (Part(questions, questions),)


def test_a_very_long_text_takes_no_time():
    text = "What is this and who is that " * 5_000
    assert parts_of(text) == (Part(text, text),)
