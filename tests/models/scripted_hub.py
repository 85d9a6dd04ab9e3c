"""A real HTTP server on a loopback port that speaks as much of the hub's protocol as fetching a model takes."""

from __future__ import annotations

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "c" * 40


class ScriptedHub:
    """Serves the files of folders by model name; ``asked`` are the paths of its calls, ``lies`` gives false hashes."""

    def __init__(self, models):
        self.models = models
        self.asked = []
        self.lies = False
        self.breaks = ""
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def url(self):
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def info(self, name):
        files = [path for path in sorted(self.models[name].iterdir()) if path.is_file()]
        return {
            "id": name,
            "sha": COMMIT,
            "cardData": {"license": "apache-2.0"},
            "siblings": [self._file(path) for path in files],
        }

    def tree(self, name):
        """The same files, in the names of the other listing."""
        rows = []
        for file in self.info(name)["siblings"]:
            row = {"type": "file", "path": file["rfilename"], "size": file["size"], "oid": file["blobId"]}
            if "lfs" in file:
                row["lfs"] = {"oid": file["lfs"]["sha256"], "size": file["size"], "pointerSize": 134}
            rows.append(row)
        return rows

    def _file(self, path):
        size = path.stat().st_size
        known = {"rfilename": path.name, "size": size, "blobId": "0" * 40}
        if path.suffix == ".safetensors":
            sha256 = "0" * 64 if self.lies else hashlib.sha256(path.read_bytes()).hexdigest()
            known["lfs"] = {"sha256": sha256, "size": size, "pointerSize": 134}
        return known


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Nothing is told: the test looks at ``asked``."""

    def do_HEAD(self):
        self._answer(with_body=False)

    def do_GET(self):
        self._answer(with_body=True)

    def _answer(self, with_body):
        owner = self.server.owner
        path = self.path.partition("?")[0]
        owner.asked.append(path)
        parts = path.strip("/").split("/")
        if parts[:2] == ["api", "models"] and "/".join(parts[2:4]) in owner.models:
            told = (owner.tree if "tree" in parts else owner.info)("/".join(parts[2:4]))
            self._send(json.dumps(told).encode(), "application/json", with_body)
            return
        if len(parts) == 5 and parts[2] == "resolve" and "/".join(parts[:2]) in owner.models:
            file = owner.models["/".join(parts[:2])] / parts[4]
            if file.is_file() and file.name != owner.breaks:
                self._send(file.read_bytes(), "application/octet-stream", with_body)
                return
        self.send_response(404)
        self.send_header("X-Error-Code", "RepoNotFound")
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def _send(self, data, kind, with_body):
        self.send_response(200)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(data)),
            "ETag": f'"{hashlib.sha256(data).hexdigest()}"',
            "X-Repo-Commit": COMMIT,
            "Connection": "close",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        if with_body:
            self.wfile.write(data)
