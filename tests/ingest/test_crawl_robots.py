"""robots.txt and its like: what a site asks of crawlers is done, and what it cannot say is taken for a no."""

from __future__ import annotations

import socket
import time
from types import SimpleNamespace

import pytest

from ingest.addresses import vet_url
from ingest.crawl.robots import Robots
from ingest.crawl.wishes import allows
from tests.ingest.crawled import Crawled, fetcher, serving
from tests.ingest.loopback import PUBLIC, page, playable

pytestmark = pytest.mark.skipif(not playable(), reason="this system has one loopback address only")


@pytest.fixture
def site():
    with serving() as site:
        yield site


def rules(site, tmp_path, *lines):
    site.robots(*lines)
    return Robots(fetcher(), tmp_path).of(vet_url(site.url()))


def allowed(site, tmp_path, *lines, paths):
    found = rules(site, tmp_path, *lines)
    return [path for path in paths if found.allows(vet_url(site.url(path)))]


def test_the_longest_rule_decides_and_stars_are_understood(site, tmp_path):
    lines = ["User-Agent: *", "Disallow: /a  # all of it", "Allow: /a/b", "Disallow: /*?print", "Disallow: /*.pdf$"]
    paths = ["/", "/a", "/a/c", "/a/b/c", "/x?print=1", "/x?page=1", "/y.pdf", "/y.pdf.html"]
    assert allowed(site, tmp_path, *lines, paths=paths) == ["/", "/a/b/c", "/x?page=1", "/y.pdf.html"]


def test_what_is_said_to_us_counts_before_what_is_said_to_all(site, tmp_path):
    lines = ["User-agent: *", "Disallow: /", "", "User-agent: Sourcebound/2.0", "User-agent: more", "Disallow: /shut"]
    assert allowed(site, tmp_path, *lines, paths=["/", "/shut/x"]) == ["/"]
    lines = ["User-agent: otherbot", "Disallow: /", "User-agent: soundbot", "Disallow: /", "Sitemap: /x"]
    assert allowed(site, tmp_path, *lines, paths=["/", "/x"]) == ["/", "/x"]


def test_the_pages_that_it_closes_are_not_asked_for(site, tmp_path):
    site.robots("User-agent: *", "Disallow: /shut")
    site.html("/", "/shut/x", "/open")
    site.html("/open")
    crawled = Crawled(site.url(), tmp_path)
    assert (site.asked, crawled.kept) == (["/", "/open"], ["/", "/open"])
    assert crawled.left == {"its robots.txt does not allow it": 1}
    closed = Crawled(site.url("/shut"), tmp_path, sitemaps=True)
    assert (closed.failed, site.asked) == ({"/shut"}, ["/", "/open"])


@pytest.mark.parametrize("status", [401, 404, 410])
def test_a_site_without_it_is_open(site, tmp_path, status):
    site.robots("User-agent: *", "Disallow: /", status=status)
    site.html("/")
    assert Crawled(site.url(), tmp_path).kept == ["/"]


def slow(handler):
    time.sleep(60)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (page(b"", status=500), "status 500"),
        (page(b"", status=429), "status 429"),
        (page(b"User-agent: *\n" + b"#" * 600_000), "512 kB"),
        (lambda handler: None, "cannot be had"),
        (slow, "was not fetched within 0.5 s"),
        (page(status=302, Location="/robots.txt"), "cannot be had"),
        (page(b"User-agent: *\nCrawl-delay: 3600"), "3600 s between pages"),
    ],
)
def test_a_site_that_cannot_say_is_closed(site, tmp_path, answer, reason):
    site.answers["/robots.txt"] = answer
    site.html("/")
    crawled = Crawled(site.url(), tmp_path, seconds=0.5 if answer is slow else 60)
    assert (site.asked, crawled.failed) == ([], {"/"})
    assert reason in crawled.why["/"]


def test_what_keeps_a_site_away_is_not_laid_on_its_robots_txt(site, tmp_path):
    with socket.socket() as unused:
        unused.bind((PUBLIC, 0))
        crawled = Crawled(f"http://public.example:{unused.getsockname()[1]}/", tmp_path)
    assert "the connection is refused" in crawled.why["/"]
    site.html("/")
    assert "does not speak TLS" in Crawled(site.url().replace("http:", "https:"), tmp_path).why["/"]
    assert "robots" not in f"{crawled.why} {crawled.left}"


@pytest.fixture
def pauses(monkeypatch):
    """The pauses that crawls make, in seconds, by a clock on which nothing else takes time."""
    made = []
    clock = SimpleNamespace(sleep=made.append, monotonic=lambda: 1000 + sum(made))
    monkeypatch.setattr("ingest.crawl.crawler.time", clock)
    return made


@pytest.mark.parametrize("line", ["Crawl-delay: 0.4", "Request-rate: 5/2"])
def test_its_pause_is_kept_where_it_is_longer(site, tmp_path, pauses, line):
    site.robots("User-agent: *", line)
    site.html("/", "/a", "/b")
    for path in "ab":
        site.html(f"/{path}")
    assert len(Crawled(site.url(), tmp_path, delay=0.1).kept) == 3
    assert pauses == pytest.approx([0, 0.4, 0.4])


def test_our_own_pause_is_kept(site, tmp_path, pauses):
    site.html("/", "/a")
    site.html("/a")
    Crawled(site.url(), tmp_path, delay=0.5)
    assert pauses == pytest.approx([0, 0.5])


def test_a_hostile_file_costs_little(site, tmp_path):
    """A parser that copies every rule for every crawler would make a hundred million of these."""
    lines = [f"User-agent: b{number}" for number in range(12_000)] + [f"Allow: /{number}" for number in range(12_000)]
    started = time.process_time()
    assert allowed(site, tmp_path, *lines, paths=["/x"]) == ["/x"]
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("header", "index", "follow"),
    [
        ("", True, True),
        ("noindex", False, True),
        ("max-snippet: 20, NoFollow", True, False),
        ("unavailable_after: 25 Jun 2030 15:00:00 PST\nnone", False, False),
        ("otherbot: noindex, nofollow", True, True),
        ("otherbot: noindex\nnofollow", True, False),
        ("otherbot: noindex, sourcebound: nofollow", True, False),
    ],
)
def test_the_header_for_robots(header, index, follow):
    assert (allows(header, "noindex"), allows(header, "nofollow")) == (index, follow)
