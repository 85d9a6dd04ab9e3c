"""Where the Qdrant engine is tested: the client's local mode always, a real server where RAG_TEST_QDRANT_URL names one.

The local mode compares everything with everything and is no server: it proves the adapter's logic, not the network's.
"""

from __future__ import annotations

import os
import threading

import pytest
from qdrant_client import QdrantClient

from rag.indexes.qdrant_calls import Server, connect
from rag.indexes.qdrant_engine import QdrantEngine

URL = os.environ.get("RAG_TEST_QDRANT_URL")
GRPC_PORT = int(os.environ.get("RAG_TEST_QDRANT_GRPC_PORT", "0")) or None
NO_SERVER = "set RAG_TEST_QDRANT_URL to a Qdrant server to run this"
# What only a server has, the local mode leaves out, and says so.
LOCAL_WARNINGS = ("Local mode performs exact", "Payload indexes have no effect", "Local mode is not recommended")
NOWHERE = Server("http://me:secret@qdrant.test:6333", api_key="no secret")


class LocalClient:
    """The local mode behind a lock, for it is not thread-safe; it stays open when one of its users closes it."""

    def __init__(self) -> None:
        self.inner = QdrantClient(":memory:")
        self.lock = threading.RLock()

    def __getattr__(self, name):
        method = getattr(self.inner, name)

        def taking_turns(*arguments, **named):
            with self.lock:
                return method(*arguments, **named)

        return taking_turns

    def close(self) -> None:
        pass


def local_engine(client: LocalClient | None = None) -> QdrantEngine:
    client = client or LocalClient()
    return QdrantEngine(NOWHERE, client=lambda server: client, waits=(), pause=0)


def server() -> Server:
    if URL is None:
        pytest.skip(NO_SERVER)
    return Server(URL, os.environ.get("RAG_TEST_QDRANT_API_KEY"), GRPC_PORT, prefix="sourcebound-test")


def server_client() -> QdrantClient:
    return connect(server())


def server_engine() -> QdrantEngine:
    return QdrantEngine(server(), pause=0.1)
