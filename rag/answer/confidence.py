"""How sure an answer of the reader is: two linear models over the evidence, fitted by ``python -m training.answers``.

The first weighs the pieces of the passages against each other; the second says how probable it is that the best one
answers rightly.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from rag.answer.evidence import Evidence

CONFIDENCE_MODEL = "reader-2"
"""Identity of this model: a threshold that was calibrated with another one is not used."""

THRESHOLD = 0.42
"""Least confidence of an answer that is given; chosen on the shipped gold file."""

WEIGHTS = Evidence(span=1.118, answers=0.279, relevant=0.471, fused=0.588, words=1.311, meaning=1.328)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the best piece stands: its score, its lead over the best of the other pieces, and what speaks for it.

    ``span``, ``answers``, ``relevant``, ``fused``, ``words`` and ``meaning`` are its own evidence; ``passage`` is the
    best cosine of a passage to the question.
    """

    lead: float
    span: float
    answers: float
    relevant: float
    fused: float
    words: float
    meaning: float
    passage: float


BIAS = -3.078
COEFFICIENTS = Standing(
    lead=0.256, span=-0.297, answers=0.583, relevant=0.105, fused=0.557, words=-0.086, meaning=0.704, passage=0.346
)


def score(evidence: Evidence) -> float:
    """What a piece is worth; only differences within a question mean something."""
    pairs = zip(astuple(WEIGHTS), astuple(evidence), strict=True)
    return float(sum(weight * figure for weight, figure in pairs))


def standing(ranked: Sequence[Evidence], passage: float) -> Standing:
    """How the first of the pieces stands among them, best first."""
    best = ranked[0]
    lead = score(best) - score(ranked[1]) if len(ranked) > 1 else 0.0
    return Standing(lead, best.span, best.answers, best.relevant, best.fused, best.words, best.meaning, passage)


def confidence(found: Standing) -> float:
    """The probability that the answer is right."""
    pairs = zip(astuple(COEFFICIENTS), astuple(found), strict=True)
    return 1 / (1 + math.exp(-BIAS - sum(weight * figure for weight, figure in pairs)))
