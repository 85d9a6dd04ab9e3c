"""The chunks of a document as people look at them, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from rag.catalog.cursors import parse_cursor
from rag.catalog.database import Database
from rag.catalog.schema import chunks, documents, versions
from rag.errors import NotFound, Purged


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """A chunk: ``text`` is the canonical text from ``start`` to ``end``; ``context`` is embedded with it."""

    ordinal: int
    start: int
    end: int
    context: str
    page: int | None
    text: str
    suspicion: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class ChunkPage:
    """Some chunks of a version in the order of the text, and the cursor of the next ones or None."""

    version: int
    rows: Sequence[ChunkRow]
    next: str | None


class ChunkListing:
    """Lists the chunks of the documents of one collection."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def page(self, document_id: str, version: int | None, limit: int, cursor: str | None) -> ChunkPage:
        """Up to ``limit`` chunks of a version, the newest unless told otherwise.

        Raises NotFound for what never was or is deleted, Purged for a version whose text is gone.
        """
        after = -1 if cursor is None else parse_cursor(cursor)
        with self._database.reading() as connection:
            found = self._version(connection, document_id, version)
            mine = (chunks.c.document == found.document) & (chunks.c.version == found.version)
            query = select(*(chunks.c[name] for name in ChunkRow.__slots__))
            query = query.where(mine & (chunks.c.ordinal > after)).order_by(chunks.c.ordinal).limit(limit + 1)
            rows = [ChunkRow(*row) for row in connection.execute(query)]
        following = str(rows[limit - 1].ordinal) if len(rows) > limit else None
        return ChunkPage(found.version, rows[:limit], following)

    def _version(self, connection: Connection, document_id: str, version: int | None) -> Any:
        query = (
            select(versions.c.document, versions.c.version, versions.c.text.is_(None).label("purged"))
            .join(documents, documents.c.number == versions.c.document)
            .where((documents.c.id == document_id) & (documents.c.collection == self._collection))
            .where(~versions.c.deleted)
            .where(versions.c.version == (documents.c.version if version is None else version))
        )
        found = connection.execute(query).first()
        if found is None:
            cause = f"there are no chunks of document {document_id!r} in that version"
            raise NotFound(cause, "GET /v1/documents lists what there is")
        if found.purged:
            raise Purged(f"version {found.version} has been purged", "ask for the newest version")
        return found
