"""What the tests of engines share."""

from __future__ import annotations

import pytest

from tests.indexes.qdrant_places import URL, server_client
from tests.indexes.sample_points import DIMENSION, random_points
from tests.indexes.stored import KINDS, engine_named


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


@pytest.fixture(scope="module", params=KINDS)
def base(request, tmp_path_factory):
    """An engine and the directory of its base."""
    engine, directory = engine_named(request.param), tmp_path_factory.mktemp(request.param) / "base"
    engine.build(directory, DIMENSION, [random_points(seed=22, count=400)])
    return engine, directory
