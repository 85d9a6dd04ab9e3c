"""A phrase: the reader's span made whole, never more than a little, and only where a phrase was asked for."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.answer.phrase import MOST_GROWTH, asks_for_a_phrase, grown

WORDS = ("a", "Be", "7", "3.11", "50%", "é", "e\u0301", "😀", "琥珀", "ไทย", "x" * 60, "--wait", "json.dumps", ".netrc")
PIECES = st.sampled_from([*WORDS, *' \n.,()[]{}“”„"`«»|-。（\u200d'])


def phrase(text: str, pointed: str) -> str:
    """What a reader that points at the first such words in the text would be heard to say."""
    start = text.index(pointed)
    first, last = grown(text, start, start + len(pointed))
    return text[first:last]


@pytest.mark.parametrize(
    ("text", "pointed", "said"),
    [
        ("Call json.dumps to write it.", "dumps", "json.dumps"),
        ("Call json.dumps to write it.", "json", "json.dumps"),
        ("It came with Python 3.11.", "3", "3.11"),
        ("It came with Python 3.11.", "3.11.", "3.11"),
        ("Passwords stand in .netrc, as always.", "netrc", ".netrc"),
        ("Passwords stand in .netrc, as always.", ".netrc,", ".netrc"),
        ("Wait ...then go", "then", "then"),
        ("It has 50,257 entries.", "50", "50,257"),
        ("It costs $1,200.50 a year.", "200", "$1,200.50"),
        ("Half of it, 50%, is lost.", "50", "50%"),
        ("It opens at 10:30 sharp.", "10", "10:30"),
        ("The answer is -1, always.", "1", "-1"),
        ("It is stored as UTF-8 text.", "UTF", "UTF-8"),
        ("Leave it with --no-wait alone.", "wait", "--no-wait"),
        ("From 1990-1995 it slept.", "1995", "1995"),
        ("Use dumps (see below) for it.", "dumps (see below", "dumps (see below)"),
        ("Use dumps (see below) for it.", "(see below", "(see below)"),
        ("Use dumps (see below) for it.", "see below)", "see below"),
        ("Use dumps (see\nbelow) for it.", "dumps (see", "dumps"),
        ("Call f(a, g(b), c) twice.", "f(a", "f(a, g(b), c)"),
        ("It lies in [0, 1) only.", "[0, 1)", "[0, 1)"),
        ("Write 1) first and 2) second.", "1) first and 2", "1) first and 2"),
        ("They call it “the big one” here.", "“the big", "“the big one”"),
        ("They call it “the big one” here.", "big one”", "big one"),
        ("Er rief „Hund“ und ging.", "„Hund“", "„Hund“"),
        ("| GPT-2 | 1.5 billion |", "| 1.5 billion |", "1.5 billion"),
        ("琥珀在三千万年前形成。", "三千万年", "三千万年"),
        ("琥珀在三千万年前形成。", "形成。", "形成"),
        ("The end.", ".", "."),
        ("The (end", "(", "("),
    ],
)
def test_spans_are_made_whole_and_trimmed(text, pointed, said):
    assert phrase(text, pointed) == said


@given(st.lists(PIECES, min_size=1, max_size=30).map("".join), st.data())
@example("abc.", None)
def test_a_phrase_is_a_bounded_span_of_the_text_that_holds_part_of_what_was_pointed_at(text, data):
    start = data.draw(st.integers(0, len(text) - 1)) if data else len(text) - 1
    end = data.draw(st.integers(start + 1, len(text))) if data else len(text)
    first, last = grown(text, start, end)
    assert 0 <= first < last <= len(text)
    assert max(first, start) < min(last, end)
    assert first >= start - MOST_GROWTH
    assert last <= end + MOST_GROWTH


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote it?",
        "When was it written",
        "how many entries are there",
        "How long may it be?",
        "In which year?",
        "What is amber?",
        "¿Quién lo escribió?",
        "Island of birth?",
    ],
)
def test_names_numbers_and_things_are_phrases(question):
    assert asks_for_a_phrase(question)


@pytest.mark.parametrize(
    "question", ["Is amber a stone?", "why does it burn", "How do I polish amber?", "  explain it", "Can it float?"]
)
def test_reasons_ways_and_yes_or_no_are_no_phrases(question):
    assert not asks_for_a_phrase(question)
