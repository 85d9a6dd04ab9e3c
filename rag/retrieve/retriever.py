"""The first half of the second walk: a question becomes passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from rag.catalog.records import Passage
from rag.protocols import Embedder, LexicalEncoder
from rag.retrieve.arrange import Group, arrange
from rag.retrieve.fuse import Candidate, fuse
from rag.types import Filter, FloatVector, Hit, Question, Ranked, SparseVector, StageRanks, StageScores, Turn

POOL = 48
"""Candidates that each side contributes before fusion."""


class SearchableView(Protocol):
    """What can be searched now, as of one sequence number."""

    @property
    def sequence(self) -> int: ...

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked: ...

    def lexical(self, weighted: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked: ...

    def weigh(self, query: SparseVector) -> SparseVector: ...


class LiveView(Protocol):
    """Gives the newest view at any moment."""

    @property
    def view(self) -> SearchableView: ...


class PassageSource(Protocol):
    """Decides visibility and reads passages."""

    def visible(self, chunk_ids: Sequence[int], sequence: int) -> dict[int, Passage]: ...

    def matching(self, wanted: Filter) -> frozenset[int]: ...

    def languages(self) -> tuple[str, ...]: ...

    def span(self, passage: Passage, start: int, end: int) -> str: ...


class Retriever:
    """Finds the passages of one collection that a question is about."""

    def __init__(
        self, index: LiveView, passages: PassageSource, embedder: Embedder, lexical_encoder: LexicalEncoder
    ) -> None:
        self._index = index
        self._passages = passages
        self._embedder = embedder
        self._lexical_encoder = lexical_encoder
        self._languages: tuple[int, tuple[str, ...]] = (-1, ())

    def prepare(self, text: str, history: Sequence[Turn] = ()) -> Question:
        """Embed a question and weigh its terms."""
        view = self._index.view
        languages = self._languages_at(view.sequence)
        terms = view.weigh(self._lexical_encoder.query(text, languages))
        return Question(text, self._embedder.embed([text])[0], terms, languages, tuple(history))

    def search(
        self, question: Question, k: int, wanted: Filter | None = None, timings: dict[str, float] | None = None
    ) -> list[Hit]:
        """The k best passages, best first, each with its rank and score in every stage; times go to ``timings``."""
        timings = {} if timings is None else timings
        view = self._index.view
        documents = self._passages.matching(wanted) if wanted else None
        started = perf_counter()
        dense = view.dense(question.vector, max(POOL, 2 * k), documents)
        timings["dense"], started = _since(started)
        lexical = view.lexical(question.terms, max(POOL, 2 * k), documents)
        timings["lexical"], started = _since(started)
        found = set(dense.chunk_ids.tolist()) | set(lexical.chunk_ids.tolist())
        visible = self._passages.visible(sorted(found), view.sequence)
        timings["look_up"], started = _since(started)
        candidates = fuse(question, dense, lexical, visible)
        hits = self._hits(candidates, arrange(candidates, visible, k))
        timings["fuse"], _ = _since(started)
        return hits

    def _hits(self, candidates: Sequence[Candidate], groups: Sequence[Group]) -> list[Hit]:
        place = {candidate.chunk_id: rank for rank, candidate in enumerate(candidates, start=1)}
        hits = [self._hit(rank, group, place) for rank, group in enumerate(groups, start=1)]
        # A document deleted since its visibility was decided has no text to join any more.
        return [replace(hit, rank=rank) for rank, hit in enumerate((hit for hit in hits if hit.text), start=1)]

    def _hit(self, rank: int, group: Group, place: Mapping[int, int]) -> Hit:
        lead, passage = group.lead, group.passages[0]
        joined = len(group.passages) > 1
        return Hit(
            rank=rank,
            score=lead.fused,
            scores=StageScores(lead.dense, lead.lexical, lead.fused),
            ranks=StageRanks(lead.dense_rank, lead.lexical_rank, place[lead.chunk_id]),
            chunk_id=lead.chunk_id,
            document_id=passage.document_id,
            version=passage.version,
            uri=passage.uri,
            title=passage.title,
            start=group.start,
            end=group.end,
            text=self._passages.span(passage, group.start, group.end) if joined else passage.text,
            context=passage.context,
            page=passage.page,
        )

    def _languages_at(self, sequence: int) -> tuple[str, ...]:
        if self._languages[0] != sequence:
            self._languages = (sequence, self._passages.languages())
        return self._languages[1]


def _since(started: float) -> tuple[float, float]:
    """Milliseconds since ``started``, and now."""
    now = perf_counter()
    return (now - started) * 1000, now
