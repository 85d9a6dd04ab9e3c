"""Whether the catalog is whole in itself: what no crash may leave behind, looked for row by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, and_, delete, exists, func, or_, select, text, update

from rag.catalog.changes import last_sequence
from rag.catalog.encoding import unpack_vector
from rag.catalog.schema import (
    changes,
    chunks,
    collections,
    counters,
    documents,
    embedders,
    generations,
    vectors,
    versions,
)

Remedy = Literal["build", "clear", "restore"]
"""Build the index anew; clear rows away that nothing needs; restore a backup, or ingest the source again."""

_MOST_NAMED = 5
_UNIT = 0.01
"""How far the length of a vector of float16 numbers may be from one."""

_OF_VERSION = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)
_OF_CHUNK = (vectors.c.embedder == chunks.c.embedder) & (vectors.c.text_hash == chunks.c.text_hash)
_ORPHANS = ~exists().where(chunks.c.text_hash == vectors.c.text_hash)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that differs from how it must be: where, what, and what repairs it."""

    where: str
    what: str
    remedy: Remedy


def check_database(connection: Connection) -> Iterator[Finding]:
    """What the database itself says of its pages and keys; PostgreSQL keeps its own and is not asked."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.execute(text("PRAGMA integrity_check(20)")):
        if said != "ok":
            yield Finding("catalog", f"the database is damaged: {said}", "restore")
    programs = connection.execute(text("SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')")).scalars()
    for name in programs:
        yield Finding("catalog", f"the database holds a program of others: {name}", "restore")
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    for table in sorted({row[0] for row in broken}):
        count = sum(row[0] == table for row in broken)
        yield Finding("catalog", f"{count} rows of {table} belong to nothing", "restore")


def check_rows(connection: Connection) -> Iterator[Finding]:
    """Rows that contradict each other, over all collections."""
    for what, remedy, query in _rules(last_sequence(connection)):
        rows = connection.execute(query.limit(_MOST_NAMED + 1)).all()
        if rows:
            named = ", ".join("/".join(_named(value) for value in row) for row in rows[:_MOST_NAMED])
            more = ", ..." if len(rows) > _MOST_NAMED else ""
            yield Finding("catalog", f"{what}: {named}{more}", remedy)
    yield from _contents(connection)


def clear_away(connection: Connection) -> None:
    """Remove what nothing needs, and let the counter be no older than the change log."""
    connection.execute(delete(vectors).where(_ORPHANS))
    newest = connection.execute(select(func.max(changes.c.sequence))).scalar() or 0
    behind = (counters.c.name == "sequence") & (counters.c.value < newest)
    connection.execute(update(counters).where(behind).values(value=newest))


def _rules(counter: int) -> Iterator[tuple[str, Remedy, Select[Any]]]:
    """What is wrong with the rows that a query finds."""
    version = (versions.c.document, versions.c.version)
    chunk = select(chunks.c.id)
    there = versions.c.text.is_not(None)
    live = and_(versions.c.document == documents.c.number, versions.c.replaced_at.is_(None))
    yield "chunks of no version", "restore", chunk.where(~exists().where(_OF_VERSION))
    yield "chunks without a vector", "restore", chunk.where(~exists().where(_OF_CHUNK))
    yield "chunks of a purged version", "restore", chunk.join(versions, _OF_VERSION).where(~there)
    without = there & (func.length(func.trim(versions.c.text)) > 0) & ~exists().where(_OF_VERSION)
    yield "versions without chunks", "restore", select(*version).where(without)
    yield "versions that left before they came", "restore", _versions(versions.c.replaced_at <= versions.c.live_from)
    future = or_(versions.c.live_from > counter, versions.c.replaced_at > counter)
    yield "versions newer than the newest change", "restore", _versions(future)
    yield "documents with several live versions", "restore", _several_live()
    yield (
        "live versions of deleted documents",
        "restore",
        select(documents.c.id).where(documents.c.deleted & exists().where(live)),
    )
    missing = ~documents.c.deleted & (documents.c.state == "ready") & ~exists().where(live)
    yield "ready documents without a live version", "restore", select(documents.c.id).where(missing)
    ahead = exists().where((versions.c.document == documents.c.number) & (versions.c.version > documents.c.version))
    yield "documents older than their versions", "restore", select(documents.c.id).where(ahead)
    pointed = collections.c.generation == generations.c.id
    lost = collections.c.generation.is_not(None) & ~exists().where(pointed)
    yield "collections whose live base is not known", "build", select(collections.c.name).where(lost)
    yield (
        "bases newer than the newest change",
        "build",
        select(generations.c.path).where(generations.c.sequence > counter),
    )
    yield "the counter is older than changes", "clear", select(changes.c.sequence).where(changes.c.sequence > counter)
    yield "vectors that no text needs", "clear", select(vectors.c.text_hash).where(_ORPHANS)


def _versions(wrong: ColumnElement[bool]) -> Select[Any]:
    return select(versions.c.document, versions.c.version).where(wrong)


def _several_live() -> Select[Any]:
    counted = select(versions.c.document).where(versions.c.replaced_at.is_(None)).group_by(versions.c.document)
    return counted.having(func.count() > 1)


def _contents(connection: Connection) -> Iterator[Finding]:
    """Chunks that are no part of their text, and vectors that are none."""
    astray: list[str] = []
    query = select(versions.c.document, versions.c.version, versions.c.text).where(versions.c.text.is_not(None))
    columns = (chunks.c.id, chunks.c.start, chunks.c.end, chunks.c.text)
    for document, version, whole in connection.execution_options(yield_per=100).execute(query):
        mine = (chunks.c.document == document) & (chunks.c.version == version)
        for number, start, end, piece in connection.execute(select(*columns).where(mine)):
            if whole[start:end] != piece:
                astray.append(str(number))
    if astray:
        yield Finding("catalog", f"chunks that are not what their text says: {_some(astray)}", "restore")
    odd = list(_odd_vectors(connection))
    if odd:
        yield Finding("catalog", f"vectors that are none: {_some(odd)}", "restore")


def _odd_vectors(connection: Connection) -> Iterator[str]:
    query = select(vectors.c.text_hash, vectors.c.vector, embedders.c.dimension).join(embedders)
    for digest, blob, dimension in connection.execution_options(yield_per=2000).execute(query):
        if len(blob) != 2 * dimension or not abs(np.linalg.norm(unpack_vector(blob)) - 1) < _UNIT:
            yield bytes(digest).hex()


def _named(value: object) -> str:
    return str(value) if isinstance(value, int | str) else bytes(value).hex()  # type: ignore[call-overload]


def _some(names: list[str]) -> str:
    return ", ".join(names[:_MOST_NAMED]) + (
        f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    )
