"""A question explained: all stages run once, and again with changes for a document that somebody misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from rag.explain.passages import passage_traces
from rag.explain.records import Explanation, Outcome
from rag.explain.stages import Run
from rag.explain.verdict import Judge
from rag.retrieve.trace import Plan
from rag.types import Turn


@dataclass(frozen=True, slots=True)
class Explainer:
    """Explains questions of one collection; safe to use from several threads."""

    judge: Judge

    def explain(
        self, question: str, understood: str, history: Sequence[Turn], plan: Plan, document: str | None
    ) -> Explanation:
        """What every stage made of a question (as it was ``understood``), and of one document, by its name."""
        stages = self.judge.stages
        started = perf_counter()
        run = stages.run(stages.setup(understood, history, plan))
        ran = perf_counter()
        verdict = self.judge.verdict(document, run) if document else None
        spent = {"stages": (ran - started) * 1000, "document": (perf_counter() - ran) * 1000}
        return Explanation(
            question=question,
            standalone_question=understood if understood != question else None,
            k=plan.k,
            pool=plan.pool,
            lexical_weight=run.trace.fusion.lexical_weight,
            characters=run.setup.characters,
            counts=_counts(run),
            passages=passage_traces(run),
            answer=_outcome(run),
            document=verdict,
            timings_ms={stage: round(milliseconds, 1) for stage, milliseconds in spent.items()},
        )


def _counts(run: Run) -> dict[str, int]:
    """How many passages, hits or citations there are after each stage."""
    return {
        "dense": len(run.trace.dense),
        "lexical": len(run.trace.lexical),
        "fused": len(run.trace.fusion.candidates),
        "shown": len(run.trace.hits),
        "read": len(run.readings),
        "cited": len(run.answer.citations),
    }


def _outcome(run: Run) -> Outcome:
    answer = run.answer
    return Outcome(answer.text, answer.abstained, answer.confidence, run.setup.threshold, answer.reason)
