"""The packaged embedder, loaded once."""

import pytest

from rag.embedders import open_embedder
from rag.settings import Settings


@pytest.fixture(scope="session")
def embedder():
    return open_embedder(Settings())
