"""What of a passage could be an answer."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rag.answer.candidates import MOST_WORDS, count_words, excerpt, pieces
from tests.answer.made_up import TEXT, hit


def test_sentences_and_lines_of_lists_each_once():
    found = pieces([hit(), hit(16)])
    assert [piece.text for piece in found] == [
        "Amber is resin.",
        "It takes millions of years to harden.",
        "- found on beaches",
        "- burns well",
        "Sold by weight.",
    ]
    assert all(TEXT[piece.quote.start : piece.quote.end] == piece.text for piece in found)


def test_the_few_words_that_an_item_begins_with_stay_with_what_they_name():
    text = "- Cut. Split it. Then go.\n1. Read all of it at once. Then think.\nNo item. At all."
    assert [piece.text for piece in pieces([hit(text=text)])] == [
        "- Cut. Split it.",
        "Then go.",
        "1. Read all of it at once.",
        "Then think.",
        "No item.",
        "At all.",
    ]


def test_rulers_and_the_names_of_columns_are_no_answers():
    table = "| a | b |\n| --- | --- |\n| 1 | 2 |\n\n----\n\n# Heading"
    assert [piece.text for piece in pieces([hit(text=table)])] == ["| 1 | 2 |", "# Heading"]
    without = "| a | b |\n| 1 | 2 |"
    assert [piece.text for piece in pieces([hit(text=without)])] == without.split("\n")


@given(st.text(alphabet=st.sampled_from("aB. \n-|1é中"), max_size=60), st.integers(0, 60))
def test_pieces_are_spans_of_the_document(text, start):
    start = min(start, len(text))
    for piece in pieces([hit(start, text=text)]):
        assert start <= piece.quote.start < piece.quote.end <= len(text)
        assert text[piece.quote.start : piece.quote.end] == piece.text


def test_an_excerpt_covers_what_was_asked():
    words = [f"w{number}" for number in range(100)]
    text = " ".join(words)
    wanted = [(text.index(word), text.index(word) + len(word)) for word in ("w70", "w80")]
    start, end = excerpt(text, wanted)
    assert count_words(text[start:end]) == MOST_WORDS
    assert "w70" in text[start:end]
    assert "w80" in text[start:end]
    assert excerpt("short text", []) == (0, 10)
