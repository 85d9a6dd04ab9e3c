"""The live chunks as points of an index: all of them for a base, or what changed for a delta."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Connection, Select, func, select

from rag.catalog.changes import last_sequence
from rag.catalog.encoding import unpack_terms, unpack_vectors
from rag.catalog.paid import MOST_PARAMETERS
from rag.catalog.records import Difference
from rag.catalog.schema import chunks, vectors, versions
from rag.catalog.spaces import Space
from rag.types import IntVector, Points, SparseVector

_BATCH = 2000


def live_points(
    connection: Connection, collection: int, sequence: int, dimension: int, space: Space
) -> Iterator[Points]:
    """The points of every version that is live at ``sequence``, in batches, ordered by chunk id."""
    rows = connection.execution_options(yield_per=_BATCH).execute(
        _rows(_live(collection, sequence), space).order_by(chunks.c.id)
    )
    for batch in rows.partitions():
        yield _points(batch, dimension)


def live_ids(connection: Connection, collection: int, sequence: int) -> IntVector:
    """The chunks of every version that is live at ``sequence``, ascending, whether they have a vector or not."""
    same_version = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)
    query = select(chunks.c.id).select_from(versions.join(chunks, same_version)).where(_live(collection, sequence))
    return np.array(connection.execute(query.order_by(chunks.c.id)).scalars().all(), dtype=np.int64)


def points_of(connection: Connection, chunk_ids: Sequence[int], dimension: int, space: Space) -> Points:
    """Those of the chunks that the catalog has, as points."""
    rows: list[Any] = []
    for start in range(0, len(chunk_ids), MOST_PARAMETERS):
        some = chunks.c.id.in_(chunk_ids[start : start + MOST_PARAMETERS])
        rows += connection.execute(_rows(some, space)).all()
    return _points(rows, dimension)


def difference(connection: Connection, collection: int, since: int, dimension: int, space: Space) -> Difference:
    """What became live and what left after the sequence ``since``, up to now.

    A version that came and went meanwhile is in neither list.
    """
    now = last_sequence(connection)
    mine = versions.c.collection == collection
    came = mine & (versions.c.live_from > since) & versions.c.replaced_at.is_(None)
    rows = connection.execute(_rows(came, space).order_by(chunks.c.document, chunks.c.version, chunks.c.id)).all()
    added = [(key, _points(list(group), dimension)) for key, group in groupby(rows, lambda row: (row[1], row[2]))]
    went = mine & (versions.c.replaced_at > since) & (versions.c.live_from <= since)
    left = connection.execute(select(versions.c.document, versions.c.version).where(went)).all()
    return Difference(now, added, [(document, version) for document, version in left])


def chunks_of(connection: Connection, left: Sequence[tuple[int, int]]) -> list[tuple[int, SparseVector]]:
    """Chunk ids and terms of versions that a base still holds."""
    found = []
    for document, version in left:
        query = select(chunks.c.id, chunks.c.terms)
        rows = connection.execute(query.where((chunks.c.document == document) & (chunks.c.version == version)))
        found += [(int(number), unpack_terms(terms)) for number, terms in rows]
    return found


def _live(collection: int, sequence: int) -> ColumnElement[bool]:
    mine = (versions.c.collection == collection) & (versions.c.live_from <= sequence)
    return mine & (versions.c.replaced_at.is_(None) | (versions.c.replaced_at > sequence))


def _rows(condition: ColumnElement[bool], space: Space) -> Select[Any]:
    same_version = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)
    columns = (chunks.c.id, chunks.c.document, chunks.c.version, chunks.c.terms, vectors.c.vector)
    joined = versions.join(chunks, same_version).join(vectors, space.same_text())
    return select(*columns).select_from(joined).where(condition)


def _points(rows: Sequence[Any], dimension: int) -> Points:
    return Points(
        chunk_ids=np.array([row[0] for row in rows], dtype=np.int64),
        document_numbers=np.array([row[1] for row in rows], dtype=np.int64),
        dense=unpack_vectors([row[4] for row in rows], dimension),
        lexical=tuple(unpack_terms(row[3]) for row in rows),
    )


def changed_chunks(connection: Connection, collection: int, since: int) -> int:
    """How many chunks came or went after the sequence ``since``: what a delta on that base has to hold."""
    same_version = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)
    mine = versions.c.collection == collection
    came = (versions.c.live_from > since) & versions.c.replaced_at.is_(None)
    went = (versions.c.replaced_at > since) & (versions.c.live_from <= since)
    query = select(func.count()).select_from(versions.join(chunks, same_version)).where(mine & (came | went))
    return int(connection.execute(query).scalar_one())
