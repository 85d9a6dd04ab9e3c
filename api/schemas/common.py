"""What requests and replies share: bounded texts, names, filters, errors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from rag.service import DEFAULT_HITS, LONGEST_QUESTION, MOST_HITS
from rag.types import Filter

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


class ErrorDetail(BaseModel):
    code: str
    message: str
    remedy: str


class ErrorReply(BaseModel):
    """What every error looks like."""

    error: ErrorDetail
