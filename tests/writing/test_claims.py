"""Numbers, dates, names, code and quotes of a sentence stand in its sources, whatever way they are written."""

from __future__ import annotations

import pytest

from rag.writing.claims import Facts, claims, unmatched
from rag.writing.polarity import contradicting_words, opposites

SOURCE = (
    "On 12 March 2020 the World Health Organization counted 1,000 people; five per cent were German and 3.5 million "
    "euros were paid. Call json.dumps(value) with the option --sort-keys; it says 'nothing was found'. "
    "Otto Brandt's lamp weighs 20 kg. It is 30 metres high, built in the 1990s."
)


def lacking(sentence: str, source: str = SOURCE, question: str = "") -> tuple[str, ...]:
    return unmatched(claims(sentence), Facts(source), Facts(question)).all()


@pytest.mark.parametrize(
    "sentence",
    [
        "They counted 1000 people, and one thousand it was.",
        "That was March 12th, 2020, or 2020-03-12, or in March 2020, or 12.03.2020, or 2020.",
        "5% of them came from Germany.",
        "The WHO paid 3,500,000 euros, which is €3.5 million.",
        "Use `json.dumps(value)` or json.dumps() with --sort-keys.",
        'It says "Nothing was found" then.',
        "Brandt built a 20-kg lamp, 30 m high, in the 1990s.",
        "1. Brandt's lamp\n",
    ],
)
def test_what_is_written_otherwise_still_stands_there(sentence):
    assert lacking(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("They counted 1001 people.", "1001"),
        ("They counted ten thousand people.", "ten thousand"),
        ("That was on 13 March 2020.", "13 March 2020"),
        ("That was on 12 May 2020.", "12 May 2020"),
        ("That was on 12 March 2021.", "12 March 2021"),
        ("The share was 5 dollars.", "5"),
        ("The lamp weighs 20 tonnes.", "20"),
        ("It was paid by Otto Meyer.", "Meyer"),
        ("UNESCO paid.", "UNESCO"),
        ("Call json.loads(value).", "json.loads"),
        ("Use --no-sort here.", "--no-sort"),
        ("Call `json.dump(value)` now.", "json.dump(value)"),
        ('It says "everything was found" then.', "everything was found"),
    ],
)
def test_what_stands_nowhere_is_named(sentence, wrong):
    assert any(wrong in part for part in lacking(sentence)), lacking(sentence)


def test_names_may_come_from_the_question_and_numbers_not():
    assert lacking("Sourcebound counted them.", question="What has Sourcebound counted?") == ()
    assert lacking("So it was 77.", question="Is it 77?") == ("77",)


@pytest.mark.parametrize(
    ("statement", "source", "words", "opposite"),
    [
        ("Amber is not resin.", "Amber is resin.", True, False),
        ("Dogs are allowed.", "Dogs are not allowed on deck.", True, False),
        ("Dogs aren't allowed.", "Dogs are not allowed.", False, False),
        ("It never burns.", "It burns well.", True, False),
        ("Not only dogs swim.", "Dogs swim.", False, False),
        ("It runs on bytes and not on characters.", "It runs on bytes instead of characters.", False, False),
        ("It was the first lamp.", "It was the last lamp.", False, True),
        ("The valve opens.", "The valve closes.", False, True),
        ("The price increased.", "The price decreased, then it increased.", False, False),
    ],
)
def test_contradictions(statement, source, words, opposite):
    assert bool(contradicting_words(statement, source)) == words
    assert bool(opposites(statement, source)) == opposite
