"""What a collection remembers of its calibration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Calibration:
    """The answer threshold of a collection, and what it was chosen by.

    ``max_wrong`` is the share of wrong answers it promises not to exceed, ``questions`` the size of the gold file,
    ``model`` the identity of the confidence model, without which the threshold means nothing.
    """

    threshold: float
    max_wrong: float
    questions: int
    model: str
    date: str
