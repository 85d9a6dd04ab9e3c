"""Calls over a real connection, to a stand-in that says what servers say in bad moments."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rag.errors import NotFound, StorageError, Unreachable
from rag.indexes.qdrant_calls import Calls, Server, connect, shown

GOOD = (200, {"title": "qdrant - vector search engine", "version": "1.20.0"})


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        replies = self.server.replies
        status, body = replies.pop(0) if len(replies) > 1 else replies[0]
        self.server.asked.append(dict(self.headers))
        if status == 0:
            return
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_) -> None:
        pass


@pytest.fixture
def stand_in():
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.replies, listening.asked, listening.headers = [GOOD], [], {}
        threading.Thread(target=listening.serve_forever, args=(0.02,), daemon=True).start()
        yield listening
        listening.shutdown()


@pytest.fixture
def server(stand_in):
    return Server(f"http://127.0.0.1:{stand_in.server_port}", api_key="top-secret", seconds=5)


@pytest.fixture
def info(server):
    """A call as the engine makes it, tried three times."""
    client = connect(server)
    yield lambda: Calls(server.url, waits=(0.0, 0.0)).make(client.info).version
    client.close()


@pytest.mark.parametrize(
    "moment", [(503, {}), (502, b"<html>bad gateway"), (429, {"status": {"error": "slow"}}), (0, {})]
)
def test_a_bad_moment_passes(stand_in, info, moment):
    stand_in.replies = [moment, moment, GOOD]
    assert info() == "1.20.0"
    assert len(stand_in.asked) == 3


def test_a_server_that_asks_for_patience_gets_it(stand_in, info):
    stand_in.headers = {"Retry-After": "0"}
    stand_in.replies = [(429, {"status": {"error": "slow down"}}), GOOD]
    assert info() == "1.20.0"


def test_a_server_that_stays_away_is_unreachable(stand_in, info):
    stand_in.replies = [(503, {})]
    with pytest.raises(Unreachable, match="503") as caught:
        info()
    assert len(stand_in.asked) == 3
    assert "top-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        ((401, {"status": {"error": "no"}}), StorageError, "refuses the key.*RAG_QDRANT_API_KEY"),
        ((403, {}), StorageError, "refuses the key"),
        ((404, {}), NotFound, "no such collection"),
        ((500, {"status": {"error": "disk is full"}}), StorageError, "disk is full"),
        ((200, {"hello": "I am another service"}), StorageError, "failed"),
    ],
)
def test_what_does_not_pass_is_not_tried_again(stand_in, info, reply, kind, words):
    stand_in.replies = [reply]
    with pytest.raises(kind, match=words) as caught:
        info()
    assert not isinstance(caught.value, Unreachable)
    assert len(stand_in.asked) == 1
    assert "top-secret" not in str(caught.value)


def test_the_key_goes_along(stand_in, info):
    info()
    assert stand_in.asked[0]["api-key"] == "top-secret"


def test_a_server_that_takes_too_long_is_unreachable(stand_in, server, monkeypatch):
    """The time of a call ends it; a second is the least that the client knows."""
    hold = threading.Event()
    monkeypatch.setattr(Handler, "do_GET", lambda self: hold.wait(30))
    client = connect(Server(server.url, seconds=1))
    with pytest.raises(Unreachable, match="timed out"):
        Calls(server.url, waits=()).make(client.info)
    hold.set()
    client.close()


def test_an_address_is_shown_without_its_password():
    assert shown("https://me:secret@qdrant.example:6333/x") == "https://qdrant.example:6333/x"
