"""What somebody who looks at a source reads of a version: its facts, its structure, and a stretch of its text."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from rag.catalog.database import Database
from rag.catalog.records import SourceFacts
from rag.catalog.schema import documents, versions
from rag.errors import NotFound, Purged
from rag.types import Block, Page


class Sources:
    """Reads the versions of one collection's documents, the newest unless told otherwise.

    Raises NotFound for what never was or is deleted, Purged for a version whose text is gone.
    """

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def facts(self, document_id: str, version: int | None = None) -> SourceFacts:
        """All of a version but its text."""
        v = versions.c
        columns = (documents.c.uri, v.version, v.title, v.media_type, v.content_hash, v.blocks, v.pages)
        query = self._of(document_id, version, *columns, func.length(v.text).label("characters"))
        row = self._row(query, document_id)
        if row.characters is None:
            remedy = "ask for the newest version"
            raise Purged(f"version {row.version} of document {document_id!r} has been purged", remedy)
        return SourceFacts(
            uri=row.uri,
            version=row.version,
            title=row.title,
            media_type=row.media_type,
            content_hash=row.content_hash,
            characters=row.characters,
            blocks=tuple(Block(*block) for block in row.blocks),
            pages=tuple(Page(*page) for page in row.pages),
        )

    def text(self, document_id: str, version: int, start: int, end: int) -> str:
        """``text[start:end]`` of a version."""
        stretch = func.substr(versions.c.text, start + 1, end - start)
        row = self._row(self._of(document_id, version, stretch.label("text")), document_id)
        return row.text or ""

    def _of(self, document_id: str, version: int | None, *columns: ColumnElement[Any]) -> Select[Any]:
        return (
            select(*columns)
            .join(documents, documents.c.number == versions.c.document)
            .where((documents.c.id == document_id) & (documents.c.collection == self._collection))
            .where(versions.c.version == (documents.c.version if version is None else version))
            .where(~versions.c.deleted)
        )

    def _row(self, query: Select[Any], document_id: str) -> Any:
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            cause = f"there is no text of document {document_id!r} in that version"
            raise NotFound(cause, "GET /v1/documents lists them")
        return row
