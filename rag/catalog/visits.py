"""What crawls keep of pages with their live versions, so that the next one asks only for what has changed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, update

from rag.catalog.database import Database
from rag.catalog.records import Visit
from rag.catalog.schema import documents, versions


class Visits:
    """The visits of one collection's documents. A visit goes with its version: it says nothing of other bytes."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def last(self, uri: str) -> tuple[Visit, str] | None:
        """The visit to a page that is a live document, and the recipe that this was read by; None without one."""
        query = (
            select(versions.c.content_hash, versions.c.recipe, versions.c.visit)
            .join(documents, documents.c.number == versions.c.document)
            .where(self._live(uri) & versions.c.visit.is_not(None))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else (Visit(uri, row.content_hash, row.visit), row.recipe)

    def keep(self, visits: Sequence[Visit]) -> None:
        """Keep visits with the live versions of the same bytes; those of pages that are not stored go."""
        with self._database.writing() as connection:
            for visit in visits:
                number = select(documents.c.number).where(self._of(visit.uri)).scalar_subquery()
                mine = (versions.c.document == number) & versions.c.replaced_at.is_(None)
                same = mine & (versions.c.content_hash == visit.content_hash)
                connection.execute(update(versions).where(same).values(visit=dict(visit.told)))

    def _live(self, uri: str) -> ColumnElement[bool]:
        return self._of(uri) & ~documents.c.deleted & versions.c.replaced_at.is_(None)

    def _of(self, uri: str) -> ColumnElement[bool]:
        return (documents.c.collection == self._collection) & (documents.c.uri == uri)
