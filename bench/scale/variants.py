"""The engines that are measured, each with what it keeps in memory for searching."""

from __future__ import annotations

from collections.abc import Callable

from rag.indexes.edge import EdgeEngine
from rag.indexes.faiss_index import FaissEngine
from rag.protocols import IndexEngine

_NEVER = 10**9

_ENGINES: dict[str, Callable[[], IndexEngine]] = {
    "edge": EdgeEngine,
    "edge int8": lambda: EdgeEngine(quantization="int8"),
    "edge 4bit": lambda: EdgeEngine(quantization="4bit"),
    "faiss flat": lambda: FaissEngine(graph_above=_NEVER, lists_above=_NEVER),
    "faiss graph": lambda: FaissEngine(lists_above=_NEVER),
    "faiss lists": lambda: FaissEngine(lists_above=0),
    "faiss int8": lambda: FaissEngine(quantization="int8"),
    "faiss 4bit": lambda: FaissEngine(quantization="4bit"),
}
VARIANTS = tuple(_ENGINES)


def engine_of(variant: str) -> IndexEngine:
    """The engine of one row of the tables."""
    return _ENGINES[variant]()
