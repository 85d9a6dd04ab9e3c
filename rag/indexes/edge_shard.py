"""How a shard of Qdrant Edge is laid out, and made ready for its readers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.indexes.qdrant_points import DENSE, DOCUMENT, LEXICAL
from rag.settings import Quantization

if TYPE_CHECKING:
    from qdrant_edge import EdgeShard

_LINKS = 16
_BUILD_BREADTH = 100
_BITS: dict[Quantization, int] = {"none": 32, "int8": 8, "4bit": 4}
_SCANNED = 30_000
"""Points up to which what passes a filter is compared one by one, which is exact."""


def create(path: Path, dimension: int, quantization: Quantization) -> EdgeShard:
    """A new shard: dense and lexical vectors, and document numbers that can be filtered by.

    Everything is mapped from files and so shared by all processes that read a base. With quantization it holds the
    short vectors and no others.
    """
    import qdrant_edge as edge

    # float32, although vectors come from float16: a float16 store rounds the question too (scores off by 4e-5).
    datatypes = {"none": "Float32", "int8": "Turbo8", "4bit": "Turbo4"}
    dense = edge.EdgeVectorParams(
        size=dimension,
        distance=edge.Distance.Dot,
        datatype=getattr(edge.VectorStorageDatatype, datatypes[quantization]),
        memory=edge.Memory.Cached,
    )
    config = edge.EdgeConfig(
        vectors={DENSE: dense},
        sparse_vectors={LEXICAL: edge.EdgeSparseVectorParams(memory=edge.Memory.Cached)},
        hnsw_config=edge.HnswIndexConfig(
            m=_LINKS,
            ef_construct=_BUILD_BREADTH,
            full_scan_threshold=_SCANNED * dimension * _BITS[quantization] // 8 // 1024,
            memory=edge.Memory.Cached,
        ),
        optimizers=edge.EdgeOptimizersConfig(indexing_threshold=1),
        wal_enabled=False,
    )
    shard = edge.EdgeShard.create(str(path), config)
    shard.update(edge.UpdateOperation.create_field_index(DOCUMENT, edge.IntegerIndexParams(lookup=True, range=False)))
    return shard


def settle(path: Path) -> None:
    """Open the new shard once: a small one leaves a journal that its first reader works off by writing.

    Were that left to the readers, two that open at once would write to the same files.
    """
    from qdrant_edge import EdgeShard

    shard = EdgeShard.load(str(path))
    shard.flush()
    shard.close()
