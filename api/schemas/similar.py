"""Comparing texts."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from api.schemas.bounds import CollectionName, Count, Text
from api.schemas.requests import Request
from api.schemas.search import HitReply
from rag.service import DEFAULT_HITS


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


class SimilarReply(BaseModel):
    """``similarity`` for texts (the cosine of each pair), ``hits`` for one text."""

    similarity: list[list[float]] | None = None
    hits: list[HitReply] | None = None
