"""Documents: what is stored of each, its text, uploading and deleting."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


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
