"""Documents as people list them, page by page."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from rag.catalog.database import Database
from rag.catalog.prefix import begins_with
from rag.catalog.records import DocumentRow, Usage
from rag.catalog.schema import chunks, documents, versions
from rag.errors import InvalidRequest, NotFound

_VERSION_COLUMNS = ("title", "media_type", "language", "authors", "created", "modified", "warnings", "metadata")


class Listing:
    """Lists the documents of one collection, deleted ones left out."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def page(self, limit: int = 100, cursor: str | None = None) -> tuple[list[DocumentRow], str | None]:
        """Up to ``limit`` documents in the order they were added, and the cursor of the next page or None."""
        after = _parse_cursor(cursor)
        query = self._query().where(documents.c.number > after).order_by(documents.c.number).limit(limit + 1)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        following = str(rows[limit - 1].number) if len(rows) > limit else None
        return [_row(row) for row in rows[:limit]], following

    def get(self, document_id: str) -> DocumentRow:
        with self._database.reading() as connection:
            row = connection.execute(self._query().where(documents.c.id == document_id)).first()
        if row is None:
            raise NotFound(f"there is no document {document_id!r}", "GET /v1/documents lists them")
        return _row(row)

    def uris(self, prefix: str) -> list[tuple[str, str]]:
        """(id, uri) of the live documents below a uri."""
        live = (documents.c.collection == self._collection) & ~documents.c.deleted
        query = select(documents.c.id, documents.c.uri).where(live & begins_with(documents.c.uri, prefix))
        with self._database.reading() as connection:
            return [(document, uri) for document, uri in connection.execute(query)]

    def usage(self) -> Usage:
        live = (versions.c.collection == self._collection) & versions.c.replaced_at.is_(None)
        counted = select(func.count()).select_from(
            versions.join(chunks, (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version))
        )
        with self._database.reading() as connection:
            return Usage(
                documents=connection.execute(select(func.count()).select_from(versions).where(live)).scalar_one(),
                chunks=connection.execute(counted.where(live)).scalar_one(),
            )

    def _query(self) -> Select[Any]:
        newest = (versions.c.document == documents.c.number) & (versions.c.version == documents.c.version)
        newest &= ~versions.c.deleted
        mine = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)
        size = select(func.count()).select_from(chunks).where(mine).scalar_subquery()
        return (
            select(
                documents,
                *(versions.c[name] for name in _VERSION_COLUMNS),
                func.coalesce(func.length(versions.c.text), 0).label("characters"),
                size.label("chunks"),
            )
            .select_from(documents.outerjoin(versions, newest))
            .where((documents.c.collection == self._collection) & ~documents.c.deleted)
        )


def _row(row: Any) -> DocumentRow:
    return DocumentRow(
        id=row.id,
        uri=row.uri,
        state=row.state,
        reason=row.reason,
        version=row.version,
        title=row.title,
        media_type=row.media_type,
        language=row.language,
        authors=row.authors or [],
        created=row.created,
        modified=row.modified,
        added_at=row.added_at,
        updated_at=row.updated_at,
        chunks=row.chunks,
        characters=row.characters,
        warnings=row.warnings or [],
        metadata=row.metadata or {},
    )


def _parse_cursor(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not cursor.isascii() or not cursor.isdigit() or len(cursor) > 18:
        raise InvalidRequest("that cursor is not one of ours", "pass the 'next' of the page before, unchanged")
    return int(cursor)
