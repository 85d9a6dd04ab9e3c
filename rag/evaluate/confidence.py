"""What a confidence is worth: does it tell right from wrong, and does 0.9 mean nine in ten?"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray

BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Confidences in ``[low, high)`` (the last bin holds 1.0 too): how many, their mean, and how many were right."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def auroc(scores: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    """The chance that a positive scores above a negative, a tie counting half; NaN when one side is empty."""
    positives = int(positive.sum())
    negatives = len(scores) - positives
    if not positives or not negatives:
        return nan
    _, group, sizes = np.unique(scores, return_inverse=True, return_counts=True)
    last = np.cumsum(sizes)
    middle_rank = last - (sizes - 1) / 2
    above = middle_rank[group][positive].sum() - positives * (positives + 1) / 2
    return float(above / (positives * negatives))


def reliability(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[ReliabilityBin, ...]:
    """Ten bins of equal width; empty ones are left out."""
    places = _places(confidence)
    return tuple(
        ReliabilityBin(
            place / BINS,
            (place + 1) / BINS,
            int((places == place).sum()),
            float(confidence[places == place].mean()),
            float(right[places == place].mean()),
        )
        for place in np.unique(places).tolist()
    )


def calibration_error(confidence: NDArray[np.float64], right: NDArray[np.bool_]) -> float:
    """Expected calibration error: the mean gap of confidence and share right, bins weighed by size; NaN if empty."""
    if not len(confidence):
        return nan
    # A bin's size times the gap of its means is the gap of its sums.
    gaps = np.bincount(_places(confidence), confidence - right)
    return float(np.abs(gaps).sum() / len(confidence))


def _places(confidence: NDArray[np.float64]) -> NDArray[np.int64]:
    """The bin of each confidence."""
    return np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
