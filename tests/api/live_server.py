"""The real application behind a real uvicorn on a loopback port, in a thread of the test's process."""

from __future__ import annotations

import json
import socket
import threading
import time
from pathlib import Path

import httpx
import uvicorn

from api.app import create_app
from tests.waiting import PATIENCE, wait_until


class LiveServer:
    """Starts on entering, stops on leaving; ``client`` speaks to it."""

    def __init__(self, settings):
        self.settings = settings
        self.app = create_app(settings)
        config = uvicorn.Config(self.app, log_config=None, access_log=False, timeout_graceful_shutdown=3)
        self._server = uvicorn.Server(config)
        # The protocol is named because asyncio sends small packets at once only where it is.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE)

    def __enter__(self):
        self._thread.start()
        wait_until(lambda: self._server.started or not self._thread.is_alive())
        assert self._server.started
        return self

    def __exit__(self, *_):
        self.client.close()
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._socket.close()
        assert not self._thread.is_alive()

    @property
    def backend(self):
        return self.app.state.backend

    def ask(self, question, **more):
        return self.client.post("/v1/ask", json={"question": question, **more})

    def search(self, question, **more):
        return self.client.post("/v1/search", json={"question": question, **more})

    def upload(self, *files, **fields):
        """Each file is (name, bytes); returns the reply."""
        return self.client.post("/v1/documents", files=[("files", file) for file in files], data=fields)

    def settled(self, document, **query):
        """The document once it is neither queued nor being read."""

        def get():
            row = self.client.get(f"/v1/documents/{document}", params=query).json()
            return row if row["state"] not in ("queued", "reading", "embedding") else None

        return wait_until(get)

    def raw(self, data, *more, pause=0.0):
        """Send bytes as they are on a connection of their own; returns all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall(data)
            for piece in more:
                time.sleep(pause)
                connection.sendall(piece)
            return read_all(connection)


def read_all(connection):
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        pass
    return received


def events_of(text):
    """(name, data) of each server-sent event, read as the specification says."""
    events = []
    for block in text.split("\n\n")[:-1]:
        name, data = block.split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return events


def nothing_waits(server):
    """Whether the queue of uploads is empty; its locks stay."""
    return all(path.name.startswith(".") for path in (server.settings.data / "uploads").iterdir())


def everything_below(folder):
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*"))
