"""Vectors that were paid for: which texts have one already."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from rag.catalog.schema import vectors

MOST_PARAMETERS = 10_000
"""Databases bound the parameters of a statement, and a book has more chunks than that."""


def paid_for(connection: Connection, embedder: int, text_hashes: Sequence[bytes]) -> set[bytes]:
    """Those of the texts, named by their hashes, that have a vector of this embedder."""
    paid: set[bytes] = set()
    for first in range(0, len(text_hashes), MOST_PARAMETERS):
        some = text_hashes[first : first + MOST_PARAMETERS]
        query = select(vectors.c.text_hash).where(vectors.c.embedder == embedder)
        paid.update(connection.execute(query.where(vectors.c.text_hash.in_(some))).scalars())
    return paid
