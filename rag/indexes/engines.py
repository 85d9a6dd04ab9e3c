"""The index engines by name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import InvalidRequest
from rag.protocols import IndexEngine
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.indexes.qdrant_engine import QdrantEngine


def engine(name: str, settings: Settings) -> IndexEngine:
    """The engine of a name, as it is set up.

    InvalidRequest when there is none of that name or its server has no address, MissingExtra when its package is not
    installed.
    """
    if name == "edge":
        from rag.indexes.edge import EdgeEngine

        return EdgeEngine(quantization=settings.quantization)
    if name == "faiss":
        from rag.indexes.faiss_index import FaissEngine

        return FaissEngine(quantization=settings.quantization)
    if name == "qdrant":
        return _qdrant(settings)
    raise InvalidRequest(f"there is no index engine {name!r}", "The engines are edge, faiss and qdrant")


def remove(directory: Path, settings: Settings) -> None:
    """Let go of what a base, finished or not, keeps outside its directory; whoever calls removes that afterwards.

    Unreachable when it is kept on a server that is away.
    """
    from rag.indexes.qdrant_engine import reserved

    if reserved(directory) is not None:
        _qdrant(settings).remove(directory)


def _qdrant(settings: Settings) -> QdrantEngine:
    from rag.indexes.qdrant_calls import Server
    from rag.indexes.qdrant_engine import QdrantEngine

    if not settings.qdrant_url:
        raise InvalidRequest("no Qdrant server is named", "Set RAG_QDRANT_URL, for instance to http://localhost:6333")
    server = Server(
        url=settings.qdrant_url,
        api_key=settings.qdrant_api_key,
        grpc_port=settings.qdrant_grpc_port,
        seconds=settings.qdrant_seconds,
        shards=settings.qdrant_shards,
        replicas=settings.qdrant_replicas,
        prefix=settings.qdrant_prefix,
    )
    return QdrantEngine(server, settings.quantization)
