"""One change tried: all stages run with it."""

from __future__ import annotations

from dataclasses import dataclass

from rag.explain.case import Case
from rag.explain.records import Change, Reach
from rag.explain.stages import Run, Setup, reach, reach_of_trace


@dataclass(frozen=True, slots=True)
class Trial:
    """A change that brings the document further, or what was tried in vain, or nothing to try.

    ``run`` is what came of it, where it was run to the end.
    """

    change: Change | None = None
    in_vain: str | None = None
    run: Run | None = None


def tried(case: Case, setup: Setup, kind: str, to: int | float | str, text: str) -> Trial:
    """Run a setup and see whether the document comes further than before, and among the hits at least.

    Reading takes most of the time, so it is left out where retrieval alone shows that nothing is won.
    """
    trace = case.stages.search(case.stages.prepare(setup), setup.plan)
    passes = kind == "filter" and case.allows(trace)
    if case.reached < Reach.SHOWN and not passes and reach_of_trace(trace, case.target.number) <= case.reached:
        return Trial(in_vain=text)
    run = case.stages.finish(setup, trace)
    reached = reach(run, case.target.number, case.target.id)
    if not passes and (reached <= case.reached or reached < Reach.SHOWN):
        return Trial(in_vain=text, run=run)
    rank = next((hit.rank for hit in run.considered.hits if hit.document_id == case.target.id), None)
    return Trial(Change(kind, to, text, reached.name.lower(), rank), run=run)
