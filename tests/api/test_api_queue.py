"""The queue of uploads has a limit on disk: past it nothing is taken, and what waits is ingested all the same."""

from __future__ import annotations

import socket

import pytest

from api import uploads
from api.upload_worker import UploadWorker
from api.uploads import UploadFolder
from rag.errors import QueueFull
from tests.api.live_server import everything_below, nothing_waits, read_all, wait_until

MEGABYTE = 1 << 20
FULL = "queue_full"


@pytest.fixture
def stalled(serve, monkeypatch):
    """A server with room for one megabyte, whose queue nobody works on until ``undo``."""
    with serve(max_queue_megabytes=1) as server, monkeypatch.context() as patch:
        patch.setattr(UploadWorker, "_ingest", lambda *_: 1 / 0)
        yield server, patch.undo
        patch.undo()


def test_a_full_queue_refuses_until_there_is_room(stalled):
    server, go_on = stalled
    large = b"The ferry leaves at eight. " * 20_000
    first = server.upload(("first.txt", large))
    assert first.status_code == 202
    for refused in (
        server.upload(("second.txt", large)),
        server.upload(("large.txt", b"x" * 2 * MEGABYTE)),
    ):
        assert (refused.status_code, refused.json()["error"]["code"]) == (507, FULL)
        assert int(refused.headers["retry-after"]) > 0
        assert "RAG_MAX_QUEUE_MEGABYTES" in refused.json()["error"]["remedy"]
    go_on()
    assert server.settled(first.json()["documents"][0]["id"])["state"] == "ready"
    wait_until(lambda: nothing_waits(server))
    assert server.upload(("second.txt", b"There is room again.")).status_code == 202


def test_the_refusal_comes_before_a_byte_is_spooled(stalled):
    server, _ = stalled
    before = everything_below(server.settings.data / "uploads")
    head = (
        "POST /v1/documents HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {5 * MEGABYTE}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head.encode())
        reply = connection.recv(65536) + read_all(connection)
    assert reply.startswith(b"HTTP/1.1 507")
    assert FULL.encode() in reply
    assert everything_below(server.settings.data / "uploads") == before


def test_pages_and_readings_are_refused_too(stalled, monkeypatch):
    server, _ = stalled
    monkeypatch.setattr(uploads, "_MOST_WAITING", 0)
    for reply in (
        server.client.post("/v1/documents/url", json={"url": "https://example.org/"}),
        server.upload(("small.txt", b"a")),
    ):
        assert (reply.status_code, reply.json()["error"]["code"]) == (507, FULL)


def test_room_counts_what_arrives_and_what_waits(tmp_path):
    folder = UploadFolder(tmp_path, most_bytes=1000)
    arriving = folder.begin("arriving.txt")
    arriving.write(b"a" * 600)
    arriving.complete("default")
    folder.admit(100)
    with pytest.raises(QueueFull):
        folder.admit(500)
    arriving.abandon()
    folder.admit(1000)
