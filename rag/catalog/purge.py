"""Removing what is deleted or long replaced, so that text is gone and space comes back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, select, update

from rag.catalog.database import Database
from rag.catalog.paid import MOST_PARAMETERS
from rag.catalog.schema import chunks, documents, vectors, versions


def purge(database: Database, collection: int, base_sequence: int, replaced_before: str) -> int:
    """Remove what no index needs any more: deleted documents at once, replaced versions once they are old.

    A version that the live base (which holds the changes up to ``base_sequence``) still contains is left, since
    the processes that answer need its terms to count it out. Returns how many versions lost their text.
    """
    in_base = (versions.c.live_from <= base_sequence) & (versions.c.replaced_at > base_sequence)
    unwanted = (versions.c.deleted | (versions.c.replaced_on < replaced_before)) & ~in_base
    query = (
        select(versions.c.document, versions.c.version)
        .where((versions.c.collection == collection) & versions.c.replaced_at.is_not(None))
        .where(versions.c.text.is_not(None) & unwanted)
    )
    with database.writing() as connection:
        found = connection.execute(query).all()
        for number, version in found:
            _purge_version(connection, number, version)
    if found:
        database.give_space_back()
    return len(found)


def holds_purged(connection: Connection, collection: int, sequence: int) -> bool:
    """Whether a base that holds the changes up to ``sequence`` holds a version that has been purged since."""
    mine = (versions.c.collection == collection) & versions.c.text.is_(None)
    held = (versions.c.live_from <= sequence) & (versions.c.replaced_at > sequence)
    return connection.execute(select(versions.c.document).where(mine & held).limit(1)).first() is not None


def hashes_of(database: Database, document_id: str) -> list[str]:
    """The content hashes of every version that a document ever had, deleted ones too."""
    query = select(versions.c.content_hash).join(documents, documents.c.number == versions.c.document).distinct()
    with database.reading() as connection:
        return list(connection.execute(query.where(documents.c.id == document_id)).scalars())


def needed_hashes(database: Database, hashes: Collection[str]) -> set[str]:
    """Those content hashes that belong to a version, of any collection, that is neither deleted nor purged."""
    there = versions.c.text.is_not(None) & ~versions.c.deleted
    query = select(versions.c.content_hash).where(there).distinct()
    asked, needed = list(hashes), set[str]()
    with database.reading() as connection:
        for first in range(0, len(asked), MOST_PARAMETERS):
            some = versions.c.content_hash.in_(asked[first : first + MOST_PARAMETERS])
            needed.update(connection.execute(query.where(some)).scalars())
    return needed


def _purge_version(connection: Connection, number: int, version: int) -> None:
    mine = (chunks.c.document == number) & (chunks.c.version == version)
    connection.execute(delete(vectors).where(_used_only_by(mine)))
    connection.execute(delete(chunks).where(mine))
    emptied: dict[str, Any] = {
        "text": None,
        "blocks": [],
        "pages": [],
        "title": None,
        "authors": [],
        "metadata": {},
        "warnings": [],
        "visit": None,
    }
    connection.execute(
        update(versions).where((versions.c.document == number) & (versions.c.version == version)).values(emptied)
    )


def _used_only_by(mine: ColumnElement[bool]) -> ColumnElement[bool]:
    # Of every embedder: those of a candidate and of the model before go with the text, too.
    same_text = chunks.c.text_hash == vectors.c.text_hash
    of_mine = vectors.c.text_hash.in_(select(chunks.c.text_hash).where(mine))
    of_others = exists().where(same_text & ~mine)
    return of_mine & ~of_others
