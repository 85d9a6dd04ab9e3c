"""``rag serve`` over a data folder, asked over HTTP, so that a hundred questions cost one start."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

START_SECONDS = 120.0


class Service:
    """A running service, ended with the context."""

    def __init__(self, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._base = f"http://127.0.0.1:{port}"
        command = [str(Path(sys.executable).with_name("rag")), "serve", "--port", str(port), "--data", str(data)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "NO_COLOR": "1"}
        )

    def __enter__(self) -> Service:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self._get("/health")
                return self
            except (urllib.error.URLError, ConnectionError):
                if self._process.poll() is not None or time.monotonic() > end:
                    self._process.kill()
                    raise
                time.sleep(0.2)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)

    def search(self, text: str) -> list[dict[str, Any]]:
        """The ten best hits."""
        body = json.dumps({"question": text, "k": 10}).encode()
        request = urllib.request.Request(f"{self._base}/v1/search", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)["hits"]

    @cached_property
    def stored(self) -> set[str]:
        """The uri of every document."""
        uris, cursor = set(), ""
        while cursor is not None:
            page = self._get(f"/v1/documents?limit=100&cursor={urllib.parse.quote(cursor)}")
            uris |= {document["uri"] for document in page["documents"]}
            cursor = page["next"]
        return uris

    def _get(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self._base}{path}", timeout=60) as response:
            return json.load(response)
