"""How sure an extractive answer is: a logistic model of four figures, fitted by ``python -m training.confidence``."""

from __future__ import annotations

import math
from dataclasses import dataclass

THRESHOLD = 0.5
"""Least confidence of an answer that is given; chosen on the shipped gold file."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a lead sentence.

    ``meaning``: its cosine to the question; ``words``: the share of the question's weighted terms in it;
    ``passage``: the best passage's cosine; ``lead``: how far it stands above the median sentence.
    """

    meaning: float
    words: float
    passage: float
    lead: float


_BIAS = -5.0
_MEANING, _WORDS, _PASSAGE, _LEAD = 3.0, 3.0, 2.0, 1.0


def confidence(evidence: Evidence) -> float:
    """The probability that the lead sentence answers the question rightly."""
    log_odds = (
        _BIAS
        + _MEANING * evidence.meaning
        + _WORDS * evidence.words
        + _PASSAGE * evidence.passage
        + _LEAD * evidence.lead
    )
    return 1 / (1 + math.exp(-log_odds))
