"""A page in somebody's browser cannot reach what listens on loopback."""

from __future__ import annotations

import re

import pytest

QUESTION = {"question": "Who keeps the second key?"}


@pytest.mark.parametrize(
    "host",
    [
        b"evil.example",
        b"x/health?y=",
        b"localhost.evil.example",
        b"localhost@evil.example",
        b"127.0.0.1:80:80",
        b"127.0.0.1:x",
        b"",
        b"[::1",
        b"127.1",
        b"2130706433",
        b"127.0.0.1 evil",
    ],
)
def test_t32_foreign_hosts_are_refused(server, host):
    for path in (b"/health", b"/v1/documents", b"/"):
        reply = server.raw(b"GET " + path + b" HTTP/1.1\r\nHost: " + host + b"\r\nConnection: close\r\n\r\n")
        assert reply.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("hosts", [b"", b"Host: 127.0.0.1\r\nHost: evil.example\r\n"])
def test_there_is_exactly_one_host(server, hosts):
    for version in (b"1.0", b"1.1"):
        assert b" 400 " in server.raw(b"GET /health HTTP/" + version + b"\r\n" + hosts + b"\r\n").split(b"\r\n")[0]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:9", "[::1]", "[::1]:8000"])
def test_own_hosts_are_answered_on_any_port(server, host):
    assert server.client.get("/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost", "file://", ""]
)
def test_t39_other_origins_are_refused_on_every_method(server, origin):
    headers = {"origin": origin}
    replies = [
        server.client.get("/v1/documents", headers=headers),
        server.client.post("/v1/ask", json=QUESTION, headers=headers),
        server.client.delete(f"/v1/documents/{'0' * 24}", headers=headers),
        server.client.post("/v1/documents", files={"file": b"x"}, headers=headers),
        server.client.options("/v1/ask", headers=headers | {"access-control-request-method": "POST"}),
    ]
    assert {reply.status_code for reply in replies} == {403}
    assert all(reply.json()["error"]["code"] == "refused_origin" for reply in replies)
    assert not any("access-control-allow-origin" in reply.headers for reply in replies)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "odd"])
def test_what_a_browser_says_of_other_sites_counts(server, site):
    headers = {"sec-fetch-site": site}
    assert server.client.get("/v1/documents", headers=headers).status_code == 403
    assert server.client.post("/v1/ask", json=QUESTION, headers=headers).status_code == 403
    followed = headers | {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
    assert server.client.get("/", headers=followed).status_code == 200
    assert server.client.post("/v1/ask", json=QUESTION, headers=followed).status_code == 403


def test_own_page_may_call(server):
    headers = {"origin": f"http://127.0.0.1:{server.port}", "sec-fetch-site": "same-origin"}
    assert server.client.post("/v1/ask", json=QUESTION, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_t39_what_a_form_could_send_is_no_json(server, kind):
    content = b'{"question": "Who keeps the second key?"}'
    assert server.client.post("/v1/ask", content=content, headers={"content-type": kind}).status_code == 415


def test_json_is_no_upload(server):
    assert server.client.post("/v1/documents", json=QUESTION).status_code == 415


def test_hosts_and_origins_can_be_allowed(serve):
    with serve(allowed_hosts="intranet", allowed_origins="https://wiki.example, http://a.example:81") as server:
        wiki = {"host": "intranet:8000", "origin": "https://wiki.example", "sec-fetch-site": "cross-site"}
        assert server.client.get("/health").status_code == 400
        reply = server.client.post("/v1/ask", json=QUESTION, headers=wiki)
        assert reply.status_code == 200
        assert reply.headers["access-control-allow-origin"] == "https://wiki.example"
        preflight = wiki | {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
        assert server.client.options("/v1/ask", headers=preflight).status_code == 200
        assert server.client.get("/health", headers=wiki | {"origin": "http://wiki.example"}).status_code == 403


def test_browsers_are_told_to_be_careful(server):
    replies = [
        server.client.get("/health"),
        server.client.get("/nowhere"),
        server.client.get("/health", headers={"host": "x"}),
    ]
    for reply in replies:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["x-frame-options"] == "DENY"


def test_page_runs_its_own_script_only(server):
    page = server.client.get("/")
    if page.status_code == 503:
        pytest.skip("the pages are not built")
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<script>" not in page.text
    assert " onclick" not in page.text
    assert "style=" not in page.text
    named = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert named
    for file in named:
        assert file.startswith("/assets/"), "nothing is fetched from elsewhere"
        assert server.client.get(file).headers["x-content-type-options"] == "nosniff"
