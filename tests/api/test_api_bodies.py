"""Bodies are bounded while they arrive; what is too much is refused at once, and memory stays flat."""

from __future__ import annotations

import socket
import time

import psutil
import pytest

from api import bodies
from tests.api.live_server import everything_below, read_all

MEGABYTE = 1 << 20


def post(path, kind, extra):
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\n{extra}\r\n\r\n"
    return head.encode()


def status(reply):
    return int(reply.split(b" ", 2)[1])


def test_large_question_is_refused_and_said_so(server):
    reply = server.client.post("/v1/ask", json={"question": "x" * MEGABYTE})
    assert reply.status_code == 413
    assert reply.json()["error"]["code"] == "too_large"
    assert server.client.get("/health").status_code == 200


def test_declared_size_is_refused_before_the_body_comes(server):
    for path, kind in (("/v1/ask", "application/json"), ("/v1/documents", "multipart/form-data; boundary=x")):
        started = time.monotonic()
        assert status(server.raw(post(path, kind, "Content-Length: 99999999999"))) == 413
        assert time.monotonic() - started < 10


def test_foreign_host_is_refused_before_the_body_comes(server):
    before = everything_below(server.settings.data / "uploads")
    head = post("/v1/documents", "multipart/form-data; boundary=x", "Content-Length: 5000000")
    assert status(server.raw(head.replace(b"localhost", b"evil.example"))) == 400
    assert everything_below(server.settings.data / "uploads") == before


@pytest.mark.parametrize(
    ("path", "kind", "begin"),
    [
        ("/v1/ask", "application/json", b'{"question": "'),
        (
            "/v1/documents",
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n',
        ),
    ],
    ids=["json", "upload"],
)
def test_t13_endless_body_ends_and_memory_stays_flat(serve, path, kind, begin):
    with serve(max_upload_megabytes=2) as server:
        before = psutil.Process().memory_info().rss
        piece = b"%x\r\n%s\r\n" % (MEGABYTE, b"a" * MEGABYTE)
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(post(path, kind, "Transfer-Encoding: chunked") + b"%x\r\n%s\r\n" % (len(begin), begin))
            sent = _send_until_closed(connection, piece, most=500)
            reply = read_all(connection)
        assert sent < 100 * MEGABYTE
        assert not reply or status(reply) == 413
        assert psutil.Process().memory_info().rss - before < 60 * MEGABYTE
        assert [name for name in everything_below(server.settings.data / "uploads") if not name.startswith(".")] == []
        assert server.client.get("/health").status_code == 200


def _send_until_closed(connection, piece, most):
    for number in range(most):
        try:
            connection.sendall(piece)
        except OSError:
            return number * len(piece)
    return most * len(piece)


def test_stalled_body_is_given_up(server, monkeypatch):
    monkeypatch.setattr(bodies, "_STALLED_SECONDS", 0.3)
    reply = server.raw(post("/v1/ask", "application/json", "Content-Length: 50") + b'{"question": ')
    assert status(reply) == 408


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x--\r\n",
        b"no form at all",
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\ncut off',
        b"--x\r\n\r\nno headers\r\n--x--\r\n",
        b"--x\r\n" + b"A: b\r\n" * 100_000 + b"\r\n\r\n--x--\r\n",
        b"--x\r\n" + b"A" * 100_000 + b": b\r\n\r\n\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="collection"\r\n\r\n' + b"a" * 5000 + b"\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="unknown"\r\n\r\na\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n' * 100_000 + b"--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="collection"\r\n\r\na\r\n' * 100_000 + b"--x--\r\n",
    ],
    ids=range(11),
)
def test_t13_t14_broken_and_boundless_forms_are_refused(server, body):
    before = everything_below(server.settings.data / "uploads")
    headers = {"content-type": "multipart/form-data; boundary=x"}
    started = time.monotonic()
    reply = server.client.post("/v1/documents", content=body, headers=headers)
    assert reply.status_code in (413, 415, 422)
    assert reply.json()["error"]["message"]
    assert time.monotonic() - started < 10
    assert everything_below(server.settings.data / "uploads") == before


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (b'--x\r\nContent-Disposition: form-data; name="collection"\r\n\r\n' + b"a" * 5000, "longer than 1024 bytes"),
        (b'--x\r\nContent-Disposition: form-data; name="collection"\r\n\r\na\r\n' * 200, "more than 110 parts"),
        (b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n' * 101, "more than 100 files"),
    ],
    ids=["field", "parts", "files"],
)
def test_t13_t14_each_bound_of_a_form_has_its_own_refusal(server, body, cause):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    reply = server.client.post("/v1/documents", content=body + b"\r\n--x--\r\n", headers=headers)
    assert reply.status_code == 413
    assert cause in reply.json()["error"]["message"]


@pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=" + "b" * 50_000, "; boundary=" + "b" * MEGABYTE])
def test_t14_odd_boundaries_are_refused(server, boundary):
    head = post("/v1/documents", "multipart/form-data" + boundary, "Content-Length: 3\r\nConnection: close")
    assert 400 <= status(server.raw(head + b"--x")) < 500


def test_open_files_do_not_pile_up(server):
    headers = {"content-type": "multipart/form-data; boundary=x"}
    body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\na\r\n' * 50
    server.client.post("/v1/documents", content=body, headers=headers)
    before = psutil.Process().num_fds()
    for _ in range(5):
        assert server.client.post("/v1/documents", content=body, headers=headers).status_code == 422
    assert psutil.Process().num_fds() <= before + 20


def test_t18_the_limit_of_files_is_stated(server):
    reply = server.upload(*((f"{number}.txt", b"a") for number in range(101)))
    assert reply.status_code == 413
    assert "100 files" in reply.json()["error"]["message"]
