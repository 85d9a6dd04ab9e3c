"""What speaks for each piece, with terms and vectors that can be counted on fingers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from rag.answer.evidence import look, meanings
from rag.readings import Reading, ReadSpan
from tests.answer.made_up import hit
from tests.answer.small_models import Letters, Words, asked

TEXT = "Amber is resin. It burns.\n\nCopal is young."


def looked(question: str, *passages: tuple[str, Reading]):
    hits = [hit(text=text, chunk_id=place, document_id=f"d{place}") for place, (text, _) in enumerate(passages)]
    return look(asked(question), hits, [reading for _, reading in passages], Words())


def reading(*spans: tuple[int, int, float], answers: float = 0.5, relevant: float = 0.5) -> Reading:
    return Reading(answers, relevant, tuple(ReadSpan(*span) for span in spans))


def test_the_piece_that_holds_a_span_has_its_share():
    first, second, third = looked("what burns", (TEXT, reading((9, 14, 0.1), (27, 32, 0.01), answers=0.9)))
    assert (first.span, second.span, third.span) == ((9, 14), None, (27, 32))
    assert [seen.evidence.span for seen in (first, second, third)] == pytest.approx([-1, -5, -2])
    assert first.evidence.answers == second.evidence.answers == pytest.approx(math.log(9))
    assert first.evidence.relevant == pytest.approx(0)
    assert first.evidence.fused == 0.5


def test_a_span_over_two_pieces_is_cut_to_the_one_that_holds_half_of_it():
    first, second, _ = looked("what burns", (TEXT, reading((9, 18, 0.1))))
    assert (first.span, second.span) == ((9, 15), None)


def test_spans_count_from_the_start_of_their_passage():
    passage = hit(16, text=TEXT)
    (first, _) = look(asked("what burns"), [passage], [reading((3, 8, 0.1))], Words())
    assert first.span == (19, 24)
    assert TEXT[19:24] == "burns"


def test_certainty_is_bounded():
    sure, never = looked("x", ("One is.", reading((0, 3, 1.0), answers=1.0)), ("Two is.", reading(answers=0.0)))
    assert (sure.evidence.answers, never.evidence.answers) == pytest.approx((math.log(9999), -math.log(9999)))
    assert never.evidence.span == -5


def test_words_are_the_share_of_the_question_in_the_piece():
    first, second, _ = looked("amber burns", (TEXT, reading()))
    assert (first.evidence.words, second.evidence.words) == (0.5, 0.5)


def test_headings_above_count_a_little():
    passage = hit(text=TEXT, context="Amber burns")
    (first, _, third) = look(asked("amber burns"), [passage], [reading()], Words())
    assert (first.evidence.words, third.evidence.words) == (0.5, pytest.approx(0.3))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("question: Does amber burn?\nanswer: It does.", ["answer: It does."]),
        ("Amber\n\nIt burns.", ["It burns."]),
        ("term: amber\ndefinition: A resin that can burn", ["definition: A resin that can burn"]),
        ("Amber does burn.", ["Amber does burn."]),
    ],
)
def test_what_only_repeats_the_question_is_left_out(text, left):
    assert [seen.piece.text for seen in looked("Does amber burn?", (text, reading()))] == left


def test_a_repeated_question_lends_its_words_and_meaning_to_the_next_statement():
    text = "question: Does amber burn?\ntags: fire\nanswer: It may.\nNot often."
    tags, answer, after = looked("Does amber burn?", (text, reading()))
    assert [seen.below for seen in (tags, answer, after)] == ["", "question: Does amber burn?", ""]
    assert answer.evidence.words > after.evidence.words == 0
    embedder = Letters()
    meanings(asked("Does amber burn?"), [answer, after], embedder)
    assert embedder.heard == ["question: Does amber burn?\nanswer: It may.", "Not often."]


def test_a_repeated_question_lends_nothing_to_another_passage():
    (answer,) = looked("Does amber burn?", ("Does amber burn?", reading()), ("It may.", reading()))
    assert answer.below == ""


def test_a_question_without_terms_and_passages_without_text():
    assert looked("") == []
    assert looked("x", ("", reading())) == []
    assert looked("x", (" \n\n ", reading())) == []
    (alone,) = looked("", ("Amber is.", reading()))
    assert alone.evidence.words == 0


def test_meaning_is_the_cosine_to_the_question():
    found = looked("aaaa", ("aa is.", reading()), ("b.", reading()))
    cosines = meanings(asked("aaaa"), found, Letters())
    assert cosines.dtype == np.float32
    assert cosines[0] > 0.7 > cosines[1] == 0
