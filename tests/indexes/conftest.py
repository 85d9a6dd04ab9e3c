"""What the tests of engines share."""

from __future__ import annotations

import pytest

from tests.indexes.qdrant_places import URL, server_client


@pytest.fixture(scope="session", autouse=True)
def _clean_server():
    """Nothing stays on a server that was lent for the tests."""
    yield
    if URL is not None:
        client = server_client()
        for found in client.get_collections().collections:
            if found.name.startswith("sourcebound-test-"):
                client.delete_collection(found.name)
        client.close()
