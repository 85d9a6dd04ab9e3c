"""How probable it is that the sources support a sentence: a linear model, fitted by ``python -m training.support``."""

from __future__ import annotations

import math
from dataclasses import astuple

from rag.writing.signs import Signs

THRESHOLD = 0.7
"""Least probability of a sentence that is sent: some nine in ten true ones of held-out articles reach it."""

BIAS = -3.268
COEFFICIENTS = Signs(
    passage=0.361, near=0.359, order=1.539, figures=-1.509, names=-2.428, missing=-0.955, polarity=-1.331,
    opposites=-2.692, swapped=0.072, words=0.782, meaning=2.572,
)  # fmt: skip


def probability(signs: Signs) -> float:
    """That the sources support the sentence."""
    pairs = zip(astuple(COEFFICIENTS), astuple(signs), strict=True)
    return 1 / (1 + math.exp(-BIAS - sum(weight * figure for weight, figure in pairs)))
