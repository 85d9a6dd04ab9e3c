"""What lies near a text or the result of a calculation in one collection."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from rag.explore.arithmetic import Solution, combine, near_words
from rag.explore.expression import parse
from rag.explore.nearness import LiveView, NearestView, VisiblePassages, nearest
from rag.explore.vocabulary import WordVectors, candidates
from rag.inside import PieceTokenizer
from rag.protocols import Embedder, LexicalEncoder
from rag.types import FloatVector, Hit

_AROUND_RESULT = 100
_AROUND_TERM = 25


class Explorer:
    """Looks around in the space of meanings; safe to use from several threads."""

    def __init__(
        self, embedder: Embedder, index: LiveView, passages: VisiblePassages, lexical_encoder: LexicalEncoder
    ) -> None:
        self._embedder = embedder
        self._index = index
        self._passages = passages
        self._lexical_encoder = lexical_encoder
        self._word_vectors = WordVectors(embedder)

    def nearest(self, text: str, k: int) -> list[Hit]:
        """The k visible chunks whose vectors are nearest to the text's."""
        return self.near(self._embedder.embed([text])[0], k)

    def near(self, vector: FloatVector, k: int) -> list[Hit]:
        """The k visible chunks whose vectors are nearest to a unit vector."""
        return nearest(self._index.view, self._passages, vector, k)

    def solve(self, expression: str, k: int) -> Solution:
        """What an expression like ``king - man + woman`` comes to, and the k nearest passages and words."""
        terms = parse(expression)
        vectors = self._word_vectors.of([term.text for term in terms])
        point, length = combine(terms, vectors)
        view = self._index.view
        around = self._around(view, point, vectors)
        words = candidates((hit.text for hit in around), self._carries_meaning())
        return Solution(
            terms=terms,
            length=length,
            hits=tuple(around[:k]),
            words=near_words(words, self._word_vectors.of(words), point, terms, k),
            words_compared=len(words),
            passages_read=len(around),
        )

    def _around(self, view: NearestView, point: FloatVector, vectors: FloatVector) -> list[Hit]:
        """The passages around the result, nearest first, and behind them those around each term."""
        found = {hit.chunk_id: hit for hit in nearest(view, self._passages, point, _AROUND_RESULT)}
        for vector in vectors:
            for hit in nearest(view, self._passages, vector, _AROUND_TERM):
                found.setdefault(hit.chunk_id, hit)
        return list(found.values())

    def _carries_meaning(self) -> Callable[[str], bool]:
        """Tells words from the stop words of the collection's languages, and from what the model cannot spell."""
        languages = self._passages.languages() or ("en",)
        tokenizer = self._embedder.tokenizer

        @cache
        def carries(word: str) -> bool:
            if len(word) < 2 or not all(len(self._lexical_encoder.query(word, [one]).terms) for one in languages):
                return False
            # All words that the vocabulary has nothing for would lie at one point.
            return not isinstance(tokenizer, PieceTokenizer) or not any(p.unknown for p in tokenizer.pieces(word))

        return carries
