"""The passages that an answer is written from, cut into the pieces that a sentence of it may rest on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from rag.answer.candidates import Piece, pieces
from rag.protocols import Embedder
from rag.sentences import sentence_spans
from rag.types import FloatVector, Hit
from rag.writing.claims import Facts, claims, unmatched
from rag.writing.roots import content

MOST_GAP = 3
"""Characters between two pieces that are still read as one span."""


MOST_BEFORE = 3
"""Sentences before a span in which its pronoun may be explained."""
_PRONOUN = re.compile(
    r"(?:^|[.!?]\s+)\W*(?:its?|he|she|they|his|her|their|this|these|those|that|such|er|sie|es|il|elle)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Span:
    """One piece of a passage or two that follow each other: ``[start, end)`` of the hit's document."""

    hit: Hit
    start: int
    end: int
    rows: tuple[int, ...]
    """The rows of its pieces among the vectors of all pieces."""

    @cached_property
    def text(self) -> str:
        return self.hit.text[self.start - self.hit.start : self.end - self.hit.start]

    @cached_property
    def before(self) -> str:
        """Where a sentence of it begins with a pronoun, the sentences before that say what it stands for."""
        if not _PRONOUN.search(self.text):
            return ""
        ahead = self.hit.text[: self.start - self.hit.start]
        return " ".join(ahead[start:end] for start, end in [*sentence_spans(ahead)][-MOST_BEFORE:])

    @cached_property
    def roots(self) -> frozenset[str]:
        return frozenset(content(self.text))

    @cached_property
    def around(self) -> frozenset[str]:
        """The roots of the title and headings above it."""
        return frozenset(content(f"{self.hit.title or ''} {self.hit.context}"))


class Sources:
    """Passages by their number in the prompt (from 1), with all that is computed of them once for an answer."""

    def __init__(self, question: str, passages: Sequence[Hit], embedder: Embedder) -> None:
        self.passages = tuple(passages)
        self.known = Facts(question)
        self._embedder = embedder
        self.spans: dict[int, list[Span]] = {}
        texts: list[str] = []
        for number, hit in enumerate(passages, start=1):
            found = pieces([hit])
            self.spans[number] = list(_spans(hit, found, len(texts)))
            texts += [piece.text for piece in found]
        self._vectors = embedder.embed(texts) if texts else np.zeros((0, embedder.dimension), np.float32)
        self._facts: dict[int, Facts] = {}

    def cosines(self, statement: str) -> FloatVector:
        """The cosine of a statement to every piece of all passages [pieces]."""
        return np.asarray(self._vectors @ self._embedder.embed([statement])[0], dtype=np.float32)

    def facts(self, numbers: Sequence[int]) -> Facts:
        """What some of the passages say exactly, titles and headings included."""
        if len(numbers) == 1 and numbers[0] in self._facts:
            return self._facts[numbers[0]]
        texts = [f"{hit.title or ''}\n{hit.context}\n{hit.text}" for hit in (self.passages[one - 1] for one in numbers)]
        facts = Facts("\n\n".join(texts))
        if len(numbers) == 1:
            self._facts[numbers[0]] = facts
        return facts

    def lacks(self, text: str) -> bool:
        """Whether a text claims anything exact that stands in none of the passages."""
        return len(unmatched(claims(text), self.facts(tuple(self.spans)), self.known)) > 0


def _spans(hit: Hit, found: Sequence[Piece], first: int) -> list[Span]:
    places = [(piece.quote.start, piece.quote.end) for piece in found]
    single = [Span(hit, start, end, (first + row,)) for row, (start, end) in enumerate(places)]
    double = [
        Span(hit, one[0], other[1], (first + row, first + row + 1))
        for row, (one, other) in enumerate(pairwise(places))
        if 0 <= other[0] - one[1] <= MOST_GAP
    ]
    return single + double
