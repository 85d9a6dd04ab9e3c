"""The catalog's database for every test that wants one: SQLite, or a real PostgreSQL server where there is one."""

from __future__ import annotations

import pytest

from tests.postgres_server import PostgresServer, binaries


@pytest.fixture(scope="session")
def postgres():
    """A running server, once for all tests."""
    server = PostgresServer(binaries())
    server.start()
    yield server
    server.stop()
    server.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog_url(request, tmp_path):
    """The URL of an empty catalog, on each kind of database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/catalog.db"
    return request.getfixturevalue("postgres").fresh()
