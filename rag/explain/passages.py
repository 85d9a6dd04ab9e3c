"""Every candidate of a run with its place and score in each stage."""

from __future__ import annotations

from collections.abc import Mapping

from rag.answer.confidence import score
from rag.answer.evidence import Seen
from rag.catalog.records import Passage
from rag.explain.records import PassageTrace, StagePlace
from rag.explain.stages import Run
from rag.readings import Reading
from rag.retrieve.arrange import Arrangement, Group
from rag.retrieve.fuse import Candidate
from rag.types import Hit


def passage_traces(run: Run) -> tuple[PassageTrace, ...]:
    """The candidates, best fused first."""
    places = _Places(run)
    return tuple(places.trace(rank, one) for rank, one in enumerate(run.trace.fusion.candidates, start=1))


def fates(arrangement: Arrangement) -> dict[int, tuple[str, tuple[int, ...]]]:
    """Chunk id -> what arranging made of it, and whom it stands behind; what is missing came beyond the last hit."""
    fate: dict[int, tuple[str, tuple[int, ...]]] = {
        chunk: (aside.reason, aside.behind) for chunk, aside in arrangement.set_aside.items()
    }
    for group in arrangement.groups:
        lead = group.lead.chunk_id
        for passage in group.passages:
            fate[passage.chunk_id] = ("shown", ()) if passage.chunk_id == lead else ("joined", (lead,))
    return fate


def best_weights(run: Run) -> list[tuple[Seen, float]]:
    """The sentences that were weighed against each other, best first."""
    return [(seen, score(seen.evidence)) for seen in run.considered.ranked]


class _Places:
    """The places of a run, looked up by chunk."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._fates = fates(run.trace.arrangement)
        self._groups: dict[int, Group] = {
            passage.chunk_id: group for group in run.trace.arrangement.groups for passage in group.passages
        }
        self._hits: Mapping[int, Hit] = {hit.chunk_id: hit for hit in run.trace.hits}
        self._readings: dict[int, Reading] = {
            hit.chunk_id: reading for hit, reading in zip(run.considered.hits, run.readings, strict=False)
        }
        by_chance = sorted(self._readings, key=lambda chunk: -self._readings[chunk].answers)
        self._read_ranks = {chunk: rank for rank, chunk in enumerate(by_chance, start=1)}
        self._weights = best_weights(run)

    def trace(self, fused_rank: int, candidate: Candidate) -> PassageTrace:
        passage = self._run.trace.passages[candidate.chunk_id]
        fate, behind = self._fates.get(candidate.chunk_id, ("beyond", ()))
        group = self._groups.get(candidate.chunk_id)
        hit = self._hits.get(group.lead.chunk_id) if group else None
        reading = self._readings.get(hit.chunk_id) if hit else None
        return PassageTrace(
            chunk_id=passage.chunk_id,
            document_id=passage.document_id,
            version=passage.version,
            uri=passage.uri,
            title=passage.title,
            start=passage.start,
            end=passage.end,
            page=passage.page,
            text=passage.text,
            suspicion=passage.suspicion,
            dense=StagePlace(candidate.dense_rank, candidate.dense),
            lexical=StagePlace(candidate.lexical_rank, candidate.lexical),
            fused=StagePlace(fused_rank, candidate.fused),
            shown=StagePlace(hit.rank, hit.score) if hit else StagePlace(),
            read=StagePlace(self._read_ranks[hit.chunk_id], reading.answers) if hit and reading else StagePlace(),
            cited=self._cited(passage),
            fate="gone" if group and not hit else fate,
            behind=behind,
            span_share=_best_share(passage, hit, reading) if hit and reading else None,
        )

    def _cited(self, passage: Passage) -> StagePlace:
        """The first citation that stands in a passage, and the weight of its best sentence, cited or not."""
        rank = next(
            (
                place
                for place, citation in enumerate(self._run.answer.citations, start=1)
                if (citation.document_id, citation.version) == (passage.document_id, passage.version)
                and _overlap(passage, citation.start, citation.end)
            ),
            None,
        )
        weight = next((weight for seen, weight in self._weights if is_in(seen, passage)), None)
        return StagePlace(rank, weight)


def is_in(seen: Seen, passage: Passage) -> bool:
    """Whether a sentence that was weighed stands in a passage, at least in part."""
    quote = seen.piece.quote
    same = (quote.hit.document_id, quote.hit.version) == (passage.document_id, passage.version)
    return same and _overlap(passage, quote.start, quote.end)


def _best_share(passage: Passage, hit: Hit, reading: Reading) -> float | None:
    shares = [span.share for span in reading.spans if _overlap(passage, hit.start + span.start, hit.start + span.end)]
    return max(shares, default=None)


def _overlap(passage: Passage, start: int, end: int) -> bool:
    return start < passage.end and passage.start < end
