"""How sure a figure is: percentile intervals over resampled questions, alone and for two runs in pairs.

A statistic is a figure as a function of the questions it is taken over, given by their places (with repeats); it is
NaN where it has no value. Seeds are fixed, so the same rows give the same intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from rag.types import IntVector

Statistic = Callable[[IntVector], float]

RESAMPLES = 1000
LEVEL = 0.95
_SEED = 20


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % bootstrap interval; all NaN where the figure has no value."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """``after - before`` over the same questions, with its 95 % interval.

    ``probability`` is the share of resamples in which the difference is above zero, a tie counting half.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float
    probability: float


def interval(statistic: Statistic, size: int, resamples: int = RESAMPLES) -> Interval:
    """The statistic over ``size`` questions, with its percentile interval."""
    value = statistic(np.arange(size))
    if isnan(value):
        return Interval(nan, nan, nan)
    low, high = _bounds([statistic(sample) for sample in _samples(size, resamples)])
    return Interval(value, low, high)


def paired_difference(before: Statistic, after: Statistic, size: int, resamples: int = RESAMPLES) -> Difference:
    """The difference of two statistics over the same ``size`` questions, resampled together."""
    everything = np.arange(size)
    first, second = before(everything), after(everything)
    if isnan(first) or isnan(second):
        return Difference(first, second, nan, nan, nan, nan)
    gaps = np.array([after(sample) - before(sample) for sample in _samples(size, resamples)])
    gaps = gaps[~np.isnan(gaps)]
    low, high = _bounds(gaps)
    probability = float(((gaps > 0) + 0.5 * (gaps == 0)).mean()) if len(gaps) else nan
    return Difference(first, second, second - first, low, high, probability)


def _samples(size: int, resamples: int) -> Iterator[IntVector]:
    generator = np.random.default_rng(_SEED)
    for _ in range(resamples):
        yield generator.integers(0, size, size)


def _bounds(values: list[float] | NDArray[np.float64]) -> tuple[float, float]:
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    if not len(known):
        return nan, nan
    outside = (1 - LEVEL) / 2
    low, high = np.quantile(known, [outside, 1 - outside])
    return float(low), float(high)
