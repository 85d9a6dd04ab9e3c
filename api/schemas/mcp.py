"""What the tools of the MCP server take and give; ``search`` and ``fetch`` as clients expect of tools of that name."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StrictInt, StringConstraints

from api.schemas.ask import CitationReply, PartReply, SentenceReply, TurnRequest
from api.schemas.bounds import NO_NUL, CollectionName, Count, Text
from api.schemas.requests import FilterRequest, Request
from rag.service import DEFAULT_HITS
from rag.types import Turn


class SearchArguments(Request):
    query: Annotated[Text, Field(description="a question or what a passage should be about")]
    k: Annotated[Count, Field(description="how many passages at most")] = DEFAULT_HITS
    collection: CollectionName = "default"
    filter: FilterRequest | None = None


class FoundPassage(BaseModel):
    """``text`` is the document's own, byte for byte; ``id`` names document, version and place."""

    id: str
    title: str
    url: str
    text: str
    score: float
    page: int | None


class SearchResult(BaseModel):
    results: list[FoundPassage]


class FetchArguments(Request):
    id: Annotated[
        str,
        StringConstraints(max_length=100, pattern=NO_NUL),
        Field(description="of a passage that search found, or of a document"),
    ]
    start: (
        Annotated[
            StrictInt, Field(ge=0, le=2**40, description="first character; default: the beginning, or shortly before")
        ]
        | None
    ) = None
    collection: CollectionName = "default"


class FetchedPlace(BaseModel):
    """``text`` is that version's text from ``start`` to ``end``, of ``characters`` in all."""

    version: int
    start: int
    end: int
    characters: int


class FetchResult(BaseModel):
    id: str
    title: str
    text: str
    url: str
    metadata: FetchedPlace


class AskArguments(Request):
    question: Text
    k: Annotated[Count, Field(description="how many passages are read")] = DEFAULT_HITS
    collection: CollectionName = "default"
    history: Annotated[list[TurnRequest], Field(default_factory=list, max_length=50)]
    filter: FilterRequest | None = None

    def turns(self) -> tuple[Turn, ...]:
        return tuple(Turn(turn.question, turn.answer) for turn in self.history)


class AskResult(BaseModel):
    """As ``POST /v1/ask``, without the passages: ``citations`` hold the proofs, ``sentences`` say which carry each."""

    answer: str | None
    abstained: bool
    confidence: float
    reason: str
    sentences: list[SentenceReply]
    citations: list[CitationReply]
    standalone_question: str | None
    generator: str
    notes: list[str]
    parts: list[PartReply]
