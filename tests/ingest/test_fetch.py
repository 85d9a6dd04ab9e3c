"""Fetching, against real servers on loopback: one on 127.0.0.2 plays the public internet, a canary on 127.0.0.1
must never be touched. The policy and the resolver are handed in here; no setting reaches them.
"""

import gzip
import socket
import time
import zlib
from functools import cache

import pytest

from ingest.fetch import fetch
from rag.errors import RefusedAddress, SourceError, TooLarge
from rag.settings import Settings
from tests.ingest.fetched import Names, fetcher
from tests.ingest.loopback import PRIVATE, PUBLIC, page, playable

pytestmark = pytest.mark.skipif(not playable(), reason="this system has one loopback address only")


def test_a_page_is_fetched_with_what_the_server_says_of_it(public, tmp_path):
    public.answers["/a?b=c"] = page(
        b"hello", Content_Type="text/plain; charset=utf-8", Last_Modified="Tue, 14 Nov 2023 22:13:20 GMT"
    )
    got = fetcher().fetch(f"http://public.example:{public.port}/a?b=c#part", tmp_path)
    assert got.path.read_bytes() == b"hello"
    assert got.path.parent == tmp_path
    assert got.uri == got.final_uri == f"http://public.example:{public.port}/a?b=c"
    assert (got.size, got.content_type) == (5, "text/plain; charset=utf-8")
    assert got.modified.isoformat() == "2023-11-14T22:13:20+00:00"


def test_the_request_is_plain(public, tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    public.answers["/"] = page(Set_Cookie="a=b")
    http = fetcher()
    http.fetch(f"http://public.example:{public.port}", tmp_path)
    http.fetch(f"http://public.example:{public.port}", tmp_path)
    for _, headers in public.hits:
        assert headers == {
            "Host": f"public.example:{public.port}",
            "User-Agent": "sourcebound",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
        }


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_by_hand(public, tmp_path, status):
    public.answers["/old"] = page(status=status, Location="/new")
    public.answers["/new"] = page(b"moved")
    names = Names([PUBLIC])
    got = fetcher(names).fetch(f"http://public.example:{public.port}/old", tmp_path)
    assert got.path.read_bytes() == b"moved"
    assert (got.uri[-4:], got.final_uri[-4:]) == ("/old", "/new")
    assert len(names.asked) == 2  # each hop is resolved and vetted anew


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://inner.example:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://169.254.169.254/",
        "//127.0.0.1:{port}/secret",
        "file:///etc/passwd",
    ],
)
def test_t1_a_redirect_into_the_private_net_is_refused(public, canary, tmp_path, target):
    public.answers["/"] = page(status=302, Location=target.format(port=canary.port))
    with pytest.raises(RefusedAddress):
        fetcher(Names([PUBLIC], [PRIVATE])).fetch(f"http://public.example:{public.port}/", tmp_path)
    assert len(public.hits) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}\\@1.1.1.1",
        "http://127.0.0.1:{port}/secret",
        "http://user@127.0.0.1:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://0x7f.1:{port}/secret",
        "http://127.1:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://localhost:{port}/secret",
        "http://inner.example:{port}/secret",
        "http://127.0.0.1:{port}/\r\nX: y",
        "file:///etc/passwd",
        "gopher://127.0.0.1:{port}/",
    ],
)
def test_t2_t4_odd_and_private_addresses_open_no_socket(canary, tmp_path, url, monkeypatch):
    def no_socket(*_, **__):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "create_connection", no_socket)
    with pytest.raises(RefusedAddress):
        fetcher(Names([PRIVATE])).fetch(url.format(port=canary.port), tmp_path)


def test_the_real_thing_refuses_loopback(canary, tmp_path):
    for host in (PRIVATE, PUBLIC, "localhost"):
        with pytest.raises(RefusedAddress):
            fetch(f"http://{host}:{canary.port}/", Settings(), tmp_path)


def test_t3_the_connection_goes_to_the_address_that_was_vetted(public, tmp_path):
    trap = socket.create_server((PRIVATE, public.port))  # the public server's port, as rebinding would have it
    public.answers["/"] = page(b"public")
    names = Names([PUBLIC], [PRIVATE])
    got = fetcher(names).fetch(f"http://rebinding.example:{public.port}/", tmp_path)
    assert got.path.read_bytes() == b"public"
    assert names.asked == ["rebinding.example"]
    with pytest.raises(RefusedAddress):
        fetcher(names).fetch(f"http://rebinding.example:{public.port}/", tmp_path)
    trap.setblocking(False)
    with trap, pytest.raises(BlockingIOError):
        trap.accept()


def test_one_private_address_among_public_ones_condemns_the_name(public, canary, tmp_path):
    public.answers["/"] = page()
    with pytest.raises(RefusedAddress):
        fetcher(Names([PUBLIC, PRIVATE])).fetch(f"http://mixed.example:{public.port}/", tmp_path)
    assert public.hits == []


def test_t8_a_redirect_loop_ends(public, tmp_path):
    public.answers["/"] = page(status=302, Location="/")
    with pytest.raises(SourceError, match="redirects"):
        fetcher().fetch(f"http://public.example:{public.port}/", tmp_path)
    assert len(public.hits) == 6


def drip(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def drip_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(600):
        handler.wfile.write(f"X-{number}: y\r\n".encode())
        time.sleep(0.05)


def silent(handler):
    time.sleep(3)


@pytest.mark.parametrize("answer", [drip, drip_headers, silent])
def test_t7_a_slow_answer_stops_at_the_time_cap(public, tmp_path, answer):
    public.answers["/"] = answer
    with pytest.raises(SourceError, match="RAG_FETCH_SECONDS"):
        fetcher(seconds=0.5).fetch(f"http://public.example:{public.port}/", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_t7_a_slow_name_service_stops_at_the_time_cap(tmp_path):
    with pytest.raises(SourceError, match="RAG_FETCH_SECONDS"):
        fetcher(lambda host, port: time.sleep(3), seconds=0.3).fetch("http://slow.example/", tmp_path)


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 65536)


@cache
def packed() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([packer.compress(bytes(1 << 20)) for _ in range(200)]) + packer.flush()


def gzip_bomb(handler):
    page(packed(), Content_Encoding="gzip")(handler)


@pytest.mark.parametrize("answer", [endless, gzip_bomb, page(Content_Length=str(1 << 40))])
def test_t7_a_large_body_stops_at_the_byte_cap(public, tmp_path, answer):
    public.answers["/"] = answer
    assert packed()
    with pytest.raises(TooLarge, match="RAG_MAX_FETCH_MEGABYTES"):
        fetcher().fetch(f"http://public.example:{public.port}/", tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 400_000])
def test_packed_bodies_are_unpacked(public, tmp_path, size):
    body = bytes(number * 7919 % 251 for number in range(size))
    half = size // 2
    public.answers["/gzip"] = page(gzip.compress(body), Content_Encoding="gzip")
    public.answers["/members"] = page(gzip.compress(body[:half]) + gzip.compress(body[half:]), Content_Encoding="GZIP")
    public.answers["/zlib"] = page(zlib.compress(body), Content_Encoding="deflate")
    for path in public.answers:
        got = fetcher().fetch(f"http://public.example:{public.port}{path}", tmp_path)
        assert got.path.read_bytes() == body
        assert got.size == size


@pytest.mark.parametrize(
    "answer",
    [
        page(status=404),
        page(status=500),
        page(status=204),
        page(status=302),
        page(b"not gzip", Content_Encoding="gzip"),
        page(gzip.compress(b"cut off" * 99)[:-9], Content_Encoding="gzip"),
        page(b"x", Content_Encoding="br"),
        page(b"short", Content_Length="10"),
        lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"),
        lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 500_000 + b"\r\n\r\n"),
        lambda handler: None,
    ],
)
def test_bad_answers_are_plain_errors(public, tmp_path, answer):
    public.answers["/"] = answer
    with pytest.raises(SourceError):
        fetcher().fetch(f"http://public.example:{public.port}/", tmp_path)
    assert list(tmp_path.iterdir()) == []
