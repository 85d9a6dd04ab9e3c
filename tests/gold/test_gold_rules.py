"""What the rules ask about a sentence, and what they leave alone."""

from __future__ import annotations

import pytest

from ingest.readers.registry import reader_for
from rag.catalog.records import Structured
from rag.gold.make import _asked_of
from rag.gold.statements import Page
from rag.types import Block
from tests.gold.library import SHED


def asked(markdown):
    """Question -> answers, of all rules over one page."""
    document = reader_for("text/markdown").read(markdown.encode(), "page.md")
    page = Page(Structured("file:///page.md", document.title, "en", document.text, document.blocks))
    return {made.question: made.answers for made in _asked_of(page)}


@pytest.mark.parametrize(
    ("sentence", "question", "answers"),
    [
        (
            "A scarifier is a tool that pulls moss out of a lawn.",
            "What is a scarifier?",
            ("a tool that pulls moss out of a lawn",),
        ),
        ("Quantization is the storing of a number.", None, ()),
        ("The Harrow 3000 has 24 tines.", "How many tines does the Harrow 3000 have?", ("24",)),
        ("Otters eat fish. The Otter 5 holds 9 litres of oil.", None, ()),
        ("The Harrow was presented in June 1987 by Ada Brook.", "When was the Harrow presented?", ("June 1987",)),
        ("Harrow 3000 was designed by Ada Brook.", "Who designed Harrow 3000?", ("Ada Brook",)),
        (
            "The guard plate of Harrow is 30 millimetres.",
            "What is the guard plate of Harrow?",
            ("30 millimetres", "30"),
        ),
        ("The Harrow socket listens on port 8000 by default.", None, ()),
        (
            "HarrowServer listens on port 8000 by default.",
            "Which port does HarrowServer listen on by default?",
            ("8000",),
        ),
        (
            "The maximum line length of Harrow defaults to 76.",
            "What does the maximum line length of Harrow default to?",
            ("76",),
        ),
    ],
)
def test_a_sentence_becomes_a_question(sentence, question, answers):
    found = asked(f"# Page\n\n{sentence}\n\nAll those words may be small: the guard plate, a scarifier, the maximum.")
    assert found.get(question, ()) == answers if question else True


@pytest.mark.parametrize(
    "sentence",
    [
        "It is a tool that pulls moss out of a lawn.",
        "This was presented in 1987.",
        "The timeout is 30 seconds.",
        "Which is why there are 24 tines.",
        "In the shed there are 24 tines.",
        "Both have 24 tines.",
        "Each Harrow has 24 tines.",
        "A Harrow that has 24 tines.",
        "What he made is a tool for moss.",
        "encoding defaults to utf-8.",
    ],
)
def test_what_nothing_can_be_asked_about_is_left_alone(sentence):
    assert asked(f"# Page\n\n{sentence}\n\nThe words it, this, timeout and what are small: a timeout.") == {}


def test_a_cell_is_asked_by_row_and_column_where_that_is_english():
    found = asked(SHED)
    assert found["What is the weight of Otter 5?"] == ("12 kg",)
    assert found["How many gears does Badger XL have?"] == ("6",)
    assert not [question for question in found if "made in" in question.lower()]


def test_a_heading_is_asked_when_its_first_sentence_is_about_it():
    assert asked(SHED)["How do I sharpen the blades?"] == ("Sharpen the blades with a whetstone twice a year",)
    elsewhere = SHED.replace("Sharpen the blades with", "Grit wears out")
    assert "How do I sharpen the blades?" not in asked(elsewhere)


def test_a_signature_is_explained_and_dated_by_what_stands_below_it():
    kind = "class shed.Door(width=80)\nOpen and close the shed."
    signature = "shed.open(door=1)\nOpen the door of the shed."
    paragraphs = (
        kind,
        "New in version 3.1.",
        signature,
        "New in version 3.6.",
        "New in version 3.7: the door may be ajar.",
        "You may open it twice.",
    )
    text, blocks = "\n\n".join(paragraphs), []
    for paragraph in paragraphs:
        start = text.index(paragraph)
        blocks.append(Block("paragraph", start, start + len(paragraph)))
    page = Page(Structured("file:///reference.html", "Reference", None, text, tuple(blocks)))
    assert {made.question: made.answers for made in _asked_of(page)} == {
        "What does shed.open() do?": ("Open the door of the shed",),
        "In which version was shed.open() added?": ("3.6",),
    }
