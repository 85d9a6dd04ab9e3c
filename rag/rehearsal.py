"""A rehearsal: the same questions asked of the live generation and of the candidate, before anybody depends on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from rag.evaluate import Comparison, GoldQuestion, ask_all, compare
from rag.service import DEFAULT_HITS, Service
from rag.types import Hit

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A question on both: how many of the first hits (at most ``asked``) are the same chunks, and whether the first is.

    ``live`` and ``candidate`` name the documents of their hits, best first, each once; times are of one search each.
    """

    question: str
    asked: int
    shared: int
    same_first: bool
    live: tuple[str, ...]
    candidate: tuple[str, ...]
    live_ms: float
    candidate_ms: float


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All questions on both; ``quality`` compares them on a gold file (before: live, after: candidate)."""

    questions: tuple[Rehearsed, ...]
    quality: Comparison | None

    def milliseconds(self, share: float) -> tuple[float, float]:
        """The time under which that share of the searches ended: live, candidate."""
        times = [(one.live_ms, one.candidate_ms) for one in self.questions] or [(0.0, 0.0)]
        live, candidate = np.quantile(np.array(times), share, axis=0)
        return float(live), float(candidate)

    @property
    def overlap(self) -> float:
        """The mean share of hits that both have."""
        shares = [one.shared / max(one.asked, 1) for one in self.questions]
        return float(np.mean(shares)) if shares else 1.0


def rehearse(
    live: Service,
    candidate: Service,
    questions: Sequence[str],
    gold: Sequence[GoldQuestion],
    tell: Tell,
    k: int = DEFAULT_HITS,
) -> Rehearsal:
    """Search for every question, those of a gold file too, on both in turn; ask and judge the gold questions."""
    every = list(dict.fromkeys([*questions, *(one.question for one in gold)]))
    total = len(every) + 2 * len(gold)
    for service in (live, candidate):
        # The first search opens files and compiles the model.
        service.search("warm up", 1)
    rehearsed = []
    for done, question in enumerate(every, start=1):
        rehearsed.append(_searched(live, candidate, question, k, candidate_first=done % 2 == 0))
        tell(done, total)
    if not gold:
        return Rehearsal(tuple(rehearsed), None)
    before = ask_all(gold, live, lambda done, _: tell(len(every) + done, total))
    after = ask_all(gold, candidate, lambda done, _: tell(len(every) + len(gold) + done, total))
    return Rehearsal(tuple(rehearsed), compare(before, after))


def _searched(live: Service, candidate: Service, question: str, k: int, *, candidate_first: bool) -> Rehearsed:
    if candidate_first:
        (new, new_ms), (old, old_ms) = _timed(candidate, question, k), _timed(live, question, k)
    else:
        (old, old_ms), (new, new_ms) = _timed(live, question, k), _timed(candidate, question, k)
    chunks, others = ([hit.chunk_id for hit in hits] for hits in (old, new))
    return Rehearsed(
        question=question,
        asked=max(len(chunks), len(others)),
        shared=len(set(chunks) & set(others)),
        same_first=chunks[:1] == others[:1],
        live=_documents(old),
        candidate=_documents(new),
        live_ms=round(old_ms, 2),
        candidate_ms=round(new_ms, 2),
    )


def _timed(service: Service, question: str, k: int) -> tuple[list[Hit], float]:
    started = perf_counter()
    hits = service.search(question, k)
    return hits, (perf_counter() - started) * 1000


def _documents(hits: Sequence[Hit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.uri for hit in hits))
