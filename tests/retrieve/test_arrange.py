"""Arrangement: no document over its share, no near-copies, neighbours joined."""

from __future__ import annotations

from dataclasses import replace

from rag.retrieve.arrange import MOST_JOINED, MOST_OF_ONE_DOCUMENT, arrange
from rag.retrieve.fuse import Candidate
from tests.retrieve.made_up import passage

SUSPICION = {"score": 1.0, "reasons": []}


def arranged(passages, k: int = 10):
    """Chunk ids of the groups for candidates in the order given."""
    candidates = [Candidate(p.chunk_id, 1.0, 1.0, 1, 1.0, 1) for p in passages]
    return [
        [p.chunk_id for p in group.passages]
        for group in arrange(candidates, {p.chunk_id: p for p in passages}, k).groups
    ]


def test_no_document_takes_more_than_its_share():
    passages = [passage(n, document=1, ordinal=2 * n) for n in range(1, 9)] + [passage(20, document=2)]
    groups = arranged(passages)
    assert len(groups) == MOST_OF_ONE_DOCUMENT + 1
    assert groups[-1] == [20]


def test_a_hundred_near_copies_are_one_hit():
    text = "The warranty of the machine lasts for two full years from the day on which it was bought in a shop"
    copies = [passage(n, f"{text}{'!' * n}", document=n) for n in range(1, 101)]
    other = passage(200, "Something else entirely is said here", document=200)
    assert arranged([*copies, other]) == [[1], [200]]


def test_of_near_copies_with_other_numbers_two_are_shown_since_they_may_contradict_each_other():
    text = "The warranty of the machine lasts for two full years from the day on which it was bought in shop"
    copies = [passage(n, f"{text} {n % 7}", document=n) for n in range(1, 101)]
    assert arranged([copies[0], copies[7], *copies[1:]]) == [[1], [2]]


def test_texts_that_share_half_their_words_are_no_copies():
    one = passage(1, "the warranty lasts two years for machines", document=1)
    other = passage(2, "the warranty lasts five days for batteries", document=2)
    assert arranged([one, other]) == [[1], [2]]


def test_neighbours_are_joined_in_the_order_of_the_text():
    later, earlier, far = passage(1, ordinal=4), passage(2, ordinal=3), passage(3, ordinal=9)
    assert arranged([later, earlier, far]) == [[2, 1], [3]]


def test_only_so_many_neighbours_are_joined():
    groups = arranged([passage(n, ordinal=n) for n in range(1, 5)])
    assert [len(group) for group in groups] == [MOST_JOINED] * 2


def test_neighbours_of_another_version_or_document_are_not_joined():
    first = passage(1, ordinal=1, version=1)
    assert arranged([first, passage(2, ordinal=2, version=2), passage(3, document=5, ordinal=2)]) == [[1], [2], [3]]


def test_a_suspected_neighbour_stays_apart_so_that_what_joins_it_is_not_kept_from_answers():
    first, second, third = (replace(passage(n, ordinal=n), suspicion=SUSPICION if n > 1 else None) for n in (1, 2, 3))
    assert arranged([first, second, third]) == [[1], [2, 3]]
    assert arranged([second, first, third]) == [[2, 3], [1]]


def test_no_more_than_k_and_what_is_invisible_is_passed_over():
    passages = [passage(n, document=n) for n in range(1, 9)]
    assert len(arranged(passages, k=3)) == 3
    candidates = [Candidate(n, 1.0, 1.0, 1, 1.0, 1) for n in (1, 2)]
    assert [group.lead.chunk_id for group in arrange(candidates, {2: passages[1]}, 5).groups] == [2]


def test_passages_without_words_are_no_copies_of_each_other():
    assert arranged([passage(1, "***", document=1), passage(2, "---", document=2)]) == [[1], [2]]
