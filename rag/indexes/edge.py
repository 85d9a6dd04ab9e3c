"""Qdrant Edge, the embedded default: one shard without a write-ahead log, shared by any number of readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import IndexDamaged, MissingExtra, StorageError
from rag.indexes import GRAPH_ABOVE, manifest
from rag.indexes.edge_shard import create, settle
from rag.indexes.exact_points import ExactPoints, ExactWriter, exact_points
from rag.indexes.qdrant_points import DENSE, DOCUMENT, LEXICAL, PointSearch, dense_of, ids_of, points_of, words_of
from rag.settings import Quantization
from rag.types import FloatVector, IntVector, Points, SparseVector

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard, Filter, NamedVector, Point, ScoredPoint, SearchParams

_SHARD = "shard"
_UPSERT = 1_000
_SEARCH_BREADTH = 2_048
_OVERSAMPLING = 3
# A filter cuts links of the graph: it is searched where more points, and a larger share of them, pass than these.
_SCANNED = 100_000
_SCANNED_SHARE = 0.2
# The shard writes these anew, with the same content, whenever it is opened or closed.
_REWRITTEN = frozenset({"edge_config.json", "segment.json"})


class EdgeEngine:
    """Builds and opens Qdrant Edge shards.

    Up to ``graph_above`` points a dense search compares all vectors and is exact; above, a graph is built. With
    quantization the shard holds short vectors only, and candidates are scored by the exact ones that lie beside it.
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
            exact = None if self._quantization == "none" else ExactWriter(directory, dimension)
        count = 0
        for batch in batches:
            with _storing(directory):
                _upsert(shard, batch)
                if exact is not None:
                    exact.add(batch)
            count += len(batch)
        with _storing(directory):
            self._finish(shard, count)
            settle(directory / _SHARD)
            if exact is not None:
                exact.finish()
        manifest.write(directory, {"engine": self.name, "dimension": dimension, "points": count}, _REWRITTEN)

    def open(self, directory: Path) -> EdgeIndex:
        """Open a built base; IndexDamaged when it is not whole.

        The shard maps its files writable and touches their times, but not their content: several processes may
        have a base open at once, but a read-only folder cannot be opened.
        """
        facts = manifest.read(directory, self.name)
        exact = exact_points(directory, facts)
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
        return EdgeIndex(shard, found, exact)

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


class EdgeIndex(PointSearch):
    """An opened shard; searches of several threads take turns, for the engine keeps the interpreter lock."""

    def __init__(self, shard: EdgeShard, count: int, exact: ExactPoints | None) -> None:
        self._shard: EdgeShard | None = shard
        self._exact = exact
        super().__init__(count)

    def points(self) -> Iterator[Points]:
        """All that it holds, by ascending chunk id."""
        from qdrant_edge import ScrollRequest

        shard, exact, offset = self._opened(), self._exact, None
        while True:
            try:
                request = ScrollRequest(offset=offset, limit=_UPSERT, with_payload=True, with_vector=exact is None)
                records, offset = shard.scroll(request)
            except Exception as error:
                raise StorageError(f"the index cannot be read: {error}") from error
            if records and exact is None:
                yield points_of(records, dense_of(records), words_of(records))
            elif records and exact is not None:
                chunk_ids = ids_of(records)
                yield points_of(records, exact.vectors(chunk_ids), exact.words(chunk_ids))
            if offset is None:
                return

    def close(self) -> None:
        """Give the files back; searching afterwards is a StorageError."""
        self._shard = self._exact = None

    def _opened(self) -> EdgeShard:
        if self._shard is None:
            raise StorageError("the index is closed")
        return self._shard

    def _nearest(
        self, vector: FloatVector, limit: int, documents: frozenset[int] | None
    ) -> tuple[IntVector, FloatVector]:
        """The ``limit`` best of more candidates, by their exact vectors where the shard holds short ones."""
        exact = self._exact
        if exact is None:
            return super()._nearest(vector, limit, documents)
        candidates, _ = super()._nearest(vector, min(_OVERSAMPLING * limit, len(self)), documents)
        return exact.best(candidates, vector, limit)

    def _matching(
        self, query: SparseVector, limit: int, documents: frozenset[int] | None
    ) -> tuple[IntVector, Sequence[SparseVector]]:
        """The ``limit`` best chunks for some words, with all words of each: read, where the shard would map them."""
        exact = self._exact
        if exact is None:
            return super()._matching(query, limit, documents)
        chunk_ids = ids_of(self._best(query, limit, documents))
        return chunk_ids, exact.words(chunk_ids)

    def _best(
        self, vector: FloatVector | SparseVector, limit: int, documents: frozenset[int] | None
    ) -> list[ScoredPoint]:
        from qdrant_edge import Query, QueryRequest

        shard, sparse = self._opened(), isinstance(vector, SparseVector)
        wanted: NamedVector = _sparse(vector) if isinstance(vector, SparseVector) else vector.tolist()
        passing = _filter(documents)
        try:
            request = QueryRequest(
                limit=limit,
                query=Query.Nearest(wanted, using=LEXICAL if sparse else DENSE),
                filter=passing,
                params=None if sparse else self._params(shard, passing),
                with_vector=[LEXICAL] if sparse and self._exact is None else False,
            )
            return shard.query(request)
        except Exception as error:
            raise StorageError(f"the index cannot be searched: {error}") from error

    def _params(self, shard: EdgeShard, passing: Filter | None) -> SearchParams:
        """How nearest vectors are searched: those that pass a filter one by one, unless they are very many."""
        from qdrant_edge import AcornSearchParams, CountRequest, QuantizationSearchParams, SearchParams

        few = max(_SCANNED, int(_SCANNED_SHARE * len(self)))
        return SearchParams(
            hnsw_ef=_SEARCH_BREADTH,
            exact=passing is not None and shard.count(CountRequest(filter=passing, exact=False)) < few,
            # Looks past points that do not pass to those behind them.
            acorn=AcornSearchParams(enable=passing is not None, max_selectivity=1.0),
            # For bases of earlier versions, whose shard holds short and exact vectors.
            quantization=QuantizationSearchParams(rescore=True, oversampling=_OVERSAMPLING),
        )


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


def _filter(documents: frozenset[int] | None) -> Filter | None:
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
