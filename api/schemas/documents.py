"""Documents: what is stored of each, its text, uploading and deleting."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from api.schemas.bounds import NO_NUL, CollectionName, DocumentId
from api.schemas.requests import Request
from rag.catalog.records import Selection

State = Literal["queued", "reading", "embedding", "ready", "failed"]
Part = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]


class DocumentsRequest(Request):
    """Which documents to list; ``q`` is looked for in titles and uris."""

    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    cursor: Annotated[str, StringConstraints(max_length=100)] | None = None
    collection: CollectionName = "default"
    q: Part = ""
    state: State | None = None
    media_type: Part | None = None
    order: Literal["oldest", "newest"] = "oldest"

    def selection(self) -> Selection:
        return Selection(self.q, self.state, self.media_type)


class ChunksRequest(Request):
    """Which chunks to list."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 200
    cursor: Annotated[str, StringConstraints(max_length=100)] | None = None
    collection: CollectionName = "default"


class DuplicatesRequest(Request):
    """Which documents to compare with all others."""

    id: Annotated[list[DocumentId], Field(min_length=1, max_length=100)]
    collection: CollectionName = "default"


class UrlRequest(Request):
    """A page of the public web to be read."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    collection: CollectionName = "default"


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


class CountsReply(BaseModel):
    """How many documents each choice would list, the other filters being kept."""

    states: dict[str, int]
    media_types: dict[str, int]


class DocumentsReply(BaseModel):
    """A page of documents; ``next`` is the cursor of the following one, ``counts`` come with the first."""

    documents: list[DocumentReply]
    next: str | None
    counts: CountsReply | None


class SuspicionReason(BaseModel):
    """A sign that a passage speaks to a language model: the words that show it stand from ``start`` to ``end``.

    Where they stand in title or headings, or cannot be seen, the span is empty or tells nothing, and the words do.
    """

    name: str
    start: int
    end: int
    words: str


class Suspicion(BaseModel):
    """Why a passage is kept from language models."""

    score: float
    reasons: list[SuspicionReason]


class ChunkReply(BaseModel):
    """A chunk: the canonical text from ``start`` to ``end``, in Unicode code points.

    ``context`` (title and headings) is embedded and indexed with it; ``tokens`` counts both, as the embedder does.
    """

    ordinal: int
    start: int
    end: int
    context: str
    page: int | None
    tokens: int
    suspicion: Suspicion | None


class ChunksReply(BaseModel):
    """Some chunks of a version; ``most_tokens`` is what the embedder reads of one."""

    version: int
    most_tokens: int
    chunks: list[ChunkReply]
    next: str | None


class DuplicateReply(BaseModel):
    """A document that says nearly the same: it holds ``share`` of the passages nearly word for word."""

    id: str
    uri: str
    title: str | None
    share: float


class DuplicatesReply(BaseModel):
    """Document id -> those that say nearly the same, the most alike first; ids without any are left out."""

    duplicates: dict[str, list[DuplicateReply]]


class TextReply(BaseModel):
    text: str
    version: int


class QueuedReply(BaseModel):
    id: str
    state: str
    uri: str


class UploadReply(BaseModel):
    documents: list[QueuedReply]


class PlaceReply(BaseModel):
    """A place where a deleted document was looked for, and what is left there until when and why."""

    name: str
    left: int
    why: str


class DeletedReply(BaseModel):
    """``places`` is as of the reply; what can be purged is, in the background, from then on."""

    deleted: str
    complete: bool
    places: list[PlaceReply]
