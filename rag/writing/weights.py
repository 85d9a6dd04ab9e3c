"""How probable it is that the sources support a sentence: a linear model, fitted by ``python -m training.support``."""

from __future__ import annotations

import math
from dataclasses import astuple

from rag.writing.signs import Signs

THRESHOLD = 0.5
"""Least probability of a sentence that is sent."""

BIAS = -0.672
COEFFICIENTS = Signs(
    passage=0.247, near=0.409, words=0.011, order=0.141, meaning=1.270, figures=-1.363, names=-1.378, strings=-0.214,
    missing=-0.965, polarity=-0.600, parity=-0.526, opposites=-2.853, swapped=0.051,
)  # fmt: skip


def probability(signs: Signs) -> float:
    """That the sources support the sentence."""
    pairs = zip(astuple(COEFFICIENTS), astuple(signs), strict=True)
    return 1 / (1 + math.exp(-BIAS - sum(weight * figure for weight, figure in pairs)))
