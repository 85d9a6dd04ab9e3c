"""Units: sentences, lines and rows that fit, with their tokens counted."""

from __future__ import annotations

import pytest

from ingest.units import units_of
from rag.types import Block


class Words:
    """A tokenizer that can be checked in one's head: a token is four letters of a word, or fewer at its end."""

    max_tokens = 100

    def spans(self, text):
        spans, start = [], None
        for place, character in enumerate(f"{text} "):
            if start is not None and (character.isspace() or place - start == 4):
                spans.append((start, place))
                start = None
            if start is None and not character.isspace():
                start = place
        return spans

    def count(self, texts):
        return [len(self.spans(text)) + 2 for text in texts]


def units(kind: str, text: str, room: int = 8):
    return [
        (text[u.start : u.end], u.tokens, u.header) for u in units_of(text, Block(kind, 0, len(text)), Words(), room)
    ]


def test_a_paragraph_is_sentences():
    assert units("paragraph", "One two. Three.") == [("One two.", 2, ""), ("Three.", 2, "")]


def test_lists_and_code_are_lines_and_blank_ones_are_left_out():
    assert units("list", "- a\n\n- b") == [("- a", 2, ""), ("- b", 2, "")]
    assert units("code", "if x:\n    y()") == [("if x:", 2, ""), ("    y()", 1, "")]


def test_a_heading_is_one():
    assert units("heading", "A. B. C.") == [("A. B. C.", 3, "")]


def test_rows_know_the_header_that_they_continue():
    rows = units("table", "|a|\n|-|\n|1|\n|2|")
    assert rows == [("|a|", 1, ""), ("|-|", 1, ""), ("|1|", 1, "|a|"), ("|2|", 1, "|a|")]


def test_a_header_too_long_to_repeat_is_not_repeated():
    assert {header for *_, header in units("table", "|a b c d e|\n|-|\n|1|")} == {""}


def test_a_long_sentence_is_cut_at_a_space_where_there_is_one():
    cut = units("paragraph", "aa bb cc dd ee ff gg hh ii jj", room=8)
    assert cut == [("aa bb cc dd ee ff gg hh ", 8, ""), ("ii jj", 2, "")]


@pytest.mark.parametrize("room", [8, 9, 20])
def test_a_long_word_is_cut_by_tokens_and_nothing_is_lost(room):
    text = "abcdefghi" * 50
    cut = units("paragraph", text, room)
    assert "".join(piece for piece, *_ in cut) == text
    assert all(len(Words().spans(piece)) <= room for piece, *_ in cut)
