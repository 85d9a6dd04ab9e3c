"""The texts of live chunks that have no vector in a space yet, and the vectors that are paid for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, select

from rag.catalog.changes import last_sequence
from rag.catalog.database import Database
from rag.catalog.encoding import embedded_text, pack_vector
from rag.catalog.schema import chunks, vectors, versions
from rag.catalog.spaces import Space
from rag.catalog.upsert import insert_missing
from rag.types import FloatVector

_BATCH = 2000
_SAME_VERSION = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)


@dataclass(frozen=True, slots=True)
class Share:
    """How many different texts are live, and how many of them have a vector."""

    texts: int
    paid: int


def live_texts(database: Database, collection: int, unpaid_in: Space | None = None) -> Iterator[tuple[bytes, str]]:
    """(hash, embedded text) of each live text, or of those that a space has no vector of, in order of chunk ids.

    A text that several chunks share comes once. It is read in short transactions: what is stored behind the place that
    has been reached is not seen.
    """
    last, told = 0, set[bytes]()
    query = select(chunks.c.id, chunks.c.context, chunks.c.text, chunks.c.text_hash)
    query = query.select_from(versions.join(chunks, _SAME_VERSION)).where(_live(collection)).limit(_BATCH)
    if unpaid_in is not None:
        query = query.outerjoin(vectors, unpaid_in.same_text()).where(vectors.c.text_hash.is_(None))
    while True:
        with database.reading() as connection:
            rows = connection.execute(query.where(chunks.c.id > last).order_by(chunks.c.id)).all()
        if not rows:
            return
        last = rows[-1].id
        for row in rows:
            if row.text_hash not in told:
                told.add(row.text_hash)
                yield row.text_hash, embedded_text(row.context, row.text)


def has_unpaid(connection: Connection, collection: int, space: Space, since: int = 0) -> bool:
    """Whether a version that became live after ``since`` has a text without a vector in a space."""
    joined = versions.join(chunks, _SAME_VERSION).outerjoin(vectors, space.same_text())
    recent = _live(collection) & (versions.c.live_from > since)
    query = select(chunks.c.id).select_from(joined).where(recent & vectors.c.text_hash.is_(None))
    return connection.execute(query.limit(1)).first() is not None


def paid_up_to(database: Database, collection: int, space: Space) -> int | None:
    """The newest sequence number, when every text that is live at it has a vector; else None."""
    with database.reading() as connection:
        return None if has_unpaid(connection, collection, space) else last_sequence(connection)


def share(connection: Connection, collection: int, space: Space) -> Share:
    """How far a space has come."""
    joined = versions.join(chunks, _SAME_VERSION).outerjoin(vectors, space.same_text())
    texts, paid = (func.count(column.distinct()) for column in (chunks.c.text_hash, vectors.c.text_hash))
    return Share(*connection.execute(select(texts, paid).select_from(joined).where(_live(collection))).one())


def pay(database: Database, embedder: int, paid: Mapping[bytes, FloatVector]) -> None:
    """Store vectors, but none of a text that has been purged since it was read: what is deleted stays gone."""
    with database.writing() as connection:
        query = select(chunks.c.text_hash).where(chunks.c.text_hash.in_(list(paid))).distinct()
        there = connection.execute(query).scalars().all()
        rows = [{"embedder": embedder, "text_hash": digest, "vector": pack_vector(paid[digest])} for digest in there]
        insert_missing(connection, vectors, rows)


def _live(collection: int) -> ColumnElement[bool]:
    return (versions.c.collection == collection) & versions.c.replaced_at.is_(None)
