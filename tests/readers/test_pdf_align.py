"""Alignment of a text with its page: what is found is equal, in its place, and found once."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.readers.pdf_align import NOWHERE, align

LETTERS = st.text("ab-|.", max_size=60)


@settings(max_examples=300, deadline=None)
@given(LETTERS, LETTERS, LETTERS)
def test_what_is_found_is_equal_and_found_once(start: str, middle: str, end: str) -> None:
    text, page = start + end + middle, start + middle + end
    found = align(text, page)
    known = [place for place in found if place != NOWHERE]
    assert len(found) == len(text)
    assert len(known) == len(set(known))
    assert all(text[at] == page[place] for at, place in enumerate(found) if place != NOWHERE)


@given(st.text(max_size=300))
@settings(max_examples=100, deadline=None)
def test_a_page_like_its_text_is_found_letter_by_letter(text: str) -> None:
    assert align(text, text) == list(range(len(text)))


def numbered(words: int, seed: int) -> list[str]:
    chosen = random.Random(seed)
    return ["".join(chosen.choices("abcdefghij", k=chosen.randint(1, 9))) for _ in range(words)]


def test_letters_left_out_on_either_side_do_not_disturb_the_others() -> None:
    words = numbered(400, 1)
    page = "".join(f"{word}-" if at % 40 == 7 else word for at, word in enumerate(words))
    text = "".join(f"|{word}" if at % 30 == 3 else word for at, word in enumerate(words))
    found = align(text, page)
    assert [letter for letter, place in zip(text, found, strict=True) if place == NOWHERE] == ["|"] * text.count("|")
    assert all(page[place] != "-" for place in found if place != NOWHERE)
    known = [place for place in found if place != NOWHERE]
    assert known == sorted(known)


def test_stretches_that_moved_are_found_where_they_are() -> None:
    one, two, three = ("".join(numbered(60, seed)) for seed in (2, 3, 4))
    found = align(one + two + three, two + three + one)
    assert found == [(at - len(one)) % len(one + two + three) for at in range(len(one + two + three))]


def test_a_short_stretch_away_from_its_neighbours_is_not_guessed() -> None:
    one, two = "".join(numbered(60, 5)), "".join(numbered(60, 6))
    found = align(f"{one}zz{two}", f"{two}zz{one}")
    assert found[len(one) : len(one) + 2] == [NOWHERE] * 2


def test_a_page_of_equal_letters_takes_bounded_time() -> None:
    begun = time.process_time()
    align("x" * 20_000, "x" * 30_000)
    align("".join(numbered(20_000, 7)), "".join(numbered(20_000, 8)))
    assert time.process_time() - begun < 5
