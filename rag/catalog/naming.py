"""Documents by the names that people give them: id, uri, the end of a uri; deleted and unfinished ones too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, func, or_, select

from rag.catalog.database import Database
from rag.catalog.schema import chunks, documents, versions

_WORD = re.compile(r"\w{3,}")
_MOST = 6


@dataclass(frozen=True, slots=True)
class Named:
    """A document that a name fits: ``chunks`` and ``title`` are those of its live version, 0 and None without one."""

    number: int
    id: str
    uri: str
    title: str | None
    state: str
    reason: str | None
    deleted: bool
    lives: bool
    chunks: int


class Naming:
    """Finds the documents of one collection by name."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def find(self, name: str) -> list[Named]:
        """The document of that id or uri; else those whose uri ends in that name; at most a few.

        A name fits from a component of the path on, with or without percent-escapes. A deleted document is found
        only where no other fits.
        """
        fitting = self._named((documents.c.id == name) | (documents.c.uri == name)) or self._ending_in(name)
        return [one for one in fitting if not one.deleted] or fitting[:1]

    def alike(self, name: str) -> list[Named]:
        """A few stored documents whose uri or title has a word of the name or its beginning, for a name misspelt."""
        stem, _, ending = name.rstrip("/").rpartition("/")[2].rpartition(".")
        words = sorted(_WORD.findall(stem or ending), key=len, reverse=True)[:3]
        for word in [*words, *(word[: max(3, len(word) // 2)] for word in words)]:
            contains = documents.c.uri.icontains(word, autoescape=True) | versions.c.title.icontains(
                word, autoescape=True
            )
            if found := self._named(contains & ~documents.c.deleted):
                return found
        return []

    def _ending_in(self, name: str) -> list[Named]:
        ends = tuple({f"/{spelt.lstrip('/')}" for spelt in (name, quote(name))})
        found = self._named(or_(*(documents.c.uri.endswith(end, autoescape=True) for end in ends)))
        # LIKE takes README for readme in SQLite.
        return [one for one in found if one.uri.endswith(ends)]

    def _named(self, fits: ColumnElement[bool]) -> list[Named]:
        live = (versions.c.document == documents.c.number) & (versions.c.version == documents.c.version)
        live &= versions.c.replaced_at.is_(None) & ~versions.c.deleted
        mine = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)
        size = select(func.count()).select_from(chunks).where(mine).scalar_subquery()
        query = (
            select(documents, versions.c.title, versions.c.version.label("live_version"), size.label("chunks"))
            .select_from(documents.outerjoin(versions, live))
            .where((documents.c.collection == self._collection) & fits)
            .order_by(documents.c.deleted, documents.c.number)
            .limit(_MOST)
        )
        with self._database.reading() as connection:
            return [_named(row) for row in connection.execute(query)]


def _named(row: Any) -> Named:
    return Named(
        number=row.number,
        id=row.id,
        uri=row.uri,
        title=row.title,
        state=row.state,
        reason=row.reason,
        deleted=row.deleted,
        lives=row.live_version is not None,
        chunks=row.chunks or 0,
    )
