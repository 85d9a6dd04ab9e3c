"""Choosing the answer threshold: the lowest at which it can be promised that few of the answers given are wrong.

Trying every threshold and keeping the best would promise too much: among many, one looks good by luck. So the walk is
laid down before it is known which answers are right. It starts where the most confident quarter, half and all of the
answers are given, and goes from each start to lower thresholds until one cannot be promised (fixed-sequence testing).
The chance of a wrong promise, MISS, is shared out among the starts (Bonferroni), and each test is the exact binomial
one of Clopper and Pearson. The promise holds for questions like those of the gold file.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.evaluate.binomial import chance_of_as_few, most_wrong
from rag.evaluate.risk import RiskPoint

MISS = 0.05
"""The chance that the promise is broken."""

STARTS = (0.25, 0.5, 1.0)
"""The shares of the answers that are given where the walk starts."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A threshold, what it brought on the gold file, and the share of wrong answers it promises not to exceed.

    ``promised`` is false when no threshold can be shown to keep what was asked for; then it is the nearest.
    """

    point: RiskPoint
    at_most: float
    promised: bool


def choose(points: Sequence[RiskPoint], max_wrong: float) -> Choice | None:
    """The lowest threshold that keeps the share of wrong answers at ``max_wrong`` (between 0 and 1, exclusive).

    ``points`` is a risk curve, the strictest threshold first. None when not one of the answers is right.
    """
    if not points or points[-1].wrong == points[-1].answers:
        return None
    starts = sorted({_giving(points, share) for share in STARTS})
    miss = MISS / len(starts)
    kept = [place for start in starts for place in _kept_from(points, start, max_wrong, miss)]
    return Choice(points[max(kept)], max_wrong, promised=True) if kept else _nearest(points, starts, miss)


def _giving(points: Sequence[RiskPoint], share: float) -> int:
    """The first place that gives this share of the answers."""
    wanted = math.ceil(share * points[-1].answers)
    return next(place for place, point in enumerate(points) if point.answers >= wanted)


def _kept_from(points: Sequence[RiskPoint], start: int, max_wrong: float, miss: float) -> Iterator[int]:
    for place in range(start, len(points)):
        if chance_of_as_few(points[place].wrong, points[place].answers, max_wrong) > miss:
            return
        yield place


def _nearest(points: Sequence[RiskPoint], starts: Sequence[int], miss: float) -> Choice:
    """The start where the smallest share is wrong, and what that promises.

    The start that promises most would not do: it is often the one that gives all answers, because they are many.
    """
    best = points[min(starts, key=lambda start: (points[start].risk, -start))]
    return Choice(best, most_wrong(best.wrong, best.answers, miss), promised=False)
