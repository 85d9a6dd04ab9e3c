"""Qdrant Edge, the embedded default: one shard without a write-ahead log, shared by any number of readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from rag.errors import IndexDamaged, MissingExtra, StorageError
from rag.indexes import GRAPH_ABOVE, manifest
from rag.indexes.edge_shard import DENSE, DOCUMENT, LEXICAL, create, settle
from rag.postings import Postings
from rag.ranking import empty, top_of
from rag.settings import Quantization
from rag.types import FloatVector, IntVector, Points, Ranked, SparseVector

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard, NamedVector, Point, Record, ScoredPoint
    from qdrant_edge import SparseVector as EdgeSparseVector

_SHARD = "shard"
_UPSERT = 1_000
_SEARCH_BREADTH = 2_048
_OVERSAMPLING = 2.0
# The shard writes these anew, with the same content, whenever it is opened or closed.
_REWRITTEN = frozenset({"edge_config.json", "segment.json"})


class EdgeEngine:
    """Builds and opens Qdrant Edge shards.

    Up to ``graph_above`` points a dense search compares all vectors and is exact; above, a graph is built.
    Building holds the interpreter lock for as long as it takes, so it belongs in a child process.
    """

    def __init__(self, graph_above: int = GRAPH_ABOVE, quantization: Quantization = "none") -> None:
        self._graph_above = graph_above
        self._quantization: Quantization = quantization

    @property
    def name(self) -> str:
        return "edge"

    def build(self, directory: Path, dimension: int, batches: Iterable[Points]) -> None:
        """Write a complete base into an empty directory and flush it to disk; StorageError when that fails."""
        _require_package()
        with _storing(directory):
            directory.mkdir(parents=True, exist_ok=True)
            shard = create(directory / _SHARD, dimension, self._quantization)
        count = 0
        for batch in batches:
            with _storing(directory):
                _upsert(shard, batch)
            count += len(batch)
        with _storing(directory):
            self._finish(shard, count)
            settle(directory / _SHARD)
        manifest.write(directory, {"engine": self.name, "dimension": dimension, "points": count}, _REWRITTEN)

    def open(self, directory: Path) -> EdgeIndex:
        """Open a built base; IndexDamaged when it is not whole.

        The shard maps its files writable and touches their times, but not their content: several processes may
        have a base open at once, but a read-only folder cannot be opened.
        """
        facts = manifest.read(directory, self.name)
        _require_package()
        from qdrant_edge import CountRequest, EdgeShard

        try:
            shard = EdgeShard.load(str(directory / _SHARD))
            found = shard.count(CountRequest())
        except Exception as error:
            if "Permission denied" in str(error) or "Read-only" in str(error):
                raise StorageError(f"the index in {directory} may not be written", "Qdrant Edge needs to") from error
            raise IndexDamaged(f"the index in {directory} cannot be opened: {error}") from error
        if found != facts["points"]:
            raise IndexDamaged(f"the index in {directory} holds {found} of {facts['points']} chunks")
        return EdgeIndex(shard, found)

    def publish(self, directory: Path, name: str) -> None:
        """Nobody finds this base by name but the catalog."""

    def _finish(self, shard: EdgeShard, count: int) -> None:
        from qdrant_edge import CountRequest

        if shard.count(CountRequest()) != count:
            raise ValueError("chunk ids repeat")
        if count > self._graph_above:
            shard.optimize()
        shard.flush()
        shard.close()


class EdgeIndex:
    """An opened shard; searches of several threads take turns, for the engine keeps the interpreter lock."""

    def __init__(self, shard: EdgeShard, count: int) -> None:
        self._shard: EdgeShard | None = shard
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

        def fetch(limit: int) -> tuple[IntVector, FloatVector]:
            points = self._query(_sparse(query), LEXICAL, limit, documents)
            # The engine's sums differ in their last bits with the order in which chunks were added; these do not.
            return _ids(points), Postings.of([_lexical(point) for point in points]).scores(query)

        if self._is_void(documents) or not len(query.terms):
            return empty()
        found = top_of(fetch, k, self._count)
        positive = int(np.count_nonzero(found.scores > 0))
        return Ranked(found.chunk_ids[:positive], found.scores[:positive])

    def points(self) -> Iterator[Points]:
        """All that it holds, by ascending chunk id."""
        from qdrant_edge import ScrollRequest

        shard, offset = self._opened(), None
        while True:
            try:
                request = ScrollRequest(offset=offset, limit=_UPSERT, with_payload=True, with_vector=True)
                records, offset = shard.scroll(request)
            except Exception as error:
                raise StorageError(f"the index cannot be read: {error}") from error
            if records:
                yield _points(records)
            if offset is None:
                return

    def close(self) -> None:
        """Give the files back; searching afterwards is a StorageError."""
        self._shard = None

    def _is_void(self, documents: frozenset[int] | None) -> bool:
        return not self._count or (documents is not None and not documents)

    def _opened(self) -> EdgeShard:
        if self._shard is None:
            raise StorageError("the index is closed")
        return self._shard

    def _query(
        self, vector: NamedVector, using: str, limit: int, documents: frozenset[int] | None
    ) -> list[ScoredPoint]:
        from qdrant_edge import QuantizationSearchParams, Query, QueryRequest, SearchParams

        shard = self._opened()
        rescored = QuantizationSearchParams(rescore=True, oversampling=_OVERSAMPLING)
        request = QueryRequest(
            limit=limit,
            query=Query.Nearest(vector, using=using),
            filter=_filter(documents),
            params=SearchParams(hnsw_ef=_SEARCH_BREADTH, quantization=rescored),
            with_vector=[LEXICAL] if using == LEXICAL else False,
        )
        try:
            return shard.query(request)
        except Exception as error:
            raise StorageError(f"the index cannot be searched: {error}") from error


def _require_package() -> None:
    try:
        import qdrant_edge  # noqa: F401
    except ImportError as error:
        raise MissingExtra("qdrant-edge-py", "edge") from error


def _upsert(shard: EdgeShard, batch: Points) -> None:
    from qdrant_edge import UpdateOperation

    for start in range(0, len(batch), _UPSERT):
        rows = range(start, min(start + _UPSERT, len(batch)))
        shard.update(UpdateOperation.upsert_points([_point(batch, row) for row in rows]))


def _point(batch: Points, row: int) -> Point:
    from qdrant_edge import Point

    vectors: dict[str, NamedVector] = {DENSE: batch.dense[row].tolist()}
    if len(batch.lexical[row].terms):
        vectors[LEXICAL] = _sparse(batch.lexical[row])
    return Point(int(batch.chunk_ids[row]), vectors, {DOCUMENT: int(batch.document_numbers[row])})


def _sparse(vector: SparseVector) -> NamedVector:
    from qdrant_edge import SparseVector as EdgeSparseVector

    return EdgeSparseVector(vector.terms.tolist(), vector.weights.tolist())


def _points(records: list[Record]) -> Points:
    return Points(
        chunk_ids=np.array([record.id for record in records], dtype=np.int64),
        document_numbers=np.array([cast("dict[str, int]", record.payload)[DOCUMENT] for record in records]),
        dense=np.array([cast("dict[str, list[float]]", record.vector)[DENSE] for record in records], dtype=np.float32),
        lexical=tuple(_lexical(record) for record in records),
    )


def _lexical(point: ScoredPoint | Record) -> SparseVector:
    """The words' weights of a point; a chunk without words has none."""
    stored = cast("dict[str, EdgeSparseVector]", point.vector).get(LEXICAL)
    if stored is None:
        return SparseVector(np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.float32))
    return SparseVector(np.array(stored.indices, dtype=np.uint32), np.array(stored.values, dtype=np.float32))


def _ids(points: list[ScoredPoint]) -> IntVector:
    return np.array([point.id for point in points], dtype=np.int64)


def _filter(documents: frozenset[int] | None) -> Any:
    if documents is None:
        return None
    from qdrant_edge import FieldCondition, Filter, MatchAny

    return Filter(must=[FieldCondition(DOCUMENT, match=MatchAny(list(documents)))])


@contextmanager
def _storing(directory: Path) -> Iterator[None]:
    """Every error of the engine is a plain Exception: make it one of ours."""
    try:
        yield
    except Exception as error:
        raise StorageError(f"the index in {directory} cannot be built: {error}") from error
