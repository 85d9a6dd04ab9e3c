"""Expressions are read as people write them, and lead to what lies near the result."""

import numpy as np
import pytest

from rag.errors import InvalidRequest
from rag.explore.arithmetic import combine, near_words
from rag.explore.expression import MOST_TERMS, Term, parse
from rag.explore.vocabulary import WordVectors, candidates


@pytest.mark.parametrize(
    ("expression", "terms"),
    [
        ("book + worm", [("book", 1), ("worm", 1)]),
        ("king - man + woman", [("king", 1), ("man", -1), ("woman", 1)]),
        ("- man + king", [("man", -1), ("king", 1)]),
        ("well-known author + C++", [("well-known author", 1), ("C++", 1)]),
        ('"time flies" + clock', [("time flies", 1), ("clock", 1)]),
        ('"a + b" - "c - d"', [("a + b", 1), ("c - d", -1)]),
        ("“king” − “man”", [("king", 1), ("man", -1)]),
        ('king -"man"', [("king", 1), ("man", -1)]),
        ("king -man +woman", [("king", 1), ("man", -1), ("woman", 1)]),
        ("本 + 虫", [("本", 1), ("虫", 1)]),
        ("book", [("book", 1)]),
        ("it's + king's", [("it's", 1), ("king's", 1)]),
    ],
)
def test_expressions_are_read(expression, terms):
    assert parse(expression) == tuple(Term(text, sign) for text, sign in terms)


@pytest.mark.parametrize(
    "expression", ["", "  ", "+", "book +", "book + - worm", '"" + worm', " + ".join(["x"] * (MOST_TERMS + 1))]
)
def test_what_is_no_expression_is_refused_with_an_example(expression):
    with pytest.raises(InvalidRequest) as refused:
        parse(expression)
    assert refused.value.remedy


def test_a_sum_is_a_direction_and_its_length():
    east, north = np.eye(2, dtype=np.float32)
    point, length = combine([Term("east", 1), Term("north", -1)], np.stack([east, north]))
    assert length == pytest.approx(2**0.5)
    assert point == pytest.approx([2**-0.5, -(2**-0.5)])
    with pytest.raises(InvalidRequest, match="cancel"):
        combine([Term("east", 1), Term("east", -1)], np.stack([east, east]))


def test_terms_among_the_words_are_marked_and_do_not_count():
    vectors = np.array([[1, 0], [0.9, 0.1], [0.5, 0.5], [0, 1]], np.float32)
    words = near_words(["King", "queen", "prince", "worm"], vectors, vectors[0], [Term("king", 1)], 2)
    assert [(word.text, word.given) for word in words] == [("King", True), ("queen", False), ("prince", False)]


def test_candidates_are_words_that_carry_meaning_and_pairs_met_twice():
    texts = ["The Nearest neighbour of the vector.", "A nearest neighbour, and nearest neighbour 42."]
    stop_words = {"the", "of", "a", "and"}
    found = candidates(texts, lambda word: word.lower() not in stop_words)
    assert found == ["Nearest", "neighbour", "vector", "Nearest neighbour"]


def test_words_are_embedded_once():
    class Counting:
        dimension = 2
        texts = 0

        def embed(self, texts):
            self.texts += len(texts)
            return np.array([[len(text), 1] for text in texts], np.float32)

    embedder = Counting()
    vectors = WordVectors(embedder)
    assert vectors.of(["a", "bb"]).tolist() == [[1, 1], [2, 1]]
    assert vectors.of(["bb", "ccc", "a"]).tolist() == [[2, 1], [3, 1], [1, 1]]
    assert embedder.texts == 3
    assert vectors.of([]).shape == (0, 2)
