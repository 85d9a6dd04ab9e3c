"""What the tests of language models share."""

from __future__ import annotations

import pytest
from scripted_server import ScriptedServer

from rag.compose import make_language_model
from rag.settings import Settings

KEY = "sk-a-key-that-must-not-be-seen"


@pytest.fixture
def served():
    """Makes (server, model) for a script, with settings; every server is stopped."""
    servers = []

    def make(*script, **settings):
        server = ScriptedServer(*script)
        servers.append(server)
        server.__enter__()
        return server, make_language_model(Settings(generator=f"openai:{server.url}#scripted", **settings))

    yield make
    for server in servers:
        server.__exit__()


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch):
    """The pauses between tries keep their order and lose their length."""
    monkeypatch.setattr("rag.models.langchain_chat._PAUSE", 0.01)
