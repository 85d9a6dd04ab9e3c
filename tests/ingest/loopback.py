"""Servers on loopback addresses: one plays the public internet, one the private net."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PUBLIC, PRIVATE = "127.0.0.2", "127.0.0.1"


def playable():
    with socket.socket() as probe:
        try:
            probe.bind((PUBLIC, 0))
        except OSError:
            return False
    return True


class Server:
    """A real HTTP server that answers each path by a function and remembers what it was asked."""

    def __init__(self, address):
        self.hits = []
        self.answers = {}
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.hits.append((self.path, dict(self.headers)))
                try:
                    server.answers[self.path](self)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer((address, 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_port
        self.thread = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self):
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()


def page(body=b"hello", status=200, **headers):
    def answer(handler):
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer
