"""An opened collection of a Qdrant server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.errors import NotFound, StorageError
from rag.indexes.qdrant_calls import Calls
from rag.postings import Postings
from rag.ranking import empty, top_of
from rag.types import FloatVector, IntVector, Points, Ranked, SparseVector

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

DENSE = "dense"
LEXICAL = "lexical"
DOCUMENT = "doc"
_SEARCH_BREADTH = 256
_OVERSAMPLING = 3.0
_PAGE = 1_000


class QdrantIndex:
    """Searches one collection; safe to call from several threads, whose calls run side by side."""

    def __init__(self, client: QdrantClient, calls: Calls, collection: str, count: int) -> None:
        self._client: QdrantClient | None = client
        self._calls = calls
        self._collection = collection
        self._count = count

    def __len__(self) -> int:
        return self._count

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k nearest chunks by cosine, among the given document numbers (None: all)."""

        def fetch(limit: int) -> tuple[IntVector, FloatVector]:
            points = self._query(vector.tolist(), DENSE, limit, documents)
            return _ids(points), np.array([point.score for point in points], dtype=np.float32)

        return empty() if self._is_void(documents) else top_of(fetch, k, self._count)

    def lexical(self, query: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k chunks of highest dot product above zero, among the given document numbers (None: all)."""
        from qdrant_client import models

        wanted = models.SparseVector(indices=query.terms.tolist(), values=query.weights.tolist())

        def fetch(limit: int) -> tuple[IntVector, FloatVector]:
            points = self._query(wanted, LEXICAL, limit, documents)
            # The engine's sums differ in their last bits with the order in which chunks were added; these do not.
            return _ids(points), Postings.of([_lexical(point) for point in points]).scores(query)

        if self._is_void(documents) or not len(query.terms):
            return empty()
        found = top_of(fetch, k, self._count)
        positive = int(np.count_nonzero(found.scores > 0))
        return Ranked(found.chunk_ids[:positive], found.scores[:positive])

    def points(self) -> Iterator[Points]:
        """All that it holds, by ascending chunk id."""
        client, offset = self._opened(), None
        while True:
            records, offset = self._call(
                client.scroll, limit=_PAGE, offset=offset, with_payload=[DOCUMENT], with_vectors=True
            )
            if records:
                yield _points(records)
            if offset is None:
                return

    def close(self) -> None:
        """Let go of the connection; searching afterwards is a StorageError."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _is_void(self, documents: frozenset[int] | None) -> bool:
        return not self._count or (documents is not None and not documents)

    def _opened(self) -> QdrantClient:
        if self._client is None:
            raise StorageError("the index is closed")
        return self._client

    def _query(self, query: Any, using: str, limit: int, documents: frozenset[int] | None) -> list[Any]:
        from qdrant_client import models

        rescored = models.QuantizationSearchParams(rescore=True, oversampling=_OVERSAMPLING)
        reply = self._call(
            self._opened().query_points,
            query=query,
            using=using,
            limit=limit,
            query_filter=_filter(documents),
            search_params=models.SearchParams(hnsw_ef=_SEARCH_BREADTH, quantization=rescored),
            with_payload=False,
            with_vectors=[LEXICAL] if using == LEXICAL else False,
        )
        points: list[Any] = reply.points
        return points

    def _call(self, call: Callable[..., Any], **named: Any) -> Any:
        try:
            return self._calls.make(call, self._collection, **named)
        except NotFound as error:
            cause = f"the collection {self._collection} is gone from the Qdrant server"
            raise StorageError(cause, "The index is built anew by the next ingestion") from error


def _points(records: Sequence[Any]) -> Points:
    return Points(
        chunk_ids=_ids(records),
        document_numbers=np.array([record.payload[DOCUMENT] for record in records], dtype=np.int64),
        dense=np.array([record.vector[DENSE] for record in records], dtype=np.float32),
        lexical=tuple(_lexical(record) for record in records),
    )


def _lexical(point: Any) -> SparseVector:
    stored = point.vector.get(LEXICAL)
    if stored is None:
        return SparseVector(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.float32))
    return SparseVector(np.array(stored.indices, dtype=np.uint32), np.array(stored.values, dtype=np.float32))


def _ids(points: Sequence[Any]) -> IntVector:
    return np.array([point.id for point in points], dtype=np.int64)


def _filter(documents: frozenset[int] | None) -> Any:
    if documents is None:
        return None
    from qdrant_client import models

    return models.Filter(must=[models.FieldCondition(key=DOCUMENT, match=models.MatchAny(any=list(documents)))])
