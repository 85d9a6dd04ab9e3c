"""Fusion: both scores of every candidate, exactly, and a weight that follows the question."""

from __future__ import annotations

import numpy as np
import pytest

from rag.ranking import empty
from rag.retrieve.fuse import LEAST_LEXICAL_WEIGHT, MOST_LEXICAL_WEIGHT, fuse, lexical_weight
from rag.types import Question, Ranked
from tests.retrieve.made_up import passage, question, sparse


def ranked(*ids: int) -> Ranked:
    return Ranked(np.array(ids, np.int64), np.linspace(1, 0.5, len(ids), dtype=np.float32))


def test_nothing_found_is_nothing_fused():
    assert fuse(question([1, 0], {}), empty(), empty(), {}).candidates == []


def test_scores_come_from_the_passages_and_not_from_the_rankings():
    passages = {
        5: passage(5, vector=[1, 0], terms={1: 0.5, 9: 1.0}),
        7: passage(7, vector=[0.6, 0.8], terms={1: 2.0, 2: 1.0}),
    }
    found = fuse(question([1, 0], {1: 2.0, 2: 3.0}), ranked(5), ranked(7), passages).candidates
    by_id = {candidate.chunk_id: candidate for candidate in found}
    assert by_id[5].dense == pytest.approx(1.0)
    assert by_id[5].lexical == pytest.approx(1.0)
    assert by_id[7].dense == pytest.approx(0.6)
    assert by_id[7].lexical == pytest.approx(7.0)
    assert (by_id[5].dense_rank, by_id[5].lexical_rank) == (1, None)
    assert (by_id[7].dense_rank, by_id[7].lexical_rank) == (None, 1)
    assert [candidate.fused for candidate in found] == sorted((c.fused for c in found), reverse=True)


def test_what_is_not_visible_is_not_fused():
    passages = {5: passage(5)}
    assert [c.chunk_id for c in fuse(question([1, 0], {}), ranked(5, 6), ranked(6), passages).candidates] == [5]


def test_equal_scores_are_ordered_by_chunk():
    passages = {number: passage(number) for number in (9, 3, 6)}
    assert [c.chunk_id for c in fuse(question([1, 0], {}), ranked(9, 6, 3), empty(), passages).candidates] == [3, 6, 9]


def test_a_question_of_stop_words_is_fused_by_meaning():
    passages = {1: passage(1, vector=[0, 1]), 2: passage(2, vector=[1, 0])}
    asked = Question("of the", np.array([1, 0], np.float32), sparse({}))
    assert [c.chunk_id for c in fuse(asked, ranked(2, 1), empty(), passages).candidates] == [2, 1]


def test_a_passage_that_words_single_out_gives_words_more_weight():
    crowd = np.full(20, 0.4, np.float32)
    alone = np.array([0.9, *[0.1] * 19], np.float32)
    assert lexical_weight(crowd) == pytest.approx(LEAST_LEXICAL_WEIGHT)
    assert lexical_weight(crowd) < lexical_weight(alone) <= MOST_LEXICAL_WEIGHT
    assert lexical_weight(np.array([1.0], np.float32)) == pytest.approx(LEAST_LEXICAL_WEIGHT)
