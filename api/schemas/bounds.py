"""Bounded texts, names, counts and moments, as requests give them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from rag.service import LONGEST_QUESTION, MOST_HITS

NO_NUL = r"^[^\x00]*$"
PLAIN = r'^[^\x00"\\]+$'


def _in_utc(moment: datetime) -> datetime:
    """A moment that can be compared; a naive one counts as UTC."""
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("out of range") from None


Text = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_QUESTION, pattern=NO_NUL)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=NO_NUL)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PLAIN)]
CollectionName = Annotated[str, StringConstraints(max_length=100, pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]*$")]
DocumentId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{24}$")]
Count = Annotated[int, Field(strict=True, ge=1, le=MOST_HITS)]
Moment = Annotated[datetime, AfterValidator(_in_utc)]
Words = Annotated[list[Word], Field(max_length=100)]
