"""Servers on loopback: one plays the public internet, one must never be touched."""

from __future__ import annotations

import pytest

from tests.ingest.loopback import PRIVATE, PUBLIC, Server, page


@pytest.fixture
def public():
    server = Server(PUBLIC)
    yield server
    server.close()


@pytest.fixture
def canary():
    server = Server(PRIVATE)
    server.answers = dict.fromkeys(["/", "/secret"], page(b"secret"))
    yield server
    server.close()
    assert server.hits == [], "the canary was touched"
