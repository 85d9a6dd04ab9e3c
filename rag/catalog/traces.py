"""Where a document's text, and what was made of it, lies in the catalog: counted, for a receipt."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Text, cast, func, or_, select

from rag.catalog.database import Database
from rag.catalog.paid import MOST_PARAMETERS
from rag.catalog.records import Generation
from rag.catalog.schema import (
    chunks,
    collections,
    documents,
    evaluations,
    feedback,
    generations,
    questions,
    vectors,
    versions,
)


@dataclass(frozen=True, slots=True)
class Traced:
    """A document whose traces are looked for: ``hashes`` are those of its embedded texts."""

    number: int
    id: str
    uri: str
    hashes: tuple[bytes, ...]


def traced(database: Database, collection: int, key: str) -> Traced | None:
    """A document by id or uri, deleted or not; None when there is none."""
    mine = (documents.c.collection == collection) & ((documents.c.id == key) | (documents.c.uri == key))
    with database.reading() as connection:
        row = connection.execute(select(documents).where(mine)).first()
        if row is None:
            return None
        query = select(chunks.c.text_hash).where(chunks.c.document == row.number).distinct()
        hashes = tuple(bytes(digest) for digest in connection.execute(query).scalars())
    return Traced(row.number, row.id, row.uri, hashes)


def counts(database: Database, document: Traced) -> dict[str, int]:
    """How often each place of the catalog holds something of a document, by name."""
    with database.reading() as connection:
        of_document = versions.c.document == document.number
        number = {
            "versions with text": select(func.count()).where(of_document & versions.c.text.is_not(None)),
            "passages and their terms": select(func.count()).where(chunks.c.document == document.number),
            "answers in the log of questions": select(func.count()).where(
                cast(questions.c.documents, Text).contains(document.id) & questions.c.answer.is_not(None)
            ),
            "feedback": select(func.count()).where(cast(feedback.c.citations, Text).contains(document.id)),
            "evaluation runs": select(func.count()).where(cast(evaluations.c.run, Text).contains(document.id)),
        }
        found = {name: int(connection.execute(query).scalar_one()) for name, query in number.items()}
        return found | {"vectors": _vectors(connection, document)}


def bases_with(database: Database, collection: int, document: Traced) -> tuple[list[Generation], list[Generation]]:
    """The live base and the others, where they hold a version of a document."""
    held = (versions.c.document == document.number) & (versions.c.live_from <= generations.c.sequence)
    held &= or_(versions.c.replaced_at.is_(None), versions.c.replaced_at > generations.c.sequence)
    query = select(generations, collections.c.generation.label("live")).join(
        collections, collections.c.id == generations.c.collection
    )
    mine = (generations.c.collection == collection) & (generations.c.path != "")
    query = query.where(mine & select(versions.c.version).where(held).exists())
    with database.reading() as connection:
        rows = connection.execute(query).all()
    names = ("id", "collection", "engine", "model", "dimension", "sequence", "points", "path")
    every = [(row.live == row.id, Generation(**{name: getattr(row, name) for name in names})) for row in rows]
    return [base for live, base in every if live], [base for live, base in every if not live]


def _vectors(connection: Connection, document: Traced) -> int:
    """The vectors of its texts that no other document shares."""
    total = 0
    for first in range(0, len(document.hashes), MOST_PARAMETERS):
        some = vectors.c.text_hash.in_(document.hashes[first : first + MOST_PARAMETERS])
        others = (chunks.c.text_hash == vectors.c.text_hash) & (chunks.c.document != document.number)
        own = some & ~select(chunks.c.id).where(others).exists()
        total += int(connection.execute(select(func.count()).select_from(vectors).where(own)).scalar_one())
    return total
