"""A crawl that is stored: pages are documents, unchanged ones are left alone, and hostile ones read in a child."""

from __future__ import annotations

import pytest

from ingest.crawl.crawl import crawl
from ingest.crawl.frontier import Bounds
from ingest.readers.html_links import page_links
from ingest.run import Ingestion, Quiet
from tests.ingest.crawled import fetcher, serving
from tests.ingest.loopback import page, playable
from tests.ingest.watched import OneEmbedder, open_house

pytestmark = pytest.mark.skipif(not playable(), reason="this system has one loopback address only")


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.pipeline._WORKERS", 1)
    with open_house(tmp_path / "data") as house:
        yield house


def crawled(site, house, **bounds):
    ingestion = Ingestion(house.settings, house.catalog, "default", OneEmbedder(house.settings))
    return crawl(site.url(), house.settings, ingestion, Bounds(**bounds), delay=0.0, fetcher=fetcher())


def documents(house):
    return {row.uri: (row.title, row.media_type, row.version) for row in house.shelf.listing.page(100)[0]}


def test_pages_are_documents_and_a_second_time_costs_no_reading(site, house):
    site.html("/", "/old", "/list.csv", "/gone", "/program")
    site.answers["/old"] = page(status=301, Location="/new")
    site.html("/new", words="The ferry leaves at noon.", Last_Modified="Tue, 14 Nov 2023 22:13:20 GMT")
    site.answers["/list.csv"] = page(b"article,price\nlantern,40 euros\nrope,9 euros\n", Content_Type="text/csv")
    site.answers["/program"] = page(b"\x7fELF\x02\x01\x01" + bytes(range(200)))
    first = crawled(site, house)
    assert (first.stored.added, first.asked, first.ended) == (3, 5, "nothing is left to read")
    assert documents(house) == {
        site.url("/"): ("Page /", "text/html", 1),
        site.url("/new"): ("Page /new", "text/html", 1),
        site.url("/list.csv"): ("list", "text/csv", 1),
    }
    assert [(problem.uri, "404" in problem.reason) for problem in first.stored.failures] == [(site.url("/gone"), True)]
    assert [problem.uri for problem in first.stored.skips] == [site.url("/program")]
    (row,) = [row for row in house.shelf.listing.page(100)[0] if row.uri == site.url("/new")]
    assert row.modified.startswith("2023-11-14T22:13:20")

    site.html("/new", words="The ferry leaves at dusk.")
    second = crawled(site, house)
    assert (second.stored.added, second.stored.replaced, second.stored.unchanged) == (0, 1, 2)
    assert second.as_json()["asked"] == 5


def test_what_is_stored_is_what_ingesting_its_file_stores(site, house, tmp_path):
    site.html("/page.html", words="# The ferry leaves at noon. " * 40)
    site.html("/", "/page.html")
    crawled(site, house)
    (tmp_path / "papers").mkdir()
    copy = tmp_path / "papers" / "page.html"
    copy.write_bytes(fetcher().fetch(site.url("/page.html"), tmp_path).path.read_bytes())
    ingestion = Ingestion(house.settings, house.catalog, "default", OneEmbedder(house.settings))
    ingestion.sources([str(copy)], Quiet())
    rows = {row.uri: row for row in house.shelf.listing.page(100)[0]}
    one, other = rows[site.url("/page.html")], rows[copy.as_uri()]
    assert house.shelf.passages.text(one.id)[0] == house.shelf.passages.text(other.id)[0]
    assert (one.chunks, one.title, one.media_type) == (other.chunks, other.title, other.media_type)


def test_a_page_that_ends_its_reader_ends_no_crawl(site, house, monkeypatch):
    """Links are looked for in a child process: what ends that is a page without links."""
    monkeypatch.setattr("ingest.crawl.crawl.TASK", "sandbox_tasks:end")
    site.html("/", "/a")
    report = crawled(site, house)
    assert (report.stored.added, report.asked) == (1, 1)


def test_links_of_a_hostile_page_are_bounded():
    many = b"".join(b'<a href="/%d">x</a>' % number for number in range(50_000))
    deep = b"<div>" * 30_000 + b'<a href="/deep">x</a>'
    long = b'<a href="/' + b"x" * 5_000 + b'">x</a>'
    assert len(page_links(many, "sourcebound").links) == 1_000
    assert page_links(deep, "sourcebound").links == ()  # elements this deep are bared of what they say
    assert page_links(long + b'<base href="' + b"y" * 5_000 + b'">', "sourcebound").base is None
    assert page_links(long, "sourcebound").links == ()


def test_links_are_read_as_written():
    told = page_links(
        b"<html><head><base href='/base/'><link rel='alternate canonical' href='/c'></head>"
        b"<body><a href=' a b '>x</a><area href='/map'><a>none</a><a href=''>empty</a>"
        b"<a href='/a'>1</a><a href='/a'>2</a>"
        b"<!-- <a href='/comment'>x</a> --><script>'<a href=\"/script\">'</script>",
        "sourcebound",
    )
    assert told.links == ("a b", "/map", "/a")
    assert (told.base, told.canonical, told.index, told.follow) == ("/base/", "/c", True, True)
