"""What only a server can do to a catalog: go away, refuse a login, be written to by several machines at once."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

import pytest
from sqlalchemy import insert, select, text

from rag.build import build
from rag.catalog.catalog import Catalog
from rag.catalog.changes import last_sequence, next_sequence
from rag.catalog.schema import leases, versions
from rag.errors import Busy, InvalidRequest, StorageError, Unreachable
from rag.settings import Settings
from tests.journeys.command_line import rag
from tests.live.house import open_house
from tests.postgres_server import PASSWORD, PostgresServer, binaries
from tests.waiting import wait_until


@pytest.fixture
def url(postgres):
    return postgres.fresh()


@pytest.fixture
def catalog(url):
    catalog = Catalog(url)
    yield catalog
    catalog.close()


def test_a_read_is_one_snapshot(catalog):
    with catalog.database.reading() as connection:
        before = last_sequence(connection)
        with catalog.database.writing() as writing:
            next_sequence(writing)
        assert last_sequence(connection) == before
    with catalog.database.reading() as connection:
        assert last_sequence(connection) == before + 1


def test_numbers_follow_commits_and_no_reader_sees_a_gap(catalog):
    """Who writes second gets its turn, and a number, once the first has ended, however long that takes."""
    taken = []

    def second():
        with catalog.database.writing() as connection:
            taken.append(next_sequence(connection))

    thread = threading.Thread(target=second)
    with catalog.database.writing() as connection:
        assert next_sequence(connection) == 1
        thread.start()
        wait_until(lambda: waited_for(catalog) == ["advisory"])
        assert (newest(catalog), taken) == (0, [])
    thread.join()
    assert (newest(catalog), taken) == (2, [2])


def newest(catalog):
    with catalog.database.reading() as connection:
        return last_sequence(connection)


def waited_for(catalog):
    """The kinds of the locks that somebody waits for."""
    query = text("SELECT locktype FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
    with catalog.database.reading() as connection:
        return connection.execute(query).scalars().all()


def test_the_same_document_from_two_machines_is_stored_once(url, tmp_path):
    with open_house(tmp_path / "a", catalog_url=url) as one, open_house(tmp_path / "b", catalog_url=url) as other:
        version = one.version("file:///same", "amber", "cedar")
        stored, barrier = [], threading.Barrier(2)

        def store(house):
            barrier.wait()
            stored.append(house.shelf.documents.store(version).new)

        threads = [threading.Thread(target=store, args=(house,)) for house in (one, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(stored) == [False, True]
        with one.shelf.database.reading() as connection:
            assert connection.execute(select(versions.c.version)).scalars().all() == [1]


def test_the_lease_of_a_builder_on_another_machine_ends_by_time_alone(url, tmp_path):
    def held(house, seconds):
        row = {
            "name": f"build:{house.shelf.collection}",
            "holder": "elsewhere:1:x",
            "expires_at": time.time() + seconds,
        }
        with house.shelf.database.writing() as connection:
            connection.execute(leases.delete())
            connection.execute(insert(leases).values(row))

    with open_house(tmp_path, catalog_url=url) as house:
        house.put("file:///a", "amber")
        held(house, 100)
        with pytest.raises(Busy):
            build(house.catalog, "default", house.settings)
        held(house, -1)
        assert build(house.catalog, "default", house.settings).points == 1


def test_a_server_that_was_away_is_found_again_and_a_password_is_told_to_nobody(caplog, capsys):
    own = PostgresServer(binaries())
    try:
        own.start()
        url = own.fresh()
        catalog = Catalog(url)
        catalog.open_shelf("default")
        own.stop()
        with caplog.at_level(logging.DEBUG), pytest.raises(Unreachable, match="server is away") as away:
            catalog.collections.names()
        assert away.value.status == 503
        own.start()
        assert catalog.collections.names() == ["default"]
        catalog.close()
        with pytest.raises(StorageError, match="refuses the login") as refused:
            Catalog(url.replace(PASSWORD, "wrong-word"))
        said = f"{away.value} {refused.value} {caplog.text} {Settings(catalog_url=url)!r}"
        assert PASSWORD not in said
        assert "wrong-word" not in said
    finally:
        own.stop()
        own.remove()


@pytest.mark.parametrize(
    "url", ["postgresql://u:hidden@h:port/d", "mysql://u:hidden@h/d", "nothing", "x+y://u:hidden@h/d"]
)
def test_an_odd_url_is_refused_without_being_repeated(url):
    with pytest.raises(InvalidRequest) as refused:
        Catalog(url)
    assert "hidden" not in str(refused.value)


def test_the_life_of_a_folder_over_a_server(url, tmp_path):
    folder, data = tmp_path / "papers", tmp_path / "data"
    folder.mkdir()
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Amber Island leaves from pier seven at noon.\n")
    (folder / "old.txt").write_text("This page is about the lighthouse keeper and his dog.\n")

    def ran(*arguments):
        said = rag(data, *arguments, "--json", RAG_CATALOG_URL=url, RAG_BUILD_AFTER="1")
        assert (said.code, PASSWORD in said.out + said.err) == (0, False), said.err
        return said.json

    assert ran("ingest", folder)["added"] == 2
    assert ran("index", "status")["live"]["points"] == 2
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Amber Island leaves from pier nine at dusk.\n")
    (folder / "old.txt").unlink()
    assert (again := ran("ingest", folder, "--prune"))["replaced"] == 1
    assert again["removed"] == 1
    assert "pier nine" in str(ran("search", "ferry to Amber Island")["hits"])
    assert ran("index", "verify")["findings"] == []
    assert not (data / "catalog.db").exists()


def test_without_its_driver_the_extra_is_named(tmp_path):
    program = "import sys; sys.modules['psycopg'] = None; from rag.catalog.catalog import Catalog\n"
    program += "try: Catalog('postgresql://u@h/d')\nexcept Exception as error: print(error)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False).stdout
    assert "sourcebound[postgres]" in said
