"""Lost before reading: filtered out, not fetched, a copy, or behind the last that is shown."""

from __future__ import annotations

from rag.explain.case import Case, Loss, listed, named
from rag.explain.passages import fates
from rag.explain.records import Gap
from rag.retrieve.depth import DEEPEST, Place
from rag.retrieve.fuse import Candidate
from rag.types import Ranked


def filtered(case: Case) -> Loss:
    """The filter does not let it through."""
    return Loss("filter", "filtered", "The filter leaves this document out; it was not searched.")


def not_fetched(case: Case) -> Loss:
    """None of its passages is among the candidates of either side."""
    trace, depth = case.run.trace, case.depth
    gaps = tuple(
        _gap(stage, place, ranked, trace.plan.pool)
        for stage, place, ranked in (("dense", depth.dense, trace.dense), ("lexical", depth.lexical, trace.lexical))
    )
    several = case.target.chunks > 1
    none_of = f"None of its {case.target.chunks} passages was fetched" if several else "Its one passage was not fetched"
    said = (
        f"stands at {_rank(depth.lexical)}" if depth.lexical else "has no place, for it shares none with the question"
    )
    text = (
        f"{none_of}: {'the best ' if several else 'it '}stands at {_rank(depth.dense)} by meaning, and by words it "
        f"{said}; the first {trace.plan.pool} of each are fetched."
    )
    return Loss("fetched", "not_fetched", text + lacking(case), gaps)


def set_aside(case: Case) -> Loss:
    """Fetched, but not among the hits."""
    trace = case.run.trace
    best = best_candidate(case)
    fate, behind = fates(trace.arrangement).get(best.chunk_id, ("beyond", ()))
    if fate == "copy":
        rivals = list(dict.fromkeys(named(p.uri, p.title) for p in (trace.passages[chunk] for chunk in behind)))
        same = f"nearly the same words as one that is shown of {listed(rivals)}"
        text = f"Its best passage has {same}; near-copies are left out."
        return Loss("arranged", "copy", text)
    return _beyond(case, best)


def best_candidate(case: Case) -> Candidate:
    """The first of the document's passages that were fetched."""
    trace = case.run.trace
    return next(one for one in trace.fusion.candidates if trace.passages[one.chunk_id].document == case.target.number)


def lacking(case: Case) -> str:
    """A sentence on the words of the question that the best passage lacks."""
    return f" Words of the question that its best passage lacks: {', '.join(case.missing)}." if case.missing else ""


def _beyond(case: Case, best: Candidate) -> Loss:
    trace = case.run.trace
    last = trace.arrangement.groups[-1].lead if trace.arrangement.groups else None
    ranks = {one.chunk_id: rank for rank, one in enumerate(trace.fusion.candidates, start=1)}
    rank, needed_rank = ranks[best.chunk_id], ranks[last.chunk_id] if last else None
    needed = last.fused if last else None
    against = f" against {needed:.3f} for the last that is shown" if needed is not None else ""
    text = (
        f"Its best passage came to place {rank} when meaning and words were put together, with a score of "
        f"{best.fused:.3f}{against}; {len(trace.arrangement.groups)} are shown."
    )
    return Loss("arranged", "beyond", text + lacking(case), (Gap("fused", rank, needed_rank, best.fused, needed),))


def _gap(stage: str, place: Place | None, ranked: Ranked, pool: int) -> Gap:
    needed = float(ranked.scores[-1]) if len(ranked) else None
    return Gap(stage, place.rank if place else None, pool, place.score if place else None, needed)


def _rank(place: Place | None) -> str:
    if place is None:
        return "no place"
    return f"place {place.rank}" if place.rank else f"a place beyond {DEEPEST:,}"
