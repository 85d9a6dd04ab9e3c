"""Documents as people list them, page by page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import quote

from sqlalchemy import Column, ColumnElement, Select, func, select

from rag.catalog.cursors import parse_cursor
from rag.catalog.database import Database
from rag.catalog.prefix import begins_with
from rag.catalog.records import Counts, DocumentRow, Selection, Usage
from rag.catalog.schema import chunks, documents, versions
from rag.errors import NotFound

_VERSION_COLUMNS = ("title", "media_type", "language", "authors", "created", "modified", "warnings", "metadata")
_ALL = Selection()
_NEWEST = (versions.c.document == documents.c.number) & (versions.c.version == documents.c.version)
_WITH_NEWEST = documents.outerjoin(versions, _NEWEST & ~versions.c.deleted)


class Listing:
    """Lists the documents of one collection, deleted ones left out."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def page(
        self,
        limit: int = 100,
        cursor: str | None = None,
        selection: Selection = _ALL,
        *,
        newest_first: bool = False,
    ) -> tuple[list[DocumentRow], str | None]:
        """Up to ``limit`` documents in the order they were added, and the cursor of the next page or None."""
        number = documents.c.number
        query = self._query().where(*_conditions(selection)).limit(limit + 1)
        query = query.order_by(number.desc() if newest_first else number)
        if cursor is not None:
            last = parse_cursor(cursor)
            query = query.where(number < last if newest_first else number > last)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        following = str(rows[limit - 1].number) if len(rows) > limit else None
        return [_row(row) for row in rows[:limit]], following

    def counts(self, selection: Selection = _ALL) -> Counts:
        """How many documents each state and each media type would list, the rest of the selection being kept."""
        any_state, any_type = replace(selection, state=None), replace(selection, media_type=None)
        return Counts(
            states=self._counted(documents.c.state, any_state),
            media_types=self._counted(versions.c.media_type, any_type),
        )

    def get(self, document_id: str) -> DocumentRow:
        with self._database.reading() as connection:
            row = connection.execute(self._query().where(documents.c.id == document_id)).first()
        if row is None:
            raise NotFound(f"there is no document {document_id!r}", "GET /v1/documents lists them")
        return _row(row)

    def content_hash(self, document_id: str) -> str | None:
        """The hash of the bytes that the newest version of a document was read from; None before the first."""
        query = select(versions.c.content_hash).select_from(documents.join(versions, _NEWEST & ~versions.c.deleted))
        with self._database.reading() as connection:
            return connection.execute(query.where(self._mine() & (documents.c.id == document_id))).scalar()

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

    def _counted(self, column: Column[str], selection: Selection) -> dict[str, int]:
        query = select(column, func.count()).select_from(_WITH_NEWEST).where(self._mine(), column.is_not(None))
        with self._database.reading() as connection:
            rows = connection.execute(query.where(*_conditions(selection)).group_by(column).order_by(column))
            return {row[0]: row[1] for row in rows}

    def _query(self) -> Select[Any]:
        mine = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)
        size = select(func.count()).select_from(chunks).where(mine).scalar_subquery()
        return (
            select(
                documents,
                *(versions.c[name] for name in _VERSION_COLUMNS),
                func.coalesce(func.length(versions.c.text), 0).label("characters"),
                size.label("chunks"),
            )
            .select_from(_WITH_NEWEST)
            .where(self._mine())
        )

    def _mine(self) -> ColumnElement[bool]:
        return (documents.c.collection == self._collection) & ~documents.c.deleted


def _conditions(selection: Selection) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if selection.text:
        # What people read in a uri is percent-encoded in it.
        in_uri = documents.c.uri.icontains(selection.text, autoescape=True)
        in_uri |= documents.c.uri.icontains(quote(selection.text), autoescape=True)
        conditions.append(in_uri | versions.c.title.icontains(selection.text, autoescape=True))
    if selection.state is not None:
        conditions.append(documents.c.state == selection.state)
    if selection.media_type is not None:
        conditions.append(versions.c.media_type == selection.media_type)
    return conditions


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
