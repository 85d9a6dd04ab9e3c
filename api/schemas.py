"""What may be asked, with hard bounds, and what comes back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, StringConstraints, model_validator

from rag.service import DEFAULT_HITS, LONGEST_QUESTION, MOST_HITS
from rag.types import Filter, Turn

_NO_NUL = r"^[^\x00]*$"
_PLAIN = r'^[^\x00"\\]+$'


def _in_utc(moment: datetime) -> datetime:
    """A moment that can be compared; a naive one counts as UTC."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of range") from None


Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_QUESTION, pattern=_NO_NUL)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_NO_NUL)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=_PLAIN)]
CollectionName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
DocumentId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
Count = Annotated[int, Field(strict=True, ge=1, le=MOST_HITS)]
Moment = Annotated[datetime, AfterValidator(_in_utc)]
Words = Annotated[list[Word], Field(max_length=100)]


class Request(BaseModel):
    """A request body; a field that is not named here is refused."""

    model_config = ConfigDict(extra="forbid")


class FilterRequest(Request):
    """Which documents may be searched; all given parts must hold."""

    uri_prefix: Annotated[str, StringConstraints(max_length=4096, pattern=_NO_NUL)] | None = None
    media_type: Words = []
    language: Words = []
    added_after: Moment | None = None
    added_before: Moment | None = None
    metadata: Annotated[dict[Key, Word | Words], Field(max_length=20)] = {}

    def wanted(self) -> Filter:
        values = {key: (value,) if isinstance(value, str) else tuple(value) for key, value in self.metadata.items()}
        return Filter(
            uri_prefix=self.uri_prefix,
            media_type=tuple(self.media_type),
            language=tuple(self.language),
            added_after=self.added_after,
            added_before=self.added_before,
            metadata=values,
        )


class QuestionRequest(Request):
    question: Text
    k: Count = DEFAULT_HITS
    collection: CollectionName = "default"
    filter: FilterRequest | None = None

    def wanted(self) -> Filter | None:
        return self.filter.wanted() if self.filter else None


class SearchRequest(QuestionRequest):
    """Find passages."""


class TurnRequest(Request):
    """One earlier exchange."""

    question: Text
    answer: Text | None = None


class AskRequest(QuestionRequest):
    """Answer a question; ``stream`` asks for server-sent events."""

    history: Annotated[list[TurnRequest], Field(max_length=50)] = []
    stream: StrictBool = False

    def turns(self) -> tuple[Turn, ...]:
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class SimilarRequest(Request):
    """Either ``texts``, which are compared with each other, or ``text``, whose nearest passages are found."""

    texts: Annotated[list[Text], Field(min_length=1, max_length=100)] | None = None
    text: Text | None = None
    k: Count = DEFAULT_HITS
    collection: CollectionName = "default"

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.texts is None) == (self.text is None):
            raise ValueError("give either texts or text")
        return self


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
    """A passage: ``text`` is the document's text from ``start`` to ``end``, in Unicode code points."""

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


class SearchReply(BaseModel):
    hits: list[HitReply]


class SimilarReply(BaseModel):
    """``similarity`` for texts (the cosine of each pair), ``hits`` for one text."""

    similarity: list[list[float]] | None = None
    hits: list[HitReply] | None = None


class SentenceReply(BaseModel):
    """A sentence of the answer and the citations, by index, that carry it."""

    text: str
    citations: list[int]


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


class AskReply(BaseModel):
    """A grounded answer, or null and the reason; ``confidence`` is the probability that the lead answer is right.

    ``standalone_question`` is what the history made of the question; null where it changed nothing.
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


class DocumentReply(BaseModel):
    """A document with the facts of its newest version, or its state alone before the first."""

    id: str
    uri: str
    state: str
    reason: str | None
    version: int
    title: str | None
    media_type: str | None
    language: str | None
    authors: list[str]
    created: str | None
    modified: str | None
    added_at: str
    updated_at: str
    chunks: int
    characters: int
    warnings: list[str]
    metadata: dict[str, Any]


class DocumentsReply(BaseModel):
    """A page of documents; ``next`` is the cursor of the following one."""

    documents: list[DocumentReply]
    next: str | None


class TextReply(BaseModel):
    text: str
    version: int


class QueuedReply(BaseModel):
    id: str
    state: str
    uri: str


class UploadReply(BaseModel):
    documents: list[QueuedReply]


class DeletedReply(BaseModel):
    deleted: str


class HealthReply(BaseModel):
    """``documents`` and ``chunks`` count those of the default collection that can be found."""

    status: str
    documents: int
    chunks: int


class ErrorDetail(BaseModel):
    code: str
    message: str
    remedy: str


class ErrorReply(BaseModel):
    """What every error looks like."""

    error: ErrorDetail
