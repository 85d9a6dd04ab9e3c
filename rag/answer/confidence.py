"""How sure an answer of the reader is: models over the evidence, fitted by ``python -m training.answers``.

The first weighs the pieces of the passages against each other; the others say how probable it is that the best one
answers rightly, where the reader knows the language of the passages and where it does not.
"""

from __future__ import annotations

import math
from dataclasses import astuple

from rag.answer.evidence import Evidence

CONFIDENCE_MODEL = "reader-3"
"""Identity of this model: a threshold that was calibrated with another one is not used."""

THRESHOLD = 0.33
"""Least confidence of an answer that is given; chosen on the shipped gold file."""

WEIGHTS = Evidence(span=1.115, answers=0.124, relevant=0.343, fused=0.781, words=1.326, meaning=0.926)

BIAS, OF_VERDICT = -1.483, 0.766
"""Of the reader's verdict on the best piece's passage (a logit). What else speaks for the piece is left out: on sets
that it was not fitted on it made the order of answers no better and their probabilities worse."""

UNREAD_BIAS, OF_UNREAD = -4.118, Evidence(span=0.0, answers=0.0, relevant=0.0, fused=1.102, words=1.008, meaning=4.014)
"""Of what retrieval, words and meaning say of the best piece; fitted on English, as if it could not be read."""


def score(evidence: Evidence) -> float:
    """What a piece is worth; only differences within a question mean something."""
    return _weighed(WEIGHTS, evidence)


def confidence(best: Evidence, *, was_read: bool) -> float:
    """The probability that the answer made of the best piece is right."""
    logit = BIAS + OF_VERDICT * best.answers if was_read else UNREAD_BIAS + _weighed(OF_UNREAD, best)
    return 1 / (1 + math.exp(-logit))


def _weighed(weights: Evidence, evidence: Evidence) -> float:
    return float(sum(weight * figure for weight, figure in zip(astuple(weights), astuple(evidence), strict=True)))
