"""Asking a question, and the answer with its proof."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, StrictBool

from api.schemas.bounds import Text
from api.schemas.requests import QuestionRequest, Request
from api.schemas.search import HitReply
from rag.types import Turn


class TurnRequest(Request):
    """One earlier exchange."""

    question: Text
    answer: Text | None = None


class AskRequest(QuestionRequest):
    """Answer a question; ``stream`` asks for server-sent events.

    ``steps``: a language model, where there is one, cuts what needs several answers; that takes as many times as long.
    """

    history: Annotated[list[TurnRequest], Field(default_factory=list, max_length=50)]
    stream: StrictBool = False
    steps: StrictBool = False

    def turns(self) -> tuple[Turn, ...]:
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class SupportReply(BaseModel):
    """How a sentence that a language model wrote was held to the sources.

    ``probability`` is that the cited passages support it; ``unmatched`` are its numbers, dates, names, code and quoted
    strings that stand in none of them.
    """

    supported: bool
    probability: float
    by: Literal["quoted", "read", "unmatched", "uncited"]
    unmatched: list[str]


class SentenceReply(BaseModel):
    """A sentence of the answer and the citations, by index, that carry it; ``support`` is null where it is a quote."""

    text: str
    citations: list[int]
    support: SupportReply | None


class CitationReply(BaseModel):
    """A proof: ``quote`` is that version's text from ``start`` to ``end``."""

    document_id: str
    version: int
    uri: str
    title: str | None
    start: int
    end: int
    quote: str
    page: int | None


class PartReply(BaseModel):
    """One of several questions that were asked at once; its answer is ``sentences[begin:end]``.

    ``standalone_question`` is what those before it made of it; null where they changed nothing.
    """

    question: str
    standalone_question: str | None
    abstained: bool
    confidence: float
    reason: str
    begin: int
    end: int


class AskReply(BaseModel):
    """A grounded answer, or null and the reason; ``confidence`` is the probability that the lead answer is right.

    ``standalone_question`` is what the history made of the question; null where it changed nothing. ``generator`` names
    what wrote the answer; ``notes`` say what else there is to know. ``parts`` is empty unless several questions were
    asked at once; the confidence is then that of the least sure part that is answered.
    """

    answer: str | None
    abstained: bool
    confidence: float
    reason: str
    sentences: list[SentenceReply]
    citations: list[CitationReply]
    hits: list[HitReply]
    timings_ms: dict[str, float]
    standalone_question: str | None
    generator: str
    notes: list[str]
    parts: list[PartReply]
