"""The first generator: quotes the sentences that answer best, by meaning and by words. It cannot invent."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from rag.answer.candidates import MOST_WORDS, Piece, count_words, excerpt, pieces
from rag.answer.confidence import Evidence, confidence
from rag.protocols import Embedder, LexicalEncoder
from rag.types import FloatVector, Hit, Proposal, Question, Quote

READ_HITS = 6
_MOST_PIECES = 24
_MEANING_WEIGHT, _WORDS_WEIGHT, _HIT_WEIGHT = 0.5, 0.5, 0.5
_CONTEXT_SHARE = 0.3
_RANK_DISCOUNT = 0.015
_PRESELECTION_DISCOUNT = 0.05
_CLOSE = 0.85
_CROWD = 8
_USUAL_LEAD = 0.3
"""What stands for the lead where there are too few sentences to stand out from: the samples' median."""
_WORD = re.compile(r"\w+")


class ExtractiveGenerator:
    """Scores each sentence of the best passages against the question and quotes the best ones verbatim."""

    def __init__(self, embedder: Embedder, lexical_encoder: LexicalEncoder) -> None:
        self._embedder = embedder
        self._lexical_encoder = lexical_encoder

    def propose(self, question: Question, hits: Sequence[Hit]) -> Proposal:
        """A lead sentence and, while there is room, what says nearly as much; none without hits."""
        chosen, evidence = self.weigh(question, hits)
        return Proposal(chosen, confidence(evidence) if evidence else 0.0)

    def weigh(
        self, question: Question, hits: Sequence[Hit]
    ) -> tuple[tuple[tuple[str, tuple[Quote, ...]], ...], Evidence | None]:
        """The sentences chosen, and what speaks for the first of them; None without hits."""
        found, words = self._most_promising(question, pieces(hits[:READ_HITS]))
        if not found:
            return (), None
        meaning = self._embedder.embed([piece.text for piece in found]) @ question.vector
        ranks = np.array([piece.quote.hit.rank - 1 for piece in found], dtype=np.float32)
        passages = np.array([piece.quote.hit.score for piece in found], dtype=np.float32)
        scores = _MEANING_WEIGHT * meaning + _WORDS_WEIGHT * words + _HIT_WEIGHT * passages - _RANK_DISCOUNT * ranks
        order = np.argsort(-scores, kind="stable")
        best = int(order[0])
        evidence = Evidence(
            meaning=float(meaning[best]),
            words=float(words[best]),
            passage=max((hit.scores.dense or 0.0) for hit in hits[:READ_HITS]),
            lead=_lead(scores),
        )
        return tuple(self._chosen(question, found, scores, order)), evidence

    def _most_promising(self, question: Question, found: list[Piece]) -> tuple[list[Piece], FloatVector]:
        """Embedding costs time, so only the pieces that share most words are; with their shares."""
        of_context = {hit.context: self._coverage(question, hit.context) for hit in {p.quote.hit for p in found}}
        words = np.array(
            [
                max(self._coverage(question, piece.text), _CONTEXT_SHARE * of_context[piece.quote.hit.context])
                for piece in found
            ],
            dtype=np.float32,
        )
        ranks = np.array([piece.quote.hit.rank - 1 for piece in found], dtype=np.float32)
        kept = np.sort(np.argsort(_PRESELECTION_DISCOUNT * ranks - words, kind="stable")[:_MOST_PIECES])
        return [found[place] for place in kept], words[kept]

    def _chosen(
        self, question: Question, found: Sequence[Piece], scores: FloatVector, order: np.ndarray
    ) -> list[tuple[str, tuple[Quote, ...]]]:
        chosen: list[tuple[str, tuple[Quote, ...]]] = []
        room = MOST_WORDS
        for place in order.tolist():
            if chosen and scores[place] < _CLOSE * scores[order[0]]:
                break
            text, quote = self._quoted(question, found[place])
            words = count_words(text)
            if words <= room and text not in {said for said, _ in chosen}:
                chosen.append((text, (quote,)))
                room -= words
        return chosen

    def _quoted(self, question: Question, piece: Piece) -> tuple[str, Quote]:
        """The piece itself, or where it is long the part of it that says most of what was asked."""
        wanted = (
            [match.span() for match in _WORD.finditer(piece.text) if self._coverage(question, match.group()) > 0]
            if count_words(piece.text) > MOST_WORDS
            else []
        )
        start, end = excerpt(piece.text, wanted)
        first = piece.quote.start
        return piece.text[start:end], Quote(piece.quote.hit, first + start, first + end)

    def _coverage(self, question: Question, text: str) -> float:
        """The share of the question's weighted terms that a text holds, 0 to 1."""
        total = float(question.terms.weights.sum())
        if not total:
            return 0.0
        held = self._lexical_encoder.query(text, question.languages).terms
        return float(question.terms.weights[np.isin(question.terms.terms, held)].sum()) / total


def _lead(scores: FloatVector) -> float:
    """How far the best stands above the median; of a few sentences, which say little of each other, the usual."""
    lead = float(scores.max() - np.median(scores))
    return lead if len(scores) >= _CROWD else max(lead, _USUAL_LEAD)
