"""Once there is a key, nobody comes in without one; what a key opens ends with it."""

from __future__ import annotations

import hmac
import time
from contextlib import suppress

import httpx
import pytest

from api.door import identify
from rag.catalog.catalog import Catalog
from rag.compose import catalog_url
from tests.api.live_server import everything_below, nothing_waits, wait_until
from tests.api.test_api_bodies import post, status

MEGABYTE = 1 << 20
FORM = "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'


def documents(server, **headers):
    return server.client.get("/v1/documents", params={"collection": "mine"}, headers=headers).status_code


@pytest.mark.parametrize(("who", "expected"), [(None, 401), ("revoked", 401), ("read", 403)])
def test_t12_a_large_upload_without_a_key_that_writes_leaves_no_byte(guarded, who, expected):
    wait_until(lambda: nothing_waits(guarded))
    before = everything_below(guarded.settings.data / "uploads")
    sent = 0

    def pieces():
        nonlocal sent
        yield PART
        for _ in range(200):
            sent += MEGABYTE
            yield b"a" * MEGABYTE

    headers = {"content-type": FORM} | ({"x-api-key": guarded.keys[who]} if who else {})
    # A client that still sends when the connection closes may lose the reply; the next test sees it.
    with suppress(httpx.TransportError):
        assert guarded.client.post("/v1/documents", content=pieces(), headers=headers).status_code == expected
    assert sent < 60 * MEGABYTE
    assert everything_below(guarded.settings.data / "uploads") == before


@pytest.mark.parametrize("who", [None, "read"])
def test_t12_it_is_refused_before_the_body_comes(guarded, who):
    key = f"X-API-Key: {guarded.keys[who]}\r\n" if who else ""
    assert status(guarded.raw(post("/v1/documents", FORM, key + "Content-Length: 9000000"))) == (403 if who else 401)


@pytest.mark.parametrize(
    "host", [b"x/health?y=", b"localhost/health?", b"localhost#", b"evil.example", b"localhost:1@x"]
)
def test_t32_a_host_does_not_name_another_path(guarded, host):
    for path in (b"/v1/documents", b"/v1/collections"):
        reply = guarded.raw(b"GET " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
        assert status(reply) in (400, 401)
        assert b"mine" not in reply


@pytest.mark.parametrize(
    "target",
    [
        "//v1/collections",
        "/./v1/collections",
        "/v1//collections",
        "/v1/collections/",
        "/V1/collections",
        "/v1/collections;/health",
        "/v1%2fcollections",
        "/health/../v1/collections",
        "/health%2f..%2fv1%2fcollections",
        "/ui%2f..%2fv1/collections",
        "/assets/..%2f..%2fv1%2fcollections",
        "/assets/../v1/collections",
        "/health/",
        "/v1/collections?x=/health",
        "/v1/collections%00/health",
        "http://localhost/v1/collections",
        "http://localhost/health/../v1/collections",
    ],
)
def test_t33_no_spelling_of_a_path_goes_past_the_door(guarded, target):
    for method in ("GET", "HEAD", "OPTIONS", "POST", "get", "PROPFIND"):
        head = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        reply = guarded.raw(head.encode())
        assert status(reply) in (400, 401), f"{method} {target}: {reply[:200]!r}"
        assert b"mine" not in reply


def test_t35_a_key_is_worth_the_same_in_each_header(guarded):
    for who, may_write in (("read", False), ("write", True), ("theirs", True)):
        key = guarded.keys[who]
        for headers in (
            {"authorization": f"Bearer {key}"},
            {"authorization": f"bearer  {key}"},
            {"x-api-key": key},
            {"x-api-key": key, "authorization": f"Bearer {key}"},
        ):
            wrote = guarded.client.post("/v1/documents", headers=headers).status_code
            assert (wrote == 403) != may_write
            assert documents(guarded, **headers) == (404 if who == "theirs" else 200)


def test_t35_two_different_keys_are_none(guarded):
    read, write = guarded.keys["read"], guarded.keys["write"]
    assert documents(guarded, **{"x-api-key": read, "authorization": f"Bearer {write}"}) == 401
    both = [("x-api-key", read), ("x-api-key", write)]
    assert guarded.client.get("/v1/documents", headers=both).status_code == 401


def odd_keys(keys):
    number, secret = keys["write"].split("_", 2)[1:]
    other = keys["read"].split("_", 2)
    return [
        "' OR 1=1--",
        "sb_' OR 1=1--_x",
        f"sb_{number}_",
        f"sb_{number}",
        f"sb_{number}_{secret[:-1]}",
        f"sb_{number}_{secret}x",
        f"sb_{number}_{other[2]}",
        f"sb_{other[1]}_{secret}",
        f"sb_{'0' * 12}_{secret}",
        f"SB_{number}_{secret}",
        secret,
        "sb__",
        "%",
        "null",
        "sb_" + "a" * 30_000,
    ]


def test_t36_what_resembles_a_key_opens_nothing(guarded):
    for key in odd_keys(guarded.keys):
        for headers in ({"x-api-key": key}, {"authorization": f"Bearer {key}"}):
            assert documents(guarded, **headers) == 401, key[:80]
    for value in (guarded.keys["write"], f"Basic {guarded.keys['write']}", "Bearer", ""):
        assert documents(guarded, authorization=value) == 401
    raw = b"GET /v1/documents HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-API-Key: \xe9\xff\r\n\r\n"
    assert status(guarded.raw(raw)) == 401


def test_t36_secrets_are_compared_in_constant_time(guarded, monkeypatch):
    compared = []
    real = hmac.compare_digest
    monkeypatch.setattr("rag.catalog.keys.hmac.compare_digest", lambda *both: compared.append(both) or real(*both))
    assert documents(guarded, **{"x-api-key": guarded.keys["read"]}) == 200
    assert documents(guarded, **{"x-api-key": f"sb_{'0' * 12}_{'x' * 43}"}) == 401
    assert [len(stored) for stored, _ in compared] == [32, 32]
    assert guarded.keys["read"].encode() not in b"".join(stored for stored, _ in compared)


def test_t38_a_key_opens_and_closes_the_door_at_once_in_every_process(serve):
    with serve() as server:
        # What another process does to the same data folder.
        elsewhere = Catalog(catalog_url(server.settings))
        assert server.client.get("/v1/documents").status_code == 200
        made, key = elsewhere.keys.create("laptop", "write")
        assert server.client.get("/v1/documents").status_code == 401
        server.client.headers["x-api-key"] = key
        assert server.client.get("/v1/documents").status_code == 200
        elsewhere.keys.revoke(made.id)
        for path in ("/v1/documents", "/v1/collections", "/openapi.json", "/v1/tour"):
            assert server.client.get(path).status_code == 401
        assert server.search("Who?").status_code == server.upload(("a.txt", b"text")).status_code == 401
        del server.client.headers["x-api-key"]
        assert server.client.get("/v1/documents").status_code == 401, "the last key is revoked, and the door stays shut"
        elsewhere.close()


def test_a_key_can_be_required_before_there_is_one(serve):
    with serve(require_key=True) as server:
        assert server.client.get("/v1/documents").status_code == 401
        assert server.client.get("/health").status_code == 200
        assert server.client.get("/").status_code in (200, 503)


def test_t39_allowed_pages_may_send_a_key_and_others_may_not(serve):
    with serve(require_key=True, allowed_origins="https://wiki.example") as server:
        preflight = {"access-control-request-method": "POST", "access-control-request-headers": "authorization"}
        allowed = server.client.options("/v1/ask", headers=preflight | {"origin": "https://wiki.example"})
        assert allowed.status_code == 200
        assert "authorization" in allowed.headers["access-control-allow-headers"].lower()
        assert (
            server.client.options("/v1/ask", headers=preflight | {"origin": "https://evil.example"}).status_code == 403
        )
        refused = server.client.post("/v1/ask", json={"question": "?"}, headers={"origin": "https://wiki.example"})
        assert refused.status_code == 401
        assert refused.headers["access-control-allow-origin"] == "https://wiki.example"


def test_t40_no_key_is_logged(guarded, caplog):
    caplog.set_level("DEBUG")
    key = guarded.keys["write"]
    secret = key.split("_", 2)[2]
    headers = {"authorization": f"Bearer {key}", "user-agent": key, "x-api-key": key}
    guarded.client.get(f"/v1/documents/{key}", params={"key": key}, headers=headers)
    guarded.client.get(f"/{'a' * 280}/{key}", headers=headers)
    guarded.client.get("/v1/documents", headers={"x-api-key": f"{key}x"})
    guarded.client.post("/v1/search", json={"question": key, key: key}, headers=headers)
    guarded.client.post("/v1/documents", files={"files": (f"{key}.txt", b"a text")}, headers=headers)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("api", "rag"))]
    assert [line for line in ours if "GET /v1/documents/sb_" in line and "***" in line]
    assert not [line for line in ours if secret[:12] in line]


def test_the_door_is_quick(guarded):
    """A key costs a read and a plain hash: a slow one is for passwords, and would be a way to wear the service out."""
    keys, shown = guarded.backend.catalog.keys, {guarded.keys["read"]}
    assert identify(keys, shown, required=True)
    started = time.thread_time()
    for _ in range(100):
        identify(keys, shown, required=True)
    assert time.thread_time() - started < 2
