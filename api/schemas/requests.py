"""What every request body has in common, and which documents may be searched."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.schemas.bounds import NO_NUL, CollectionName, Count, Key, Moment, Text, Word, Words
from rag.service import DEFAULT_HITS
from rag.types import Filter


class Request(BaseModel):
    """A request body; a field that is not named here is refused."""

    model_config = ConfigDict(extra="forbid")


class FilterRequest(Request):
    """Which documents may be searched; all given parts must hold."""

    uri_prefix: Annotated[str, StringConstraints(max_length=4096, pattern=NO_NUL)] | None = None
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
