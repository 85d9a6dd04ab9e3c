"""An opened collection of a Qdrant server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from rag.errors import NotFound, StorageError
from rag.indexes.qdrant_calls import Calls
from rag.indexes.qdrant_points import DENSE, DOCUMENT, LEXICAL, PointSearch, dense_of, points_of, words_of
from rag.types import FloatVector, Points, SparseVector

if TYPE_CHECKING:
    from qdrant_client import QdrantClient

_SEARCH_BREADTH = 256
_OVERSAMPLING = 3.0
_PAGE = 1_000


class QdrantIndex(PointSearch):
    """Searches one collection; safe to call from several threads, whose calls run side by side."""

    def __init__(self, client: QdrantClient, calls: Calls, collection: str, count: int) -> None:
        self._client: QdrantClient | None = client
        self._calls = calls
        self._collection = collection
        super().__init__(count)

    def points(self) -> Iterator[Points]:
        """All that it holds, by ascending chunk id."""
        client, offset = self._opened(), None
        while True:
            records, offset = self._call(
                client.scroll, limit=_PAGE, offset=offset, with_payload=[DOCUMENT], with_vectors=True
            )
            if records:
                yield points_of(records, dense_of(records), words_of(records))
            if offset is None:
                return

    def close(self) -> None:
        """Let go of the connection; searching afterwards is a StorageError."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _opened(self) -> QdrantClient:
        if self._client is None:
            raise StorageError("the index is closed")
        return self._client

    def _best(self, vector: FloatVector | SparseVector, limit: int, documents: frozenset[int] | None) -> list[Any]:
        from qdrant_client import models

        sparse = isinstance(vector, SparseVector)
        query = _sparse(vector) if isinstance(vector, SparseVector) else vector.tolist()
        rescored = models.QuantizationSearchParams(rescore=True, oversampling=_OVERSAMPLING)
        # A filter cuts links of the graph; this looks past what does not pass. Servers before 1.16 do not know it.
        past = None if documents is None else models.AcornSearchParams(enable=True, max_selectivity=1.0)
        reply = self._call(
            self._opened().query_points,
            query=query,
            using=LEXICAL if sparse else DENSE,
            limit=limit,
            query_filter=_filter(documents),
            search_params=models.SearchParams(hnsw_ef=_SEARCH_BREADTH, quantization=rescored, acorn=past),
            with_payload=False,
            with_vectors=[LEXICAL] if sparse else False,
        )
        points: list[Any] = reply.points
        return points

    def _call(self, call: Callable[..., Any], **named: Any) -> Any:
        try:
            return self._calls.make(call, self._collection, **named)
        except NotFound as error:
            cause = f"the collection {self._collection} is gone from the Qdrant server"
            raise StorageError(cause, "The index is built anew by the next ingestion") from error


def _sparse(vector: SparseVector) -> Any:
    from qdrant_client import models

    return models.SparseVector(indices=vector.terms.tolist(), values=vector.weights.tolist())


def _filter(documents: frozenset[int] | None) -> Any:
    if documents is None:
        return None
    from qdrant_client import models

    return models.Filter(must=[models.FieldCondition(key=DOCUMENT, match=models.MatchAny(any=list(documents)))])
