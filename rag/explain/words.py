"""Words that a passage and a question share or do not, as the lexical side counts them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.catalog.records import Passage
from rag.protocols import LexicalEncoder
from rag.retrieve.sources import SearchableView
from rag.types import Question, SparseVector

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
_PLAIN = re.compile(r"[^\W\d_]{3,30}")


def missing_words(question: Question, passage: Passage, encoder: LexicalEncoder) -> tuple[str, ...]:
    """The words of a question that a passage (its headings included) lacks, the weightiest first.

    Words that say nothing by themselves ("of", "how") are left out, though they may count in a collection of several
    languages.
    """
    found = []
    for word in _distinct(_WORD.findall(question.text)):
        if not _says_something(word, question.languages, encoder):
            continue
        terms = np.intersect1d(encoder.query(word, question.languages).terms, question.terms.terms)
        if len(terms) and not np.isin(terms, passage.terms.terms).any():
            found.append((_weight(question.terms, terms), word))
    return tuple(word for _, word in sorted(found, key=lambda pair: -pair[0]))


def telling_words(
    question: Question, passage: Passage, encoder: LexicalEncoder, view: SearchableView, most: int
) -> tuple[str, ...]:
    """The words of a passage that the question lacks and that single it out most, at most so many.

    Those of its title and headings come first: whoever looks for it would rather think of these.
    """
    found = []
    for from_text, words in enumerate((_PLAIN.findall(passage.context), _PLAIN.findall(passage.text))):
        for word in _distinct(words):
            if not _says_something(word, question.languages, encoder):
                continue
            weighed = view.weigh(encoder.query(word, question.languages))
            held = np.isin(weighed.terms, passage.terms.terms)
            if held.any() and not np.isin(weighed.terms, question.terms.terms).any():
                weight = _weight(passage.terms, weighed.terms[held]) * float(weighed.weights[held].max())
                found.append((from_text, -weight, word))
    return tuple(_distinct([word for _, _, word in sorted(found)])[:most])


def without_word(text: str, word: str) -> str:
    """A question with all places of one word left out, and no gap in their stead."""
    shorter = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", "", text, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", shorter).strip()


def _says_something(word: str, languages: Sequence[str], encoder: LexicalEncoder) -> bool:
    """Whether a word is no stop word in any of the languages, and one word, not a clause written without spaces."""
    return all(len(encoder.query(word, (language,)).terms) == 1 for language in languages or ("en",))


def _weight(vector: SparseVector, terms: np.ndarray) -> float:
    """The greatest weight that one of the terms has there."""
    return float(vector.weights[np.isin(vector.terms, terms)].max(initial=0.0))


def _distinct(words: Sequence[str]) -> list[str]:
    """Each word once, as it is first spelt."""
    return list({word.casefold(): word for word in reversed(words)}.values())[::-1]
