"""FAISS: exact up to a size, then a graph, then lists, on a GPU exact at any size; and postings for the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged, MissingExtra, StorageError
from rag.indexes import GRAPH_ABOVE, LISTS_ABOVE, manifest
from rag.indexes.exact_rows import ExactRows
from rag.indexes.faiss_gpu import FlatRows, GpuRows, on_gpu
from rag.indexes.faiss_lists import Lists, lists
from rag.postings import Postings
from rag.ranking import empty, top, top_of
from rag.settings import Quantization
from rag.types import FloatVector, IntVector, Points, Ranked, SparseVector

_VECTORS = "vectors.faiss"
_ROWS = "vectors.f16"
_CHUNKS = "chunks.npy"
_DOCUMENTS = "documents.npy"
_LINKS = 32
_BUILD_BREADTH = 200
_SEARCH_BREADTH = 128
_BATCH = 20_000
# A graph searched under a filter finds little where few points pass; comparing all that pass is exact and fast.
_EXACT_SHARE = 0.2


class FaissEngine:
    """Builds and opens FAISS bases.

    Up to ``graph_above`` points all vectors are compared. Above, an HNSW graph is searched, and above ``lists_above``,
    where a graph takes too long to build, lists around centres; with quantization they are from the start.
    """

    def __init__(
        self, graph_above: int = GRAPH_ABOVE, lists_above: int = LISTS_ABOVE, quantization: Quantization = "none"
    ) -> None:
        self._graph_above = graph_above
        self._lists_above = lists_above
        self._quantization: Quantization = quantization

    @property
    def name(self) -> str:
        return "faiss"

    def build(self, directory: Path, dimension: int, batches: Iterable[Points]) -> None:
        """Write a complete base into an empty directory and flush it to disk; StorageError when that fails.

        The manifest comes last and in one step, so a base that was not finished is never taken for one.
        """
        faiss = _faiss()
        chunks, documents, parts = [np.empty(0, np.int64)], [np.empty(0, np.int64)], [Postings.of([])]
        try:
            directory.mkdir(parents=True, exist_ok=True)
            exact = ExactRows(directory / _ROWS, dimension)
            exact.create()
            for batch in batches:
                exact.append(batch.dense)
                parts.append(Postings.of(batch.lexical, parts[-1].row_count))
                chunks.append(batch.chunk_ids)
                documents.append(batch.document_numbers)
            chunk_ids = np.concatenate(chunks)
            count = len(chunk_ids)
            if len(np.unique(chunk_ids)) != count:
                raise StorageError(f"the index in {directory} cannot be built: chunk ids repeat")
            faiss.write_index(self._searchable(faiss, exact.mapped()), str(directory / _VECTORS))
            if not self._makes_lists(count):
                (directory / _ROWS).unlink()
            np.save(directory / _CHUNKS, chunk_ids)
            np.save(directory / _DOCUMENTS, np.concatenate(documents))
            Postings.merged(parts).save(directory)
        except (OSError, RuntimeError) as error:
            raise StorageError(f"the index in {directory} cannot be built: {error}") from error
        manifest.write(directory, {"engine": self.name, "dimension": dimension, "points": count})

    def open(self, directory: Path) -> FaissIndex:
        """Open a built base, its vectors mapped into memory; IndexDamaged when it is not whole."""
        facts = manifest.read(directory, self.name)
        faiss = _faiss()
        try:
            vectors = _mapped(faiss, directory)
            chunk_ids = np.load(directory / _CHUNKS, allow_pickle=False)
            documents = np.load(directory / _DOCUMENTS, allow_pickle=False)
        except (OSError, RuntimeError, ValueError, EOFError) as error:
            raise IndexDamaged(f"the index in {directory} cannot be opened: {error}") from error
        if {vectors.ntotal, len(chunk_ids), len(documents)} != {facts["points"]} or vectors.d != facts["dimension"]:
            raise IndexDamaged(f"the parts of the index in {directory} do not fit together")
        if isinstance(vectors, Lists) and len(vectors.rows) != facts["points"]:
            raise IndexDamaged(f"the parts of the index in {directory} do not fit together")
        return FaissIndex(vectors, Postings.load(directory, len(chunk_ids)), chunk_ids, documents)

    def publish(self, directory: Path, name: str) -> None:
        """Nobody finds this base by name but the catalog."""

    def _makes_lists(self, count: int) -> bool:
        return count > (self._lists_above if self._quantization == "none" else self._graph_above)

    def _searchable(self, faiss: Any, rows: NDArray[np.float16]) -> Any:
        count, dimension = rows.shape
        if self._makes_lists(count):
            return lists(faiss, rows, self._quantization)
        if count <= self._graph_above:
            index = faiss.IndexFlatIP(dimension)
        else:
            index = faiss.IndexHNSWFlat(dimension, _LINKS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = _BUILD_BREADTH
        for first in range(0, count, _BATCH):
            index.add(rows[first : first + _BATCH].astype(np.float32))
        return index


class FaissIndex:
    """An opened base; rows number the chunks in the order in which they were built."""

    def __init__(self, vectors: Any, postings: Postings, chunk_ids: IntVector, documents: IntVector) -> None:
        faiss = _faiss()
        self._vectors = vectors
        self._lists = vectors if isinstance(vectors, Lists) else None
        self._is_graph = isinstance(vectors, faiss.IndexHNSW)
        self._flat = faiss.downcast_index(vectors.storage) if self._is_graph else vectors
        exact = self._lists.rows if self._lists else FlatRows(self._flat)
        self._gpu: GpuRows | None = on_gpu(faiss, exact, int(vectors.d))
        self._postings = postings
        self._chunk_ids = chunk_ids
        self._documents = documents

    def __len__(self) -> int:
        return len(self._chunk_ids)

    def dense(self, vector: FloatVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k nearest chunks by cosine, among the given document numbers (None: all)."""
        mask = self._mask(documents)
        if not len(self) or (mask is not None and not mask.any()):
            return empty()
        question = np.ascontiguousarray(vector, dtype=np.float32).reshape(1, -1)
        return top_of(lambda limit: self._nearest(question, limit, mask), k, len(self))

    def lexical(self, query: SparseVector, k: int, documents: frozenset[int] | None = None) -> Ranked:
        """The k chunks of highest dot product above zero, among the given document numbers (None: all)."""
        scores = self._postings.scores(query)
        mask = self._mask(documents)
        rows = np.flatnonzero(scores > 0 if mask is None else (scores > 0) & mask)
        return top(self._chunk_ids[rows], scores[rows], max(k, 1))

    def points(self) -> Iterator[Points]:
        """All that it holds, in the order in which it was built."""
        for first in range(0, len(self), _BATCH):
            last = min(first + _BATCH, len(self))
            dense = self._flat.reconstruct_n(first, last - first)
            ids, documents = self._chunk_ids[first:last], self._documents[first:last]
            yield Points(ids, documents, dense, self._postings.vectors(first, last))

    def close(self) -> None:
        """Nothing to give back: the files are unmapped when the last search lets go of them."""

    def _nearest(
        self, question: FloatVector, limit: int, mask: NDArray[np.bool_] | None
    ) -> tuple[IntVector, FloatVector]:
        if self._gpu is not None and limit <= self._gpu.most and (mask is None or self._gpu.filters):
            rows, scores = self._gpu.search(question, limit, mask)
        else:
            rows, scores = self._searched(question, limit, mask)
        return self._chunk_ids[rows], scores

    def _searched(
        self, question: FloatVector, limit: int, mask: NDArray[np.bool_] | None
    ) -> tuple[IntVector, FloatVector]:
        faiss = _faiss()
        # More threads gain nothing for one question, and on a busy machine they wait for each other.
        faiss.omp_set_num_threads(1)
        if self._lists is not None:
            return self._lists.search(question, limit, mask)
        selector = None if mask is None else faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        if self._is_graph and (mask is None or mask.mean() > _EXACT_SHARE):
            breadth = max(_SEARCH_BREADTH, limit)
            parameters = faiss.SearchParametersHNSW(sel=selector, efSearch=breadth)
            scores, rows = self._vectors.search(question, limit, params=parameters)
        else:
            parameters = faiss.SearchParameters(sel=selector) if selector is not None else None
            scores, rows = self._flat.search(question, limit, params=parameters)
        # FAISS fills up with row -1 where fewer are found.
        found = rows[0] >= 0
        return rows[0][found], scores[0][found]

    def _mask(self, documents: frozenset[int] | None) -> NDArray[np.bool_] | None:
        if documents is None:
            return None
        return np.isin(self._documents, np.fromiter(documents, dtype=np.int64, count=len(documents)))


def _mapped(faiss: Any, directory: Path) -> Any:
    """The vectors of a base, whatever kind they are of, mapped into memory."""
    vectors = faiss.read_index(str(directory / _VECTORS), faiss.IO_FLAG_MMAP_IFC)
    if not isinstance(vectors, faiss.IndexIVF):
        return vectors
    exact = ExactRows(directory / _ROWS, vectors.d)
    exact.open()
    return Lists(faiss, vectors, exact)


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise MissingExtra("faiss-cpu", "faiss") from error
    return faiss
