"""Servers on loopback, one plays the public internet, one must never be touched; and a folder that is watched."""

from __future__ import annotations

import pytest

from tests.ingest.loopback import PRIVATE, PUBLIC, Server, page
from tests.ingest.watched import Watched, open_house


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


@pytest.fixture
def watched(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.pipeline._WORKERS", 1)
    (tmp_path / "papers").mkdir()
    with open_house(tmp_path / "data") as house:
        yield Watched(house, tmp_path / "papers")
