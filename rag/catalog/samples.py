"""A few chunks of each document with their vectors and terms, to compare documents by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, func, select

from rag.catalog.database import Database
from rag.catalog.encoding import unpack_terms, unpack_vector
from rag.catalog.schema import chunks, documents, vectors, versions
from rag.catalog.spaces import Space, space_of
from rag.types import FloatVector


@dataclass(frozen=True, slots=True)
class Sample:
    """Some chunks of a document, evenly spread: ``vectors`` is [n, dimension], n at least 1, with n sets of terms."""

    document_id: str
    vectors: FloatVector
    terms: Sequence[frozenset[int]]


def samples(database: Database, collection: int, document_ids: Sequence[str], most: int) -> list[Sample]:
    """Up to ``most`` chunks of the live version of each document; documents without one are left out."""
    live = (versions.c.collection == collection) & versions.c.replaced_at.is_(None)
    query = (
        select(documents.c.id, versions.c.document, versions.c.version, func.count())
        .join(versions, versions.c.document == documents.c.number)
        .join(chunks, (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version))
        .where(live & documents.c.id.in_(document_ids))
        .group_by(documents.c.id, versions.c.document, versions.c.version)
    )
    # All at once: whoever reads the catalog between two of them would wait for a checkpoint that waits for this.
    with database.reading() as connection:
        space = space_of(connection, collection)
        if space is None:
            return []
        return [
            _sample(connection, space, document_id, (number, version), _spread(count, most))
            for document_id, number, version, count in connection.execute(query).all()
        ]


def _spread(count: int, most: int) -> list[int]:
    """Up to ``most`` of the numbers below ``count``, evenly spread, the first and the last among them."""
    spread: list[int] = np.unique(np.linspace(0, count - 1, min(most, count)).round().astype(int)).tolist()
    return spread


def _sample(
    connection: Connection, space: Space, document_id: str, key: tuple[int, int], ordinals: Sequence[int]
) -> Sample:
    mine = (chunks.c.document == key[0]) & (chunks.c.version == key[1]) & chunks.c.ordinal.in_(ordinals)
    query = select(vectors.c.vector, chunks.c.terms).select_from(chunks.join(vectors, space.same_text()))
    rows = connection.execute(query.where(mine)).all()
    return Sample(
        document_id,
        np.stack([unpack_vector(row.vector) for row in rows]),
        [frozenset(unpack_terms(row.terms).terms.tolist()) for row in rows],
    )
