"""One embedder for all of these tests, the real one, and servers on loopback ports."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from api.work import Work
from rag.catalog.changes import last_sequence
from rag.catalog.schema import documents
from rag.embedders import open_embedder
from rag.service import Service
from rag.settings import Settings
from tests.api.live_server import LiveServer, nothing_waits, wait_until

GARDEN = b"""# The garden shed

The lawn mower in the shed runs on petrol. Its blade must be sharpened every 25 hours of work.

## Keys

The key of the shed hangs behind the kitchen door. Margarete Vogel keeps the second key.
"""
SHIP = b"""# The ship

The ship Aurelia was launched in Rostock in 1911. She carried 1,204 passengers on her first voyage.
"""


@pytest.fixture(scope="session")
def embedder():
    return open_embedder(Settings())


@pytest.fixture(scope="module", autouse=True)
def _share_embedder(embedder):
    """Loading the model costs a second; every server and ingestion of these tests uses one."""
    with pytest.MonkeyPatch.context() as patch:

        def shared(settings):
            return embedder if settings.embedder == Settings().embedder else open_embedder(settings)

        patch.setattr("rag.compose.make_embedder", shared)
        patch.setattr("rag.embedding.open_embedder", shared)
        yield


@pytest.fixture
def serve(tmp_path):
    """Starts a server on the test's own data folder: ``with serve(max_upload_megabytes=1) as server``."""
    return lambda **changes: LiveServer(Settings(data=tmp_path / "data", **changes))


@pytest.fixture(scope="session")
def server(shared):
    """A server with two documents, for tests that change nothing."""
    return shared


@pytest.fixture(autouse=True)
def _left_as_it_was(request):
    """Files share the server in any order, so what one adds another would find."""
    shared = request.getfixturevalue("shared") if "shared" in request.fixturenames else None
    before = shared and contents(shared)
    yield
    assert (shared and contents(shared)) == before, "the server is shared: what changes something starts its own"


def contents(server):
    catalog = server.backend.catalog
    is_idle = nothing_waits(server)  # first: what leaves the queue is in the catalog already
    with catalog.database.reading() as connection:
        known = connection.execute(select(func.count()).select_from(documents)).scalar_one()
        return is_idle, catalog.collections.names(), known, last_sequence(connection)


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    with LiveServer(Settings(data=tmp_path_factory.mktemp("served"))) as server:
        reply = server.upload(("garden.md", GARDEN), ("ship.md", SHIP))
        for document in reply.json()["documents"]:
            assert server.settled(document["id"])["state"] == "ready"
        wait_until(lambda: nothing_waits(server))
        yield server


@pytest.fixture(scope="session")
def guarded(tmp_path_factory):
    """A server with one document in the collection ``mine``, and keys in ``keys``: read, write, theirs, revoked."""
    with LiveServer(Settings(data=tmp_path_factory.mktemp("guarded") / "data")) as server:
        (document,) = server.upload(("garden.md", GARDEN), collection="mine").json()["documents"]
        assert server.settled(document["id"], collection="mine")["state"] == "ready"
        wait_until(lambda: nothing_waits(server))
        made = server.backend.catalog.keys
        revoked, shown = made.create("was trusted", "write")
        made.revoke(revoked.id)
        server.keys = {
            "read": made.create("reads", "read")[1],
            "write": made.create("writes", "write")[1],
            "theirs": made.create("another tenant", "write", ["theirs"])[1],
            "revoked": shown,
        }
        server.document = document["id"]
        yield server


@pytest.fixture(scope="session")
def garden():
    return GARDEN


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


@pytest.fixture
def slow(server, monkeypatch):
    """Questions that last until the test lets them go; gives how many have begun, and the way to let go."""
    begun, let_go = [], threading.Event()
    ask = Service.ask_events

    def held(self, question, *rest, **more):
        begun.append(question)
        assert let_go.wait(60)
        return ask(self, question, *rest, **more)

    monkeypatch.setattr(Service, "ask_events", held)
    work = Work(threads=2, waiting=3)
    backend = server.app.state.backend
    server.app.state.backend = replace(backend, work=work)
    yield begun, let_go, work
    let_go.set()
    wait_until(lambda: work.admitted == 0)
    work.close()
    server.app.state.backend = backend
