"""A sentence that only repeats a planted question or order is no part of a written answer."""

from __future__ import annotations

import pytest

from rag.writing.planted import repeats_order
from tests.guard.orders import ORDERS

QUESTION = "When does the ferry leave?"


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_is_dropped(order):
    assert repeats_order(order, QUESTION)


@pytest.mark.parametrize("question", ["What is the capital of Brazil?", 'He asked: "Who goes there?"', "\u8c01\uff1f"])
def test_a_question_states_nothing(question):
    assert repeats_order(question, QUESTION)


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The ferry leaves at 08:30.", QUESTION),
        ("Take a ticket from the box.", "How do I pay?"),
        ("Set an alarm with the clock's left button.", "How do I set an alarm?"),
        ("Write a poem about the moon.", "What is the first task of the poem class?"),
        ("Replace the letters with digits.", "What should I do with the letters?"),
    ],
)
def test_what_was_asked_for_is_said(sentence, question):
    assert not repeats_order(sentence, question)
