"""The index engines by name."""

from __future__ import annotations

from rag.errors import InvalidRequest
from rag.protocols import IndexEngine
from rag.settings import Settings


def engine(name: str, settings: Settings) -> IndexEngine:
    """The engine called ``edge`` or ``faiss``; MissingExtra when its package is not installed."""
    if name == "edge":
        from rag.indexes.edge import EdgeEngine

        return EdgeEngine()
    if name == "faiss":
        from rag.indexes.faiss_index import FaissEngine

        return FaissEngine()
    raise InvalidRequest(f"there is no index engine {name!r}", "The engines are edge and faiss")
