"""Adding pages by URL: one gate before any socket, on every hop; a page that cannot be had says why."""

from __future__ import annotations

from functools import partial
from ipaddress import ip_address

import pytest

from ingest.fetch import Fetcher
from tests.api.live_server import nothing_waits, wait_until
from tests.ingest.loopback import PRIVATE, PUBLIC, Server, page, playable

pytestmark = pytest.mark.skipif(not playable(), reason="this system has one loopback address only")

PAGE = b"<!doctype html><title>The tide</title><h1>The tide</h1><p>High water is at noon on the island of Sylt.</p>"
REFUSED = [
    "http://127.0.0.1:6666\\@1.1.1.1/",
    "http://user:secret@example.org/",
    "http://example.org/a\r\nHost: x",
    "http://exa\tmple.org/",
    " http://example.org/",
    "http://[::1]/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://localhost/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "ftp://example.org/",
    "javascript:alert(1)",
    "data:text/html,hello",
    "//example.org/",
    "example.org",
    "\0",
]


@pytest.fixture
def public():
    server = Server(PUBLIC)
    yield server
    server.close()


@pytest.fixture
def canary():
    server = Server(PRIVATE)
    server.answers = dict.fromkeys(["/", "/secret"], page(b"secret"))
    yield server
    server.close()
    assert server.hits == [], "the canary was touched"


@pytest.fixture
def web(serve, monkeypatch):
    """A server for which 127.0.0.2 is the public internet, under every name."""
    given = {"resolve": lambda host, port: [ip_address(PUBLIC)], "allowed": lambda ip: str(ip) == PUBLIC}
    monkeypatch.setattr("api.backend.Fetcher", partial(Fetcher, **given))
    with serve(fetch_seconds=5.0, max_fetch_megabytes=1) as server:
        yield server


def add(server, url, **more):
    return server.client.post("/v1/documents/url", json={"url": url, **more})


def fetched(server, url):
    reply = add(server, url)
    assert reply.status_code == 202
    return server.settled(reply.json()["id"])


def test_a_page_is_fetched_kept_and_fetched_again(web, public):
    public.answers["/tide.html"] = page(PAGE, Last_Modified="Tue, 14 Nov 2023 22:13:20 GMT")
    url = f"http://public.example:{public.port}/tide.html"
    row = fetched(web, f"{url}#today")
    assert (row["state"], row["uri"], row["title"]) == ("ready", url, "The tide")
    assert row["modified"].startswith("2023-11-14T22:13:20")
    assert web.search("When is high water?").json()["hits"][0]["uri"] == url
    wait_until(lambda: nothing_waits(web))
    public.answers["/tide.html"] = page(PAGE.replace(b"noon", b"midnight"))
    again = web.client.post(f"/v1/documents/{row['id']}/reingest")
    assert again.status_code == 202
    assert web.settled(row["id"])["version"] == 2
    assert len(public.hits) == 2


def test_t1_a_redirect_inside_is_refused_and_the_reason_shown(web, public, canary):
    for number, target in enumerate((f"http://{PRIVATE}:{canary.port}/secret", "http://169.254.169.254/latest/")):
        public.answers[f"/{number}"] = page(b"", status=302, Location=target)
        row = fetched(web, f"http://public.example:{public.port}/{number}")
        assert (row["state"], row["version"]) == ("failed", 0)
        assert "not on the public internet" in row["reason"]
    assert nothing_waits(web)


@pytest.mark.parametrize("url", REFUSED)
def test_t2_t4_odd_and_private_addresses_are_refused_at_once(server, url):
    before = server.client.get("/v1/documents").json()["documents"]
    reply = add(server, url)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "refused_address")
    assert server.client.get("/v1/documents").json()["documents"] == before
    assert nothing_waits(server)


def test_t3_a_name_that_turns_private_is_not_followed(serve, public, canary, monkeypatch):
    answers = [[ip_address(PRIVATE)], [ip_address(PUBLIC)]]
    given = {"resolve": lambda host, port: answers.pop(0), "allowed": lambda ip: str(ip) == PUBLIC}
    monkeypatch.setattr("api.backend.Fetcher", partial(Fetcher, **given))
    public.answers["/"] = page(PAGE)
    with serve() as server:
        rebound = fetched(server, f"http://rebinding.example:{canary.port}/")
        assert rebound["state"] == "failed"
        assert fetched(server, f"http://public.example:{public.port}/")["state"] == "ready"


def test_t5_every_field_that_takes_a_url_is_tested_here(server):
    described = server.client.get("/openapi.json").json()
    schemas = described["components"]["schemas"]
    named = {
        (name, field)
        for name, schema in schemas.items()
        if name.endswith("Request")
        for field in schema.get("properties", {})
        if "url" in field.lower() or "link" in field.lower()
    }
    assert named == {("UrlRequest", "url")}
    parameters = [
        parameter["name"]
        for path in described["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", [])
    ]
    assert not [name for name in parameters if "url" in name.lower()]


@pytest.mark.parametrize("body", [{}, {"url": ""}, {"url": 1}, {"url": "http://a.example/" + "a" * 4096}, {"uri": "x"}])
def test_odd_requests_are_refused(server, body):
    assert server.client.post("/v1/documents/url", json=body).status_code == 422


def test_what_cannot_be_had_says_why(web, public):
    public.answers["/large"] = page(b"x" * (2 << 20))
    public.answers["/empty"] = page(b"")
    base = f"http://public.example:{public.port}"
    for path, reason in (("/large", "larger than"), ("/empty", "no text"), ("/none", "")):
        row = fetched(web, base + path)
        assert row["state"] == "failed"
        assert reason in row["reason"]
    wait_until(lambda: nothing_waits(web))


def test_a_page_deleted_on_its_way_stays_deleted(web, public, monkeypatch):
    public.answers["/late"] = page(PAGE)
    fetch = Fetcher.fetch

    def deleting(self, url, folder):
        found = fetch(self, url, folder)
        (row,) = web.client.get("/v1/documents").json()["documents"]
        web.client.delete(f"/v1/documents/{row['id']}")
        return found

    monkeypatch.setattr(Fetcher, "fetch", deleting)
    add(web, f"http://public.example:{public.port}/late")
    wait_until(lambda: nothing_waits(web))
    assert web.client.get("/v1/documents").json()["documents"] == []
