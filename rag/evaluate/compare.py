"""Two runs over the same questions: which figures moved, and by more than chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rag.errors import InvalidRequest
from rag.evaluate.bootstrap import RESAMPLES, Difference, paired_difference
from rag.evaluate.figures import FIGURES
from rag.evaluate.judge import Outcome, Row

Verdict = Literal["better", "worse", "same"]

_WORTH: dict[Outcome, int] = {"wrong": 0, "abstained": 1, "right": 2}


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one question in both runs; to abstain is better than to be wrong. Ranks as in a row."""

    id: str
    question: str
    before: Outcome
    after: Outcome
    rank_before: int | None
    rank_after: int | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences of the figures over the questions that both runs have, and how many only one has.

    ``changes`` has every question that both have, in the order of the earlier run.
    """

    questions: int
    only_before: int
    only_after: int
    figures: dict[str, Difference]
    changes: tuple[Change, ...]

    def count(self, verdict: Verdict) -> int:
        """How many questions changed so."""
        return sum(change.verdict == verdict for change in self.changes)


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
        changes=tuple(map(_change, first, second)),
    )


def _change(before: Row, after: Row) -> Change:
    gain = _WORTH[after.outcome] - _WORTH[before.outcome]
    verdict: Verdict = "better" if gain > 0 else "worse" if gain < 0 else "same"
    return Change(before.id, after.question, before.outcome, after.outcome, before.rank, after.rank, verdict)
