"""Collections and their size."""

from __future__ import annotations

from pydantic import BaseModel


class CollectionReply(BaseModel):
    name: str
    documents: int
    chunks: int


class CollectionsReply(BaseModel):
    collections: list[CollectionReply]
