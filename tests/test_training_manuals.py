"""Questions made of docstrings: the docstrings' parts, passages with marks, exact spans, answers that are absent."""

import random
import re

import pytest

from training.reader import manuals, manuals_objects
from training.reader.manuals_facts import facts
from training.reader.manuals_markup import parse, plain
from training.reader.manuals_objects import Object
from training.reader.manuals_pages import pages

NUMPYDOC = """Open a gate for some time.

If the gate is locked, nothing happens.

Parameters
----------
width : float, default=1.5
    How wide the gate is opened in metres.
mode : {'slow', 'fast'}
    The speed of the motor.

    - ``slow``: turns at half speed
    - ``fast``: turns at full speed

Returns
-------
bool
    Whether the gate was opened.

Raises
------
GateError
    If the gate is broken.
"""
GOOGLE = """Open a gate for some time.

Args:
    width (float): How wide the gate is opened in metres.
        It must be positive.

Returns:
    bool: Whether the gate was opened.

Raises:
    GateError: If the gate is broken.
"""
SPHINX = """Open a gate for some time.

.. versionadded:: 2.1

:param float width: How wide the gate is opened
    in metres.
:return: Whether the gate was opened.
:raises GateError: If the gate is broken.
"""


def an_object(docstring, name="open_gate"):
    arguments = (("width", "1.5"), ("mode", "'slow'"))
    return Object("garden", "garden.gates", "Gates and fences.", name, "function", arguments, (), parse(docstring))


@pytest.fixture
def small_library(tmp_path, monkeypatch):
    """Two packages of our own in place of those that are installed."""
    for package in ("numpy", "scipy"):
        for number in range(6):
            verbs = enumerate(("open", "close", "lock", "build"))
            body = "".join(
                f"def {verb}_gate_{number}(width=1.{at}, mode='slow'):\n"
                f"    '''{NUMPYDOC.replace('Open', verb.title()).replace('=1.5', '')}'''\n\n"
                for at, verb in verbs
            )
            path = tmp_path / package / f"part_{number}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(body, encoding="utf-8")
    monkeypatch.setattr(manuals_objects.sysconfig, "get_paths", lambda: {"purelib": str(tmp_path)})


@pytest.mark.parametrize("docstring", [NUMPYDOC, GOOGLE, SPHINX])
def test_the_three_styles_say_the_same(docstring):
    told = parse(docstring)
    width = told.parameters[0]
    assert told.summary == "Open a gate for some time."
    assert (width.name, width.type.split(",")[0]) == ("width", "float")
    assert width.text.startswith("How wide the gate is opened in metres.")
    assert told.returns[0].text == "Whether the gate was opened."
    assert (told.raises[0].name, told.raises[0].text) == ("GateError", "If the gate is broken.")


def test_markup_is_removed_and_versions_become_sentences():
    assert plain(":func:`~garden.shut` takes ``x`` and *y*, see `here <https://example.org>`_") == (
        "garden.shut takes x and y, see here"
    )
    assert parse(SPHINX).body == ("New in version 2.1.",)


def test_facts_have_the_answers_that_the_docstring_gives():
    (page,) = pages([an_object(NUMPYDOC)], 0, random.Random(3))
    found = {(fact.kind, fact.slots.get("p") or fact.slots.get("k", "")): fact.answer for fact in facts(page)}
    assert found["default", "width"] == "1.5"
    assert found["if", "the gate is locked"] == "nothing happens"
    assert found["raised", "the gate is broken"] == "GateError"
    assert found["option", "mode"] in ("slow", "fast")
    assert found["which_does", ""] == "open_gate"


def test_marks_lie_where_their_text_stands():
    for seed in range(20):
        for page in pages([an_object(NUMPYDOC), an_object(GOOGLE, "shut_gate")], 0, random.Random(seed)):
            assert all(page.read(mark) == mark.key for mark in page.marks if mark.zone in ("name", "argument"))


@pytest.mark.usefixtures("small_library")
def test_answerable_questions_have_exact_spans_and_the_others_none():
    answerable, unanswerable = manuals.manuals(random.Random(1))
    assert len(answerable) > 100
    assert len(unanswerable) > 50
    for asked in answerable:
        assert asked.spans
        for start, end in asked.spans:
            answer = asked.paragraph.text[start:end]
            assert answer
            assert answer == answer.strip()
    assert all(asked.spans == () for asked in unanswerable)
    assert all("{" not in asked.question for asked in answerable)


@pytest.mark.usefixtures("small_library")
def test_a_default_asked_in_vain_is_not_in_the_passage():
    unanswerable = [asked for seed in range(12) for asked in manuals.manuals(random.Random(seed))[1]]
    checked = 0
    for asked in unanswerable:
        named = re.search(r"(?:open|close|lock|build)_gate_\d", asked.question.lower())
        if named and "default" in asked.question.lower() and "width" in asked.question:
            checked += 1
            assert f"{named[0]}(width" not in asked.paragraph.text
    assert checked > 20


@pytest.mark.usefixtures("small_library")
def test_no_question_is_both_answered_and_not_by_one_passage():
    answerable, unanswerable = manuals.manuals(random.Random(1))
    both = {(one.question, one.paragraph) for one in answerable} & {
        (one.question, one.paragraph) for one in unanswerable
    }
    assert not both


@pytest.mark.usefixtures("small_library")
def test_the_same_seed_makes_the_same_questions():
    first, second = (manuals.manuals(random.Random(7)) for _ in range(2))
    assert first == second
    assert first != manuals.manuals(random.Random(8))
