"""Finding passages, and what a passage looks like in a reply."""

from __future__ import annotations

from pydantic import BaseModel

from api.schemas.requests import QuestionRequest


class SearchRequest(QuestionRequest):
    """Find passages."""


class Scores(BaseModel):
    dense: float | None
    lexical: float | None
    fused: float | None
    read: float | None


class Ranks(BaseModel):
    dense: int | None
    lexical: int | None
    fused: int | None
    read: int | None


class HitReply(BaseModel):
    """A passage: ``text`` is the document's text from ``start`` to ``end``, in Unicode code points.

    ``suspicion`` says why it is taken to speak to a language model, and so kept from it; empty where it is not.
    ``language`` is that of its document (ISO 639), null where it could not be told.
    """

    rank: int
    score: float
    scores: Scores
    ranks: Ranks
    chunk_id: int
    document_id: str
    version: int
    uri: str
    title: str | None
    start: int
    end: int
    text: str
    page: int | None
    suspicion: list[str]
    language: str | None


class SearchReply(BaseModel):
    hits: list[HitReply]
