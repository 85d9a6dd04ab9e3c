"""Texts to BM25 term weights, with the tokenizer, stemmer and stop words of their language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from rag.types import SparseVector

if TYPE_CHECKING:
    from qdrant_edge import Bm25

SATURATION = 1.2
LENGTH_NORM = 0.75
AVERAGE_LENGTH = 120.0
"""Fixed, not measured on a corpus: the weights of a chunk must not change when others come or go."""

_LANGUAGES = {
    "ar": "arabic",
    "az": "azerbaijani",
    "bn": "bengali",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "he": "hebrew",
    "hu": "hungarian",
    "id": "indonesian",
    "it": "italian",
    "ja": "japanese",
    "kk": "kazakh",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sl": "slovene",
    "sv": "swedish",
    "tg": "tajik",
    "tr": "turkish",
    "zh": "chinese",
}

_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
"""Scripts whose words the plain tokenizer cannot find: Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean."""


class Bm25Encoder:
    """A LexicalEncoder on Qdrant's BM25; safe to call from several threads.

    The tokenizer follows the script of each text and the stemmer its language, so a query must be asked in
    every language that the corpus holds.
    """

    def document(self, text: str, language: str | None) -> SparseVector:
        """Saturated, length-normalized term frequencies, rounded to float16 so that they store exactly."""
        encoded = _model(_base_language(language), _is_unspaced(text)).embed_document(text)
        terms = np.array(encoded.indices, dtype=np.uint32)
        weights = np.array(encoded.values, dtype=np.float16).astype(np.float32)
        order = np.argsort(terms)
        return SparseVector(terms[order], weights[order])

    def query(self, text: str, languages: Sequence[str]) -> SparseVector:
        """Each distinct term once with weight 1.0, stemmed in the way of every language; no language is English.

        A text of stop words alone has no terms.
        """
        unspaced = _is_unspaced(text)
        bases = {_base_language(language) for language in languages or ("en",)}
        terms = {term for base in bases for term in _model(base, unspaced).embed_query(text).indices}
        ordered = np.array(sorted(terms), dtype=np.uint32)
        return SparseVector(ordered, np.ones(len(ordered), dtype=np.float32))


def _base_language(language: str | None) -> str:
    """``pt-BR`` to ``pt``; unknown is English."""
    return re.split("[-_]", language.strip().lower())[0] if language else "en"


def _is_unspaced(text: str) -> bool:
    return _UNSPACED.search(text) is not None


@cache
def _model(language: str, unspaced: bool) -> Bm25:
    """The BM25 model of a language; one that has neither stemmer nor stop words is tokenized only."""
    from qdrant_edge import Bm25, Bm25Config, DisabledStemmer, StopwordsSet, TokenizerType

    tokenizer = TokenizerType.Multilingual if unspaced else TokenizerType.Word
    name = _LANGUAGES.get(language)
    return Bm25(
        Bm25Config(
            k=SATURATION,
            b=LENGTH_NORM,
            avg_len=AVERAGE_LENGTH,
            tokenizer=tokenizer,
            language=name,
            stopwords=None if name else StopwordsSet(),
            stemmer=None if name else DisabledStemmer(),
        )
    )
