"""A real HTTP server on a loopback port that speaks the OpenAI chat protocol by script, well or badly.

::

    with ScriptedServer(Reply(("The key hangs ", "behind the door [1]."))) as server:
        model = make_language_model(Settings(generator=f"openai:{server.url}#scripted"))

Each call takes the next reply of the script, and the last one again when the script is over. A reply may also be a
function of the messages: what a model that obeys, lies or repeats would say to exactly this prompt.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CUT = "cut"
"""``end`` of a reply whose connection is reset in the middle."""
SILENT = "silent"
"""``end`` of a reply after whose last piece nothing comes any more, while the connection stays."""
UNFINISHED = "unfinished"
"""``end`` of a reply that stops, in good form, before the model has finished."""


@dataclass(frozen=True)
class Reply:
    """One reply: its pieces, and what goes wrong with it.

    Seconds: ``before`` the first byte, ``pause`` before each piece, ``slow`` between two bytes. ``raw`` is sent in
    place of the protocol's own body. ``events`` are sent as they are, as data of a stream, before the pieces.
    """

    pieces: tuple[str, ...] = ("ok",)
    status: int = 200
    before: float = 0.0
    pause: float = 0.0
    slow: float = 0.0
    end: str = "stop"
    raw: bytes | None = None
    content_type: str | None = None
    events: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)


def fails(status, message="no", **headers):
    """A reply that is an error in the protocol's form."""
    body = json.dumps({"error": {"message": message, "type": "scripted", "code": None}}).encode()
    return Reply(status=status, raw=body, content_type="application/json", headers=headers)


def says(text):
    """A reply in pieces of about a word, as a model would send it."""
    words = text.split(" ")
    return Reply(tuple(word if place == 0 else f" {word}" for place, word in enumerate(words)))


class ScriptedServer:
    """Runs within a with block; ``calls`` are the bodies it was sent, in order, ``headers`` what came with them."""

    def __init__(self, *script):
        self.script = list(script) or [Reply()]
        self.calls = []
        self.headers = []
        self.left = threading.Event()
        """Set when a caller went away before its reply was over."""
        self.sent_all = threading.Event()
        self.stopping = threading.Event()
        self._taking = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self._http.owner = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,))

    @property
    def url(self):
        """The base URL, as ``RAG_GENERATOR=openai:URL#MODEL`` takes it."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def take(self, body, headers):
        """The reply to this call, and the call remembered."""
        with self._taking:
            step = self.script[min(len(self.calls), len(self.script) - 1)]
            self.calls.append(body)
            self.headers.append(headers)
        reply = step(body["messages"]) if callable(step) else step
        return says(reply) if isinstance(reply, str) else reply


class _Gone(Exception):
    pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        """Nothing is told: the test looks at ``calls``."""

    def do_GET(self):
        """The list of models, which some clients ask for first."""
        self._whole(json.dumps({"object": "list", "data": [{"id": "scripted", "object": "model"}]}).encode(), Reply())

    def do_POST(self):
        owner = self.server.owner
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        reply = owner.take(body, {name.lower(): value for name, value in self.headers.items()})
        try:
            self._rest(reply.before)
            self._answer(body, reply)
            owner.sent_all.set()
        except (_Gone, OSError):
            owner.left.set()
            self.close_connection = True

    def _answer(self, body, reply):
        if reply.raw is not None or not body.get("stream"):
            self._whole(reply.raw if reply.raw is not None else _completion(body, reply), reply)
            return
        self._head(reply, reply.content_type or "text/event-stream", **{"Transfer-Encoding": "chunked"})
        for event in reply.events:
            self._event(event, reply)
        for piece in reply.pieces:
            self._rest(reply.pause)
            self._event(_chunk(body, {"role": "assistant", "content": piece}, None), reply)
        self._end(body, reply)

    def _end(self, body, reply):
        if reply.end == CUT:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            self.close_connection = True
            self.connection.close()
            return
        if reply.end == SILENT:
            self._rest(3600.0)
        if reply.end != UNFINISHED:
            self._event(_chunk(body, {}, reply.end), reply)
            self._event("[DONE]", reply)
        self.wfile.write(b"0\r\n\r\n")

    def _head(self, reply, content_type, **headers):
        self.send_response(reply.status)
        # Closed after each reply: what a client keeps open would outlive the test.
        always = {"Content-Type": content_type, "Connection": "close"}
        for name, value in (always | headers | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()

    def _whole(self, data, reply):
        self._head(reply, reply.content_type or "application/json", **{"Content-Length": str(len(data))})
        self._bytes(data, reply.slow)

    def _event(self, data, reply):
        line = f"data: {data}\n\n".encode()
        if not reply.slow:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            return
        for byte in line:
            self._rest(reply.slow)
            self.wfile.write(b"1\r\n%c\r\n" % byte)

    def _bytes(self, data, slow):
        for part in [data[place : place + 1] for place in range(len(data))] if slow else [data]:
            self._rest(slow)
            self.wfile.write(part)

    def _rest(self, seconds):
        """Wait, and notice when the caller goes away meanwhile or the test is over."""
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            if self.server.owner.stopping.is_set():
                raise _Gone
            readable, _, _ = select.select([self.connection], [], [], max(0.0, min(left, 0.05)))
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise _Gone
            if left <= 0:
                return


def _chunk(body, delta, finish):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return json.dumps(_frame(body, "chat.completion.chunk") | {"choices": [choice]})


def _completion(body, reply):
    message = {"role": "assistant", "content": "".join(reply.pieces)}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return json.dumps(_frame(body, "chat.completion") | {"choices": [choice], "usage": usage}).encode()


def _frame(body, kind):
    return {"id": "scripted-1", "object": kind, "created": 0, "model": body.get("model", "scripted")}
