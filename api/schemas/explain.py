"""Explaining a question: what each stage made of it, and what became of one document."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.ask import TurnRequest
from api.schemas.bounds import NO_NUL
from api.schemas.requests import QuestionRequest
from rag.types import Turn

DocumentName = Annotated[str, StringConstraints(min_length=1, max_length=4096, pattern=NO_NUL)]


class ExplainRequest(QuestionRequest):
    """Explain a question; ``document`` is the id, the uri or the end of the uri of one that is missed."""

    history: Annotated[list[TurnRequest], Field(default_factory=list, max_length=50)]
    document: DocumentName | None = None

    def turns(self) -> tuple[Turn, ...]:
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class PlaceReply(BaseModel):
    """Place (from 1) and score in one stage; null where the stage does not have it."""

    rank: int | None
    score: float | None


class PassageTraceReply(BaseModel):
    """One candidate in every stage; ``fate`` is shown, joined, copy, share, beyond or gone.

    ``suspicion`` says why it is taken to speak to a language model, and so kept from it; empty where it is not.
    """

    chunk_id: int
    document_id: str
    version: int
    uri: str
    title: str | None
    start: int
    end: int
    page: int | None
    text: str
    suspicion: list[str]
    dense: PlaceReply
    lexical: PlaceReply
    fused: PlaceReply
    shown: PlaceReply
    read: PlaceReply
    cited: PlaceReply
    fate: str
    behind: list[int]
    span_share: float | None


class OutcomeReply(BaseModel):
    """How the question was answered; an answer needs a confidence of ``threshold``."""

    text: str | None
    abstained: bool
    confidence: float
    threshold: float
    reason: str


class GapReply(BaseModel):
    """What a document had at a stage, and what it would have needed."""

    stage: str
    rank: int | None
    needed_rank: int | None
    score: float | None
    needed_score: float | None


class ChangeReply(BaseModel):
    """A change that was tried, and how far the document came with it: fetched, shown, read or cited."""

    kind: str
    to: int | float | str
    text: str
    reaches: str
    rank: int | None


class SuggestionReply(BaseModel):
    id: str
    uri: str
    title: str | None


class VerdictReply(BaseModel):
    """What became of a document: ``lost_at`` is stored, filter, fetched, arranged, read, cited or null."""

    named: str
    id: str | None
    uri: str | None
    title: str | None
    lost_at: str | None
    reason: str
    text: str
    chunk_id: int | None
    gaps: list[GapReply]
    missing_words: list[str]
    changes: list[ChangeReply]
    in_vain: list[str]
    suggestions: list[SuggestionReply]


class ExplainedReply(BaseModel):
    """Every stage of one question; passages are all that either side fetched, best fused first."""

    question: str
    standalone_question: str | None
    k: int
    pool: int
    lexical_weight: float
    characters: int
    counts: dict[str, int]
    passages: list[PassageTraceReply]
    answer: OutcomeReply
    document: VerdictReply | None
    timings_ms: dict[str, float]


class ExplainReply(ExplainedReply):
    """Every stage of a question; ``parts`` is empty unless several questions were asked at once.

    Then passages and document stand in the parts alone; above them are sums, and what all came to.
    """

    parts: list[ExplainedReply]
