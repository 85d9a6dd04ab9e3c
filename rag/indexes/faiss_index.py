"""FAISS, on the CPU or a GPU: exact up to a size, a graph above it, and postings for the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rag.errors import IndexDamaged, MissingExtra, StorageError
from rag.indexes import GRAPH_ABOVE, manifest
from rag.indexes.faiss_gpu import GpuFlat, on_gpu
from rag.postings import Postings
from rag.ranking import empty, top, top_of
from rag.types import FloatVector, IntVector, Points, Ranked, SparseVector

_VECTORS = "vectors.faiss"
_CHUNKS = "chunks.npy"
_DOCUMENTS = "documents.npy"
_LINKS = 32
_BUILD_BREADTH = 200
_SEARCH_BREADTH = 128
_BATCH = 20_000
# A graph searched under a filter finds little where few points pass; comparing all that pass is exact and fast.
_EXACT_SHARE = 0.2


class FaissEngine:
    """Builds and opens FAISS bases: all vectors compared up to ``graph_above`` points, an HNSW graph above."""

    def __init__(self, graph_above: int = GRAPH_ABOVE) -> None:
        self._graph_above = graph_above

    @property
    def name(self) -> str:
        return "faiss"

    def build(self, directory: Path, dimension: int, batches: Iterable[Points]) -> None:
        """Write a complete base into an empty directory and flush it to disk; StorageError when that fails.

        The manifest comes last and in one step, so a base that was not finished is never taken for one.
        """
        faiss = _faiss()
        flat = faiss.IndexFlatIP(dimension)
        chunks, documents, parts = [np.empty(0, np.int64)], [np.empty(0, np.int64)], []
        for batch in batches:
            parts.append(Postings.of(batch.lexical, flat.ntotal))
            flat.add(np.ascontiguousarray(batch.dense, dtype=np.float32))
            chunks.append(batch.chunk_ids)
            documents.append(batch.document_numbers)
        chunk_ids = np.concatenate(chunks)
        if len(np.unique(chunk_ids)) != len(chunk_ids):
            raise StorageError(f"the index in {directory} cannot be built: chunk ids repeat")
        try:
            directory.mkdir(parents=True, exist_ok=True)
            faiss.write_index(self._searchable(flat), str(directory / _VECTORS))
            np.save(directory / _CHUNKS, chunk_ids)
            np.save(directory / _DOCUMENTS, np.concatenate(documents))
            Postings.merged(parts).save(directory)
        except (OSError, RuntimeError) as error:
            raise StorageError(f"the index in {directory} cannot be built: {error}") from error
        manifest.write(directory, {"engine": self.name, "dimension": dimension, "points": len(chunk_ids)})

    def open(self, directory: Path) -> FaissIndex:
        """Open a built base, its vectors mapped into memory; IndexDamaged when it is not whole."""
        facts = manifest.read(directory, self.name)
        faiss = _faiss()
        try:
            vectors = faiss.read_index(str(directory / _VECTORS), faiss.IO_FLAG_MMAP_IFC)
            chunk_ids = np.load(directory / _CHUNKS, allow_pickle=False)
            documents = np.load(directory / _DOCUMENTS, allow_pickle=False)
        except (OSError, RuntimeError, ValueError, EOFError) as error:
            raise IndexDamaged(f"the index in {directory} cannot be opened: {error}") from error
        if {vectors.ntotal, len(chunk_ids), len(documents)} != {facts["points"]} or vectors.d != facts["dimension"]:
            raise IndexDamaged(f"the parts of the index in {directory} do not fit together")
        return FaissIndex(vectors, Postings.load(directory, len(chunk_ids)), chunk_ids, documents)

    def publish(self, directory: Path, name: str) -> None:
        """Nobody finds this base by name but the catalog."""

    def _searchable(self, flat: Any) -> Any:
        if flat.ntotal <= self._graph_above:
            return flat
        faiss = _faiss()
        graph = faiss.IndexHNSWFlat(flat.d, _LINKS, faiss.METRIC_INNER_PRODUCT)
        graph.hnsw.efConstruction = _BUILD_BREADTH
        graph.add(faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d).reshape(flat.ntotal, flat.d))
        return graph


class FaissIndex:
    """An opened base; rows number the chunks in the order in which they were built."""

    def __init__(self, vectors: Any, postings: Postings, chunk_ids: IntVector, documents: IntVector) -> None:
        faiss = _faiss()
        self._vectors = vectors
        self._is_graph = isinstance(vectors, faiss.IndexHNSW)
        self._flat = faiss.downcast_index(vectors.storage) if self._is_graph else vectors
        self._gpu: GpuFlat | None = on_gpu(faiss, self._flat)
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
        if self._gpu is not None and mask is None and limit <= self._gpu.most:
            rows, scores = self._gpu.search(question, limit)
        else:
            rows, scores = self._searched(question, limit, mask)
        return self._chunk_ids[rows], scores

    def _searched(
        self, question: FloatVector, limit: int, mask: NDArray[np.bool_] | None
    ) -> tuple[IntVector, FloatVector]:
        faiss = _faiss()
        # More threads gain nothing for one question, and on a busy machine they wait for each other.
        faiss.omp_set_num_threads(1)
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


def _faiss() -> Any:
    try:
        import faiss
    except ImportError as error:
        raise MissingExtra("faiss-cpu", "faiss") from error
    return faiss
