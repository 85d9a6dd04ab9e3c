"""What a search must find, computed from the passages alone, by comparing everything with everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from rag.lexical import Bm25Encoder
from rag.view import View
from tests.live.house import vector_of

Live = Mapping[str, Sequence[str]]
Name = tuple[str, int]

_ENCODER = Bm25Encoder()


class Oracle:
    """The passages that were live at some moment, by (uri, start)."""

    def __init__(self, live: Live) -> None:
        self.passages: dict[Name, str] = {}
        for uri, passages in live.items():
            start = 0
            for passage in passages:
                self.passages[uri, start] = passage
                start += len(passage) + 2
        self._terms = {name: _weights(passage) for name, passage in self.passages.items()}
        self._frequencies = Counter(term for terms in self._terms.values() for term in terms)

    def dense(self, question: str, uris: set[str] | None = None) -> dict[Name, float]:
        asked = vector_of(question).astype(np.float64)
        return {n: float(vector_of(p) @ asked) for n, p in self.passages.items() if uris is None or n[0] in uris}

    def lexical(self, question: str, uris: set[str] | None = None) -> dict[Name, float]:
        idf = self.idf(question)
        scores = {
            name: sum(weight * terms.get(term, 0.0) for term, weight in idf.items())
            for name, terms in self._terms.items()
            if uris is None or name[0] in uris
        }
        return {name: score for name, score in scores.items() if score > 0}

    def idf(self, question: str) -> dict[int, float]:
        asked = _ENCODER.query(question, ["en"]).terms.tolist()
        counts = {term: self._frequencies.get(term, 0) for term in asked}
        return {t: float(np.log1p((len(self.passages) - n + 0.5) / (n + 0.5))) for t, n in counts.items()}


def check_view(view: View, live: Live, names: Mapping[int, Name], questions: Sequence[str], k: int) -> None:
    """Assert that a view holds exactly these passages and ranks them as the oracle does."""
    oracle = Oracle(live)
    assert len(view) == len(oracle.passages)
    for question in questions:
        terms = view.weigh(_ENCODER.query(question, ["en"]))
        assert dict(zip(terms.terms.tolist(), terms.weights.tolist(), strict=True)) == pytest.approx(
            oracle.idf(question), rel=1e-6
        )
        check_ranking(view.dense(vector_of(question), k), oracle.dense(question), names, k)
        check_ranking(view.lexical(terms, k), oracle.lexical(question), names, k)


def check_ranking(ranked, expected: Mapping[Name, float], names: Mapping[int, Name], k: int) -> None:
    """The k best, each once, with its own score; equal scores in any order."""
    found = [names[number] for number in ranked.chunk_ids.tolist()]
    assert len(set(found)) == len(found)
    best = sorted(expected.values(), reverse=True)[:k]
    np.testing.assert_allclose(ranked.scores, best, atol=1e-5)
    np.testing.assert_allclose([expected[name] for name in found], best, atol=1e-5)


def _weights(passage: str) -> dict[int, float]:
    terms = _ENCODER.document(passage, "en")
    return dict(zip(terms.terms.tolist(), terms.weights.tolist(), strict=True))
