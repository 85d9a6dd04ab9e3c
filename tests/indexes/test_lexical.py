"""Texts to weighted terms: what a question shares with a passage, in any language."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.lexical import AVERAGE_LENGTH, LENGTH_NORM, SATURATION, Bm25Encoder
from rag.types import SparseVector

ENCODER = Bm25Encoder()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
LANGUAGES = st.sampled_from([None, "en", "de", "zh", "pl", "xx", "pt-BR"])


def shared(query: SparseVector, document: SparseVector) -> int:
    return len(np.intersect1d(query.terms, document.terms))


def assert_well_formed(vector: SparseVector) -> None:
    assert vector.terms.dtype == np.uint32
    assert vector.weights.dtype == np.float32
    assert len(vector.terms) == len(vector.weights)
    assert np.all(np.diff(vector.terms.astype(np.int64)) > 0)
    assert np.all(vector.weights > 0)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, LANGUAGES)
def test_weights_are_sorted_by_term_and_exact_in_float16(text, language):
    vector = ENCODER.document(text, language)
    assert_well_formed(vector)
    assert np.array_equal(vector.weights.astype(np.float16).astype(np.float32), vector.weights)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS, LANGUAGES)
def test_a_text_asked_in_its_own_language_finds_all_its_terms(text, language):
    query = ENCODER.query(text, [language or "en"])
    assert_well_formed(query)
    assert np.all(query.weights == 1.0)
    assert query.terms.tolist() == ENCODER.document(text, language).terms.tolist()


def test_weights_follow_the_formula_of_bm25():
    vector = ENCODER.document("apple apple apple pear", "en")
    length = SATURATION * (1 - LENGTH_NORM + LENGTH_NORM * 4 / AVERAGE_LENGTH)
    expected = [count * (SATURATION + 1) / (count + length) for count in (1, 3)]
    assert sorted(vector.weights.tolist()) == pytest.approx(expected, rel=1e-3)


def test_a_repeated_identifier_is_one_term_counted_twice():
    vector = ENCODER.document("timeit.timeit", None)
    once = ENCODER.document("timeit other", None)
    assert len(vector.terms) == 1
    assert vector.weights[0] > once.weights[np.isin(once.terms, vector.terms)][0]


@pytest.mark.parametrize(
    ("question", "passage", "language"),
    [
        ("queue size", "the request_queue_size attribute", None),
        ("running processes", "It runs a process.", "en"),
        ("Bücher über Häuser", "Ein Buch über ein Haus", "de"),
        ("les chevaux", "Un cheval", "fr"),
        ("注意力模型", "机器学习模型的注意力", "zh"),
        ("日本語", "これは日本語の文章です", "ja"),
        ("BM25 是什么", "本文介绍 BM25 算法", "zh"),
        ("BM25 ranking", "本文介绍 BM25 算法", "zh"),
    ],
)
def test_a_question_meets_its_passage(question, passage, language):
    assert shared(ENCODER.query(question, [language or "en"]), ENCODER.document(passage, language))


def test_a_question_is_stemmed_in_every_language_given():
    question = "Häuser houses"
    german, english = ENCODER.document("Haus Häuser", "de"), ENCODER.document("house", "en")
    both = ENCODER.query(question, ["de", "en"])
    assert shared(both, german)
    assert shared(both, english)
    alone = [set(ENCODER.query(question, [language]).terms.tolist()) for language in ("de", "en")]
    assert set(both.terms.tolist()) == alone[0] | alone[1]


@pytest.mark.parametrize("text", ["", "the of and", "?!", " \n"])
def test_a_text_without_content_words_has_no_terms(text):
    assert len(ENCODER.query(text, ["en"]).terms) == 0
    assert len(ENCODER.document(text, "en").terms) == 0


def test_english_is_meant_where_no_language_is_known():
    assert ENCODER.query("running", []).terms.tolist() == ENCODER.query("running", ["en"]).terms.tolist()
    assert ENCODER.document("running", None).terms.tolist() == ENCODER.document("running", "en-GB").terms.tolist()


def test_a_language_without_a_stemmer_keeps_every_word():
    assert len(ENCODER.document("the running runs", "pl").terms) == 3


def test_threads_may_share_an_encoder():
    texts = [f"text number {i} about 模型 and files" for i in range(200)]
    expected = [ENCODER.document(text, None).terms.tolist() for text in texts]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: Bm25Encoder().document(text, None).terms.tolist(), texts))
    assert found == expected
