"""What speaks for each piece of the passages: what the reader saw there, what retrieval thought, meaning and words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from rag.answer.about import stems
from rag.answer.candidates import Piece, pieces
from rag.protocols import Embedder, LexicalEncoder
from rag.readings import Reading
from rag.types import FloatVector, Hit, Question

MOST_PIECES = 14
"""Embedding costs time, so only the most promising pieces are compared in meaning."""
_CONTEXT_SHARE = 0.3
_STATEMENT_ENDS = (".", "!", "。", "！")
_LABEL = re.compile(r"^\W*\w+:\s")
_LEAST_SHARE = 1e-5
_LEAST_CHANCE = 1e-4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a piece.

    ``span``: log10 of the share of the best span that the reader sees in it; ``answers`` and ``relevant``: the
    reader's verdict on its passage, as logits; ``fused``: the passage's score in retrieval; ``words``: the share of the
    question's weighted terms in it; ``meaning``: its cosine to the question.
    """

    span: float
    answers: float
    relevant: float
    fused: float
    words: float
    meaning: float = 0.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece, the span that the reader points at in it (document offsets, None: none), and the evidence.

    ``below`` is the line above it that repeats the question, which lends the piece its words and meaning.
    """

    piece: Piece
    span: tuple[int, int] | None
    evidence: Evidence
    below: str = ""


def look(question: Question, hits: Sequence[Hit], readings: Sequence[Reading], encoder: LexicalEncoder) -> list[Seen]:
    """Every sentence or line of the passages that were read, with all but its meaning.

    What only repeats the question is left out: a heading, a question of a FAQ, the term above its definition.
    """
    read = {hit.chunk_id: reading for hit, reading in zip(hits, readings, strict=True)}
    of_context = {hit.context: _coverage(question, hit.context, encoder) for hit in hits}
    seen = []
    for piece, above in _below(question.text, pieces(hits)):
        hit = piece.quote.hit
        reading = read[hit.chunk_id]
        span, share = _span_of(piece, reading)
        said = _coverage(question, f"{above}\n{piece.text}", encoder)
        words = max(said, _CONTEXT_SHARE * of_context[hit.context])
        found = Evidence(math.log10(share), _logit(reading.answers), _logit(reading.relevant), hit.score, words)
        seen.append(Seen(piece, span, found, above))
    return seen


def meanings(question: Question, seen: Sequence[Seen], embedder: Embedder) -> FloatVector:
    """The cosine of each piece to the question [n]."""
    texts = [f"{piece.below}\n{piece.piece.text}" if piece.below else piece.piece.text for piece in seen]
    return np.asarray(embedder.embed(texts) @ question.vector, dtype=np.float32)


def _below(question: str, found: Sequence[Piece]) -> Iterator[tuple[Piece, str]]:
    """The pieces that do not repeat the question; the first statement after one that does, with that one."""
    above, chunk = "", -1
    for piece in found:
        if piece.quote.hit.chunk_id != chunk:
            above, chunk = "", piece.quote.hit.chunk_id
        states = piece.text.endswith(_STATEMENT_ENDS)
        if not states and stems(_LABEL.sub("", piece.text)) <= stems(question):
            above = piece.text
            continue
        yield piece, above if states else ""
        above = "" if states else above


def _span_of(piece: Piece, reading: Reading) -> tuple[tuple[int, int] | None, float]:
    """The best span of which this piece holds at least half, and its share."""
    start = piece.quote.hit.start
    for span in reading.spans:
        first, last = start + span.start, start + span.end
        held = min(last, piece.quote.end) - max(first, piece.quote.start)
        if 2 * held >= last - first and span.share > _LEAST_SHARE:
            return (max(first, piece.quote.start), min(last, piece.quote.end)), span.share
    return None, _LEAST_SHARE


def _coverage(question: Question, text: str, encoder: LexicalEncoder) -> float:
    """The share of the question's weighted terms that a text holds, 0 to 1."""
    total = float(question.terms.weights.sum())
    if not total:
        return 0.0
    held = encoder.query(text, question.languages).terms
    return float(question.terms.weights[np.isin(question.terms.terms, held)].sum()) / total


def _logit(chance: float) -> float:
    bounded = min(max(chance, _LEAST_CHANCE), 1 - _LEAST_CHANCE)
    return math.log(bounded / (1 - bounded))
