"""Two runs over the same questions: which figures moved, and by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.errors import InvalidRequest
from rag.evaluate.bootstrap import RESAMPLES, Difference, paired_difference
from rag.evaluate.figures import FIGURES
from rag.evaluate.judge import Row


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences of the figures over the questions that both runs have, and how many only one has."""

    questions: int
    only_before: int
    only_after: int
    figures: dict[str, Difference]


def compare(before: Sequence[Row], after: Sequence[Row], resamples: int = RESAMPLES) -> Comparison:
    """Pair two runs question by question; InvalidRequest when they have none in common."""
    earlier = {row.id: row for row in before}
    later = {row.id: row for row in after}
    shared = [id for id in earlier if id in later]
    if not shared:
        raise InvalidRequest("The two runs have no question in common", "Compare runs of the same gold file")
    first, second = [earlier[id] for id in shared], [later[id] for id in shared]
    return Comparison(
        questions=len(shared),
        only_before=len(earlier) - len(shared),
        only_after=len(later) - len(shared),
        figures={
            figure.name: paired_difference(figure.of(first), figure.of(second), len(shared), resamples)
            for figure in FIGURES
        },
    )
