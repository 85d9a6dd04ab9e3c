"""Steps and lists are quoted whole where they are asked for, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer.steps import MOST_ITEMS, MOST_WORDS, is_item, listed
from tests.answer.made_up import hit

STEPS = "Polishing works as follows:\n\n1. Wash it.\n2. Sand it\n  with fine paper.\n3. Rub it.\n\nThen rest."
THINGS = "Amber has uses.\n\n- jewels\n- varnish\n  - for violins\n  - for boats\n- incense"
COMMANDS = "1. Install it:\n\npip install it\n\n2. Start it:\n\nit serve\n\n3. Ask."
HOW = "How do I polish amber?"
WHICH = "Which uses are there?"


def quoted(question: str, text: str, pointed: str, **facts) -> list[str]:
    """The items that are quoted when the lead is the first such place in the text, 100 characters into its document."""
    start = text.index(pointed) + 100
    passage = hit(100, text=" " * 100 + text, **facts)
    items = listed(question, passage, start, start + len(pointed))
    assert all(item.hit is passage for item in items)
    return [text[item.start - 100 : item.end - 100] for item in items]


def test_how_to_gets_the_steps_with_all_their_lines():
    assert quoted(HOW, STEPS, "Rub it") == ["1. Wash it.", "2. Sand it\n  with fine paper.", "3. Rub it."]
    assert quoted("What are the steps of polishing?", STEPS, "fine paper") == quoted(HOW, STEPS, "Rub it")


def test_the_sentence_that_announces_a_list_leads_to_it():
    assert len(quoted(HOW, STEPS, "Polishing works as follows:")) == 3
    assert quoted(HOW, STEPS, "Then rest.") == []
    assert quoted(WHICH, THINGS, "Amber has uses.") == []


def test_a_question_for_things_gets_the_innermost_list_that_is_meant():
    assert quoted(WHICH, THINGS, "incense") == ["- jewels", "- varnish\n  - for violins\n  - for boats", "- incense"]
    assert quoted(WHICH, THINGS, "for boats") == ["- for violins", "- for boats"]


def test_bullets_are_no_steps():
    assert quoted(HOW, THINGS, "incense") == []


def test_what_stands_between_steps_belongs_to_them():
    assert quoted("How can I run it?", COMMANDS, "Start it") == [
        "1. Install it:\n\npip install it",
        "2. Start it:\n\nit serve",
        "3. Ask.",
    ]


@pytest.mark.parametrize(
    "question",
    [
        "What is the third use?",
        "What does varnish do?",
        "What does this do?",
        "What did its makers do?",
        "Which class does it belong to?",
        "Who sells incense?",
        "How many uses are there?",
        "How long does it take?",
        "Is incense a use?",
        "When was it found?",
    ],
)
def test_a_question_for_a_fact_gets_no_list(question):
    assert quoted(question, THINGS, "incense") == []


@pytest.mark.parametrize(
    "question",
    ["What are the uses?", "What uses does it have?", "Which kinds of uses exist?", "List its uses.", "Name the uses"],
)
def test_questions_for_several_things(question):
    assert len(quoted(question, THINGS, "jewels")) == 3


def test_a_question_about_one_item_does_not_get_the_others():
    glossary = "- amber: a resin\n- copal: a young resin\n- jet: a coal"
    assert quoted("What are copals?", glossary, "copal: a young") == []
    assert len(quoted("What are the terms?", glossary, "copal: a young")) == 3
    assert len(quoted("What are copals?", glossary, "copal: a young", context="Copals")) == 3


def test_lists_that_are_too_long_are_no_answer():
    assert len(quoted(WHICH, "\n".join(["- x"] * MOST_ITEMS), "x")) == MOST_ITEMS
    assert quoted(WHICH, "\n".join(["- x"] * (MOST_ITEMS + 1)), "x") == []
    wordy = "- x\n- " + "word " * MOST_WORDS
    assert quoted(WHICH, wordy, "x") == []


def test_one_item_alone_and_two_lists_in_a_row():
    assert quoted(WHICH, "- alone", "alone") == []
    assert quoted(HOW, "1. a\n2. b\n1. c\n2. d", "c") == ["1. c", "2. d"]
    assert quoted(WHICH, "- a\n- b\n\nText.\n\n- c\n- d", "d") == ["- c", "- d"]


def test_items_are_told_by_their_markers():
    assert all(map(is_item, ("- a", "* a", "• a", "1. a", "12) a", "b. a", "iv. a")))
    assert not any(map(is_item, ("a", "-a", "3.11 is out", "1.", "-", "see 1. a")))


LINES = st.lists(
    st.sampled_from(["- a", "1. b", "2. 😀", "  - 琥珀", "    deep", "", "text", "3. c:", "\t* d"]), max_size=12
)


@given(LINES, st.integers(0, 80), st.integers(1, 40), st.sampled_from([HOW, WHICH]))
def test_items_are_spans_in_order_that_do_not_overlap(lines, start, length, question):
    text = "\n".join(lines)
    start = min(start, len(text))
    items = listed(question, hit(text=text), start, min(len(text), start + length))
    ends = [0, *(item.end for item in items)]
    assert all(last <= item.start < item.end <= len(text) for last, item in zip(ends, items, strict=False))
    assert all(is_item(text[item.start : item.end]) for item in items)
