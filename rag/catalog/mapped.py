"""What a map reads of a collection: which chunks may be seen now, their vectors and texts, and facts to colour by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select

from rag.catalog.changes import last_sequence
from rag.catalog.database import Database
from rag.catalog.encoding import unpack_vectors
from rag.catalog.passages import seen_at
from rag.catalog.schema import chunks, documents, vectors, versions
from rag.catalog.spaces import Space, space_of
from rag.types import FloatVector, IntVector

_BATCH = 2000

_SAME_VERSION = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)


@dataclass(frozen=True, slots=True)
class VisibleChunks:
    """All chunks that may be seen at a sequence number, ascending, with their document numbers, both of length n.

    ``space`` is the one that questions are answered in at that number; None before the first document.
    """

    sequence: int
    space: Space | None
    chunk_ids: IntVector
    documents: IntVector

    def __len__(self) -> int:
        return len(self.chunk_ids)


@dataclass(frozen=True, slots=True)
class VectorBatch:
    """Some chunks, ascending, with their stored vectors: float16 [n, dimension]."""

    chunk_ids: IntVector
    vectors: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class MappedText:
    """A chunk's text with the headings above it, and the document it is from."""

    chunk_id: int
    document_id: str
    uri: str
    title: str | None
    context: str
    text: str


@dataclass(frozen=True, slots=True)
class MappedDocument:
    """What the points of a document can be coloured by; ``date`` is the day it was modified, else created or added."""

    number: int
    id: str
    uri: str
    title: str | None
    language: str | None
    date: str


class Mapped:
    """The chunks of one collection as its map reads them."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def sequence(self) -> int:
        """The newest change there is: as long as it stays, so does what may be seen."""
        with self._database.reading() as connection:
            return last_sequence(connection)

    def visible(self) -> VisibleChunks:
        """What may be seen now."""
        with self._database.reading() as connection:
            sequence = last_sequence(connection)
            query = select(chunks.c.id, chunks.c.document).select_from(versions.join(chunks, _SAME_VERSION))
            mine = (versions.c.collection == self._collection) & seen_at(sequence)
            rows = connection.execute(query.where(mine).order_by(chunks.c.id)).all()
            space = space_of(connection, self._collection)
        table = np.array([tuple(row) for row in rows], dtype=np.int64).reshape(len(rows), 2)
        return VisibleChunks(sequence, space, table[:, 0], table[:, 1])

    def every_vector(self, visible: VisibleChunks) -> Iterator[VectorBatch]:
        """The vectors of all chunks that were visible, of the space of then, ordered by chunk id."""
        if visible.space is None:
            return
        mine = (versions.c.collection == self._collection) & seen_at(visible.sequence)
        query = select(chunks.c.id, vectors.c.vector).where(mine).order_by(chunks.c.id)
        query = query.select_from(versions.join(chunks, _SAME_VERSION).join(vectors, visible.space.same_text()))
        with self._database.reading() as connection:
            for rows in connection.execution_options(yield_per=_BATCH).execute(query).partitions():
                table = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
                yield VectorBatch(np.array([row[0] for row in rows], dtype=np.int64), table.reshape(len(rows), -1))

    def vectors_of(self, chunk_ids: Sequence[int], space: Space) -> tuple[IntVector, FloatVector]:
        """Those of the chunks that are there, ascending, and their unit vectors [n, dimension] in a space."""
        query = select(chunks.c.id, vectors.c.vector).select_from(chunks.join(vectors, space.same_text()))
        rows = sorted((row[0], row[1]) for row in self._rows(query, chunk_ids))
        dimension = len(rows[0][1]) // 2 if rows else 0
        return np.array([row[0] for row in rows], dtype=np.int64), unpack_vectors([row[1] for row in rows], dimension)

    def texts(self, chunk_ids: Sequence[int]) -> dict[int, MappedText]:
        """The texts of those of the chunks that may be seen now, by chunk id."""
        columns = (documents.c.id, documents.c.uri, versions.c.title, chunks.c.context, chunks.c.text)
        query = (
            select(chunks.c.id, *columns)
            .select_from(chunks.join(versions, _SAME_VERSION))
            .join(documents, documents.c.number == chunks.c.document)
            .where((versions.c.collection == self._collection) & seen_at(self.sequence()))
        )
        return {row[0]: MappedText(*row) for row in self._rows(query, chunk_ids)}

    def documents(self) -> list[MappedDocument]:
        """Every document that may be seen now, by its number."""
        with self._database.reading() as connection:
            query = (
                select(documents, *(versions.c[name] for name in ("title", "language", "modified", "created")))
                .join(versions, versions.c.document == documents.c.number)
                .where((versions.c.collection == self._collection) & seen_at(last_sequence(connection)))
                .order_by(documents.c.number)
            )
            return [_document(row) for row in connection.execute(query)]

    def _rows(self, query: Select[*tuple[Any, ...]], chunk_ids: Sequence[int]) -> Iterator[Any]:
        with self._database.reading() as connection:
            for start in range(0, len(chunk_ids), _BATCH):
                wanted = list(chunk_ids[start : start + _BATCH])
                yield from connection.execute(query.where(chunks.c.id.in_(wanted)))


def _document(row: Any) -> MappedDocument:
    date = (row.modified or row.created or row.added_at)[:10]
    return MappedDocument(row.number, row.id, row.uri, row.title, row.language, date)
