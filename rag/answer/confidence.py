"""How sure an extractive answer is: a logistic model of four figures, fitted by ``python -m training.confidence``."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass

CONFIDENCE_MODEL = "sentences-1"
"""Identity of this model: a threshold that was calibrated with another one is not used."""

THRESHOLD = 0.34
"""Least confidence of an answer that is given; chosen on the shipped gold file."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a lead sentence.

    ``meaning``: its cosine to the question; ``words``: the share of the question's weighted terms in it;
    ``passage``: the best cosine of a passage; ``lead``: how far it stands above the median sentence.
    """

    meaning: float
    words: float
    passage: float
    lead: float


BIAS = -4.037
WEIGHTS = Evidence(meaning=0.577, words=-0.268, passage=4.253, lead=2.713)


def confidence(evidence: Evidence) -> float:
    """The probability that the lead sentence answers the question rightly."""
    pairs = zip(astuple(WEIGHTS), astuple(evidence), strict=True)
    return 1 / (1 + math.exp(-BIAS - sum(weight * figure for weight, figure in pairs)))
