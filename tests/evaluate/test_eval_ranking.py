"""Figures over distinct documents, by hand."""

from math import log2

import pytest

from rag.evaluate import ranking


@pytest.mark.parametrize(
    ("uri", "page", "fits"),
    [
        ("file:///m/library/csv.html", "library/csv.html", True),
        ("file:///m/library/csv.html", "csv.html", True),
        ("file:///m/library/csv.html", "/csv.html", True),
        ("file:///m/library/csv.html", "file:///m/library/csv.html", True),
        ("file:///m/library/mycsv.html", "csv.html", False),
        ("file:///m/mylibrary/csv.html", "library/csv.html", False),
        ("file:///m/csv.html/more", "csv.html", False),
        ("https://h/a%20b.html", "a b.html", True),
        ("file:///m/a b.html", "a%20b.html", True),
    ],
)
def test_a_page_is_a_suffix_from_a_path_component_on(uri, page, fits):
    assert ranking.on_page(uri, page) is fits


def test_the_first_hit_of_a_document_is_its_place():
    gains = ranking.gains(["/x", "/x", "/x", "/a", "/x", "/b"], ["b", "a"])
    assert gains == [0.0, 1.0, 1.0]


def test_a_page_counts_for_one_document_only():
    assert ranking.gains(["/one/index.html", "/two/index.html"], ["index.html"]) == [1.0, 0.0]


def test_hit_looks_at_the_first_k():
    gains = [0.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    assert [ranking.hit(gains, k) for k in (1, 4, 5, 6)] == [0.0, 0.0, 1.0, 1.0]
    assert ranking.hit([], 5) == 0.0


def test_reciprocal_rank_is_of_the_first_relevant_within_k():
    assert ranking.reciprocal_rank([0.0, 0.0, 1.0, 1.0], 10) == pytest.approx(1 / 3)
    assert ranking.reciprocal_rank([0.0] * 10 + [1.0], 10) == 0.0
    assert ranking.reciprocal_rank([], 10) == 0.0


def test_ndcg_by_hand():
    assert ranking.ndcg([0.0, 1.0, 0.0, 1.0], 2, 10) == pytest.approx((1 / log2(3) + 1 / log2(5)) / (1 + 1 / log2(3)))
    assert ranking.ndcg([1.0, 1.0], 2, 10) == 1.0


def test_ndcg_ideal_is_capped_at_k_and_misses_lower_it():
    assert ranking.ndcg([1.0] * 10, 30, 10) == pytest.approx(1.0)
    assert ranking.ndcg([1.0], 2, 10) == pytest.approx(1 / (1 + 1 / log2(3)))
    assert ranking.ndcg([0.0] * 10 + [1.0], 1, 10) == 0.0
    assert ranking.ndcg([], 0, 10) == 0.0
