"""Passage recall across extractors, cut passages and token budgets, by hand."""

import pytest

from rag.evaluate.passages import covered, first_tokens, overlaps
from tests.evaluate.replies import WordTokenizer

QUOTE = "The server listens to port 8000 by default."


def test_white_space_does_not_matter():
    assert covered(QUOTE, ["Note.\n\nThe server\nlistens to  port 8000\u00a0by default .More"]) == 1.0


def test_nothing_retrieved_covers_nothing():
    assert covered(QUOTE, []) == 0.0
    assert covered(QUOTE, ["", "Something else that is quite long but shares nothing with it."]) == 0.0
    assert covered("  ", [QUOTE]) == 0.0


def test_half_a_quote_is_its_share_of_characters():
    first = "The server listens to port 8"
    assert covered(QUOTE, ["Before. " + first]) == pytest.approx(23 / 36)


def test_a_quote_cut_in_two_passages_is_whole_again():
    assert covered(QUOTE, ["So it is. The server listens to port 8000 by", "default. And so on."]) == 1.0
    assert covered(QUOTE, ["by default. And so on."]) == pytest.approx(10 / 36)
    assert covered(QUOTE, ["So it is. The server"]) == pytest.approx(9 / 36)


def test_passages_that_hold_the_same_part_count_once():
    part = "The server listens to port 8"
    assert covered(QUOTE, [part, part]) == covered(QUOTE, [part])


def test_a_chance_agreement_of_a_few_words_does_not_count():
    assert covered(QUOTE, ["The client listens to port 9000, not that one by default. Or so"]) == 0.0


def test_one_differing_character_does_not_cost_the_whole_quote():
    quote = "abcdefghijklmnopqrstuvwxyz" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert covered(quote, [quote[:26] + "\u00b6" + quote[26:]]) == 1.0
    assert covered(quote, [quote[:26] + "\u00b6" + quote[27:]]) == pytest.approx(51 / 52)
    assert covered(quote, [quote[:10] + "\u00b6" + quote[11:]]) == pytest.approx(41 / 52)


def test_a_short_quote_must_be_there_entirely():
    assert covered("port 8000", ["uses port 8000."]) == 1.0
    assert covered("port 8000", ["uses port 9000."]) == 0.0
    assert covered("a", ["b"]) == 0.0


def test_composed_and_decomposed_letters_are_alike():
    assert covered("caf\u00e9 au lait", ["cafe\u0301 au lait"]) == 1.0


def test_overlap_needs_a_stretch():
    assert overlaps(QUOTE, "server listens to port 8000")
    assert not overlaps(QUOTE, "port 8000")
    assert overlaps("port 8000", QUOTE)
    assert not overlaps("", QUOTE)
    assert not overlaps(QUOTE, "")


def test_the_budget_cuts_the_passage_in_which_it_ends():
    passages = ["one two three", "four five six", "seven"]
    assert list(first_tokens(passages, WordTokenizer(), 5)) == ["one two three", "four five"]
    assert list(first_tokens(passages, WordTokenizer(), 6)) == ["one two three", "four five six"]
    assert list(first_tokens(passages, WordTokenizer(), 100)) == passages
    assert list(first_tokens(passages, WordTokenizer(), 0)) == []
