"""The first half of the second walk: a question becomes passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter

import numpy as np

from rag.protocols import Embedder, LexicalEncoder
from rag.retrieve.arrange import Group, arrange
from rag.retrieve.fuse import Candidate, fuse
from rag.retrieve.sources import LiveView, PassageSource
from rag.retrieve.spelling import Misspelt, Speller, Terms, is_in_pieces
from rag.retrieve.trace import Plan, Trace
from rag.types import Filter, Hit, Question, SparseVector, StageRanks, StageScores, Turn

_PASSAGES_OF_A_WORD = 4
"""Of so many passages a word is read off that the index has as a hash."""


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
        return list(self.trace(question, Plan(k, wanted), timings).hits)

    def trace(self, question: Question, plan: Plan, timings: dict[str, float] | None = None) -> Trace:
        """A search, with what each stage made of it."""
        timings = {} if timings is None else timings
        view = self._index.view
        documents = self._searched(plan)
        started = perf_counter()
        dense = view.dense(question.vector, plan.pool, documents)
        timings["dense"], started = _since(started)
        lexical = view.lexical(question.terms, plan.pool, documents)
        timings["lexical"], started = _since(started)
        found = set(dense.chunk_ids.tolist()) | set(lexical.chunk_ids.tolist())
        visible = self._passages.visible(sorted(found), view.sequence)
        timings["look_up"], started = _since(started)
        fusion = fuse(question, dense, lexical, visible)
        arrangement = arrange(fusion.candidates, visible, plan.k, plan.share)
        hits = self._hits(fusion.candidates, arrangement.groups)
        timings["fuse"], _ = _since(started)
        return Trace(question, plan, view, documents, dense, lexical, visible, fusion, arrangement, hits)

    def misspelt(self, question: Question, hits: Sequence[Hit], wanted: Filter | None = None) -> tuple[Misspelt, ...]:
        """The words of a question that stand nowhere, each with one like it that stands in what may be searched."""
        view, documents = self._index.view, self._searched(Plan(1, wanted))

        def passages(terms: Terms) -> list[str]:
            wanted = SparseVector(terms, np.ones(len(terms), dtype=np.float32))
            found = view.lexical(wanted, _PASSAGES_OF_A_WORD, documents).chunk_ids.tolist()
            return [f"{one.context}\n{one.text}" for one in self._passages.visible(found, view.sequence).values()]

        def terms(word: str) -> Terms:
            return self._lexical_encoder.query(word, question.languages).terms

        def is_odd(word: str) -> bool:
            return is_in_pieces(self._embedder.tokenizer, word)

        speller = Speller(is_odd, terms, view.counts, passages)
        return speller.misspelt(question.text, [f"{hit.context}\n{hit.text}" for hit in hits])

    def _searched(self, plan: Plan) -> frozenset[int] | None:
        """The numbers of the documents that a plan allows, None for all."""
        if not plan.wanted and not plan.without:
            return None
        return self._passages.matching(plan.wanted or Filter()) - plan.without

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
            suspicion=tuple(dict.fromkeys(reason for joined in group.passages for reason in joined.suspicion)),
            language=passage.language,
        )

    def _languages_at(self, sequence: int) -> tuple[str, ...]:
        if self._languages[0] != sequence:
            self._languages = (sequence, self._passages.languages())
        return self._languages[1]


def _since(started: float) -> tuple[float, float]:
    """Milliseconds since ``started``, and now."""
    now = perf_counter()
    return (now - started) * 1000, now
