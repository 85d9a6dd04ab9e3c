"""What so many wrong answers out of so many say about the share of wrong ones among all answers to come.

The bounds are Clopper and Pearson's: exact for any number of answers, so a few of them promise little.
"""

from __future__ import annotations

import math

import numpy as np

_HALVINGS = 50


def chance_of_as_few(wrong: int, answers: int, share: float) -> float:
    """The chance of ``wrong`` or fewer wrong answers out of ``answers`` when the true share of them is ``share``."""
    if wrong >= answers or share <= 0:
        return 1.0
    if share >= 1:
        return 0.0
    counts = np.arange(1, wrong + 1)
    ways = np.concatenate([[0.0], np.cumsum(np.log((answers - counts + 1) / counts))])
    counts = np.arange(wrong + 1)
    terms = ways + counts * math.log(share) + (answers - counts) * math.log1p(-share)
    return min(1.0, float(np.exp(terms).sum()))


def most_wrong(wrong: int, answers: int, miss: float) -> float:
    """The upper bound on the true share of wrong answers; it is exceeded with the chance ``miss`` at most."""
    if wrong >= answers:
        return 1.0
    low, high = wrong / answers, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if chance_of_as_few(wrong, answers, middle) > miss else (low, middle)
    return high


def fewest_answers(share: float, miss: float) -> int:
    """How many answers, all of them right, it takes to promise that at most ``share`` are wrong."""
    return math.ceil(math.log(miss) / math.log1p(-share))
