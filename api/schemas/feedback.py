"""Judging an answer, and the judgements that were given."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.schemas.bounds import NO_NUL, CollectionName, DocumentId, Text
from api.schemas.requests import Request
from rag.catalog.feedback import Cited, Judgement

_LAST = 2**31 - 1
_MOST_CITATIONS = 100

Offset = Annotated[int, Field(strict=True, ge=0, le=_LAST)]
Version = Annotated[int, Field(strict=True, ge=1, le=_LAST)]
AnswerText = Annotated[str, StringConstraints(min_length=1, max_length=20_000, pattern=NO_NUL)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=NO_NUL)]
Correction = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000, pattern=NO_NUL)]
Confidence = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class CitedRequest(Request):
    """A citation of the answer: which characters of which version it rests on. The quote itself is not stored."""

    document_id: DocumentId
    version: Version
    start: Offset
    end: Offset


Citations = Annotated[list[CitedRequest], Field(default_factory=list, max_length=_MOST_CITATIONS)]


class FeedbackRequest(Request):
    """Judge an answer (null: the service gave none). A reason and a correction go with ``down``."""

    question: Text
    answer: AnswerText | None
    verdict: Literal["up", "down"]
    reason: Reason | None = None
    correction: Correction | None = None
    confidence: Confidence | None = None
    citations: Citations
    collection: CollectionName = "default"

    @model_validator(mode="after")
    def _only_down_is_explained(self) -> Self:
        if self.verdict == "up" and (self.reason or self.correction):
            raise ValueError("a reason or a correction goes with the verdict down")
        return self

    def judgement(self) -> Judgement:
        return Judgement(
            question=self.question,
            answer=self.answer,
            verdict=self.verdict,
            reason=self.reason,
            correction=self.correction,
            confidence=self.confidence,
            citations=tuple(Cited(one.document_id, one.version, one.start, one.end) for one in self.citations),
        )


class CitedReply(BaseModel):
    """Characters ``start`` to ``end`` of that version."""

    document_id: str
    version: int
    start: int
    end: int


class JudgementReply(BaseModel):
    """A judgement; ``answer`` is null where the service gave none."""

    id: int
    at: str
    question: str
    answer: str | None
    confidence: float | None
    verdict: str
    reason: str | None
    correction: str | None
    citations: list[CitedReply]


class FeedbackReply(BaseModel):
    """A page of judgements, the newest first; ``next`` is the cursor of the following one."""

    feedback: list[JudgementReply]
    next: str | None


class StoredReply(BaseModel):
    id: int


class ForgottenReply(BaseModel):
    deleted: int
