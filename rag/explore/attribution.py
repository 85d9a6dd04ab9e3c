"""Which tokens and which sentences carry the similarity of two texts.

A vector that is the mean of its token states makes the cosine of two texts an exact sum over pairs of tokens:
cos(a, b) = sum over i, j of <a_i, b_j>, where the a_i and b_j are the tokens' parts of the unit vectors. Nothing is
estimated, and one pass over each text is enough. What it does not say: a state has seen the whole text, so without a
token its neighbours would have other states too. How faithful it is nevertheless is measured in the tests, by taking
away what is said to matter. Sentences are few: that is done for each of them here, and told beside its sum.

After Moeller, Nikolaev and Pado, "An Attribution Method for Siamese Encoders" (2023), of whose sums over pairs this is
the last layer's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rag.errors import InvalidRequest
from rag.explore.pieces import pieces_of
from rag.inside import PartsEmbedder, Piece
from rag.protocols import Embedder
from rag.sentences import sentence_spans
from rag.types import FloatVector

_LINKS = 3
"""Pairs that are kept for each token."""


@dataclass(frozen=True, slots=True)
class Share:
    """A token and what it gives to the cosine, below zero where it draws the texts apart; None where it is not read."""

    piece: Piece
    share: float | None


@dataclass(frozen=True, slots=True)
class SentenceShare:
    """A sentence ``[start, end)``, the sum of its tokens' shares, and the cosine of the texts when it is left out.

    ``without`` is None for the only sentence of a text.
    """

    start: int
    end: int
    share: float
    without: float | None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two texts. The shares of its tokens, special ones included, add up to the cosine."""

    tokens: tuple[Share, ...]
    sentences: tuple[SentenceShare, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """What token number ``a`` of the first text and ``b`` of the second give to the cosine together."""

    a: int
    b: int
    share: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The cosine of two texts, taken apart; ``links`` are the strongest of each token, strongest first."""

    cosine: float
    a: Side
    b: Side
    links: tuple[Link, ...]


def explain(embedder: Embedder, a: str, b: str) -> Explanation:
    """Take the cosine of two texts apart. InvalidRequest where the model's vectors are no sums over tokens."""
    if not isinstance(embedder, PartsEmbedder):
        raise InvalidRequest("the vectors of this model cannot be taken apart", "choose a model with mean pooling")
    tokenizer = embedder.tokenizer
    parts_a, parts_b = embedder.parts([a, b])
    whole_a, whole_b = parts_a.sum(axis=0), parts_b.sum(axis=0)
    first, second = (
        _shares(pieces_of(tokenizer, text), parts, other)
        for text, parts, other in (
            (a, parts_a, whole_b),
            (b, parts_b, whole_a),
        )
    )
    return Explanation(
        cosine=float(whole_a @ whole_b),
        a=Side(first, _sentences(embedder, a, first, whole_b)),
        b=Side(second, _sentences(embedder, b, second, whole_a)),
        links=_links(first, second, parts_a @ parts_b.T),
    )


def _shares(pieces: list[Piece], parts: FloatVector, other: FloatVector) -> tuple[Share, ...]:
    given = iter((parts @ other).tolist())
    return tuple(Share(piece, next(given) if piece.read else None) for piece in pieces)


def _sentences(
    embedder: Embedder, text: str, shares: tuple[Share, ...], other: FloatVector
) -> tuple[SentenceShare, ...]:
    """The sentences as far as the model reads, each with its sum and the cosine without it."""
    # What is not read must not move into view when a sentence before it is taken away.
    read = text[: max((share.piece.end for share in shares if share.piece.read), default=0)]
    spans = list(sentence_spans(read))
    left = embedder.embed([read[:start] + read[end:] for start, end in spans]) @ other if len(spans) > 1 else None
    return tuple(
        SentenceShare(start, end, _sum(shares, start, end), None if left is None else float(left[number]))
        for number, (start, end) in enumerate(spans)
    )


def _sum(shares: tuple[Share, ...], start: int, end: int) -> float:
    return sum(share.share or 0.0 for share in shares if not share.piece.special and start <= share.piece.start < end)


def _links(a: tuple[Share, ...], b: tuple[Share, ...], products: FloatVector) -> tuple[Link, ...]:
    """The strongest pairs of each token, special ones left out; ``products`` are those of the tokens read [n, m]."""
    rows = [number for number, share in enumerate(a) if share.piece.read]
    columns = [number for number, share in enumerate(b) if share.piece.read]
    values = products.copy()
    values[[a[number].piece.special for number in rows]] = -np.inf
    values[:, [b[number].piece.special for number in columns]] = -np.inf
    best = {(row, int(column)) for row, order in enumerate(np.argsort(-values, axis=1)) for column in order[:_LINKS]}
    best |= {(int(row), column) for column, order in enumerate(np.argsort(-values, axis=0).T) for row in order[:_LINKS]}
    links = [Link(rows[row], columns[column], float(values[row, column])) for row, column in best]
    return tuple(sorted((link for link in links if link.share > 0), key=lambda link: (-link.share, link.a, link.b)))
