"""A site crawled a second time: only what has changed is sent, and what is not sent is heeded as it was read."""

from __future__ import annotations

import pytest

from ingest.fetch import Unmodified
from ingest.validators import Validators, validators
from rag.errors import BadAnswer, RagError
from tests.ingest.crawled import Crawled, Remembering, fetcher, not_modified, serving
from tests.ingest.loopback import page, playable

pytestmark = pytest.mark.skipif(not playable(), reason="this system has one loopback address only")

LONG_AGO = "Tue, 14 Nov 2023 22:13:20 GMT"


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def crawled(site, tmp_path):
    """Crawls the site; each crawl recalls those before it."""
    memory = Remembering()
    return lambda **options: Crawled(site.url(), tmp_path, memory=memory, **options)


def test_what_is_not_modified_is_not_sent_and_its_links_are_followed(site, crawled):
    site.html("/", "/strong", "/dated", "/both", etag='W/"1"')
    site.html("/strong", "/deep/", etag='"2"')
    site.html("/dated", changed=LONG_AGO)
    site.html("/both", etag='"3"', changed=LONG_AGO)
    site.html("/deep/", "leaf", head="<base href='/base/'>", etag='"4"')
    site.html("/base/leaf")
    first = crawled()
    assert set(site.conditions().values()) == {(None, None)}
    assert (len(first.kept), first.unmodified) == (6, [])

    second = crawled()
    assert site.conditions() == {
        "/": ('W/"1"', None),
        "/strong": ('"2"', None),
        "/dated": (None, LONG_AGO),
        "/both": ('"3"', LONG_AGO),
        "/deep/": ('"4"', None),
        "/base/leaf": (None, None),
    }
    assert second.unmodified == ["/", "/strong", "/dated", "/both", "/deep/"]
    assert second.kept == ["/base/leaf"]
    assert (second.crawler.not_modified, second.crawler.asked, second.files) == (5, 6, 6 + 1)
    assert second.crawler.read < first.crawler.read / 3


def test_a_changed_page_comes_whole_and_is_known_by_its_new_etag(site, crawled):
    site.html("/", "/a", etag='"1"')
    site.html("/a", etag='"a"')
    crawled()
    site.html("/", "/b", words="new", etag='"2"')
    site.html("/b", etag='"b"')
    assert crawled().kept == ["/", "/b"]
    site.conditions()
    assert crawled().unmodified == ["/", "/b"]
    assert site.conditions() == {"/": ('"2"', None), "/b": ('"b"', None)}


def test_each_hop_is_asked_with_what_its_own_address_sent(site, crawled):
    site.html("/", "/old", "/older", etag='"1"')
    site.answers["/old"] = page(status=301, Location="/new", ETag='"redirect"')
    site.answers["/older"] = page(status=301, Location="/new")
    site.html("/new", "/more", etag='"2"')
    site.html("/more")
    crawled()
    site.conditions()
    second = crawled()
    assert (second.unmodified, second.kept) == (["/", "/new"], ["/more"])
    assert "has been read" in second.why["/older"]
    assert site.conditions() == {
        "/": ('"1"', None),
        "/old": (None, None),
        "/older": (None, None),
        "/new": ('"2"', None),
        "/more": (None, None),
    }


def test_not_modified_where_nothing_was_known_is_a_failure(site, crawled, tmp_path):
    site.html("/", "/odd", "/moved", "/good", etag='"1"')
    site.answers |= {"/odd": not_modified, "/moved": page(status=302, Location="/odd?x")}
    site.answers["/odd?x"] = not_modified
    site.html("/good")
    first = crawled()
    assert (first.kept, first.failed) == (["/", "/good"], {"/odd", "/moved"})
    assert "status 304" in first.why["/odd"]
    with pytest.raises(BadAnswer):
        fetcher().fetch(site.url("/odd"), tmp_path)
    # The condition went to the first hop; the second answers 304 to nothing.
    site.answers["/"] = page(status=302, Location="/odd")
    assert crawled().failed == {"/"}


def test_a_robots_txt_that_is_not_modified_closes_the_site(site, crawled):
    site.answers["/robots.txt"] = not_modified
    site.html("/")
    assert "robots.txt cannot be had (status 304)" in crawled().why["/"]
    assert site.asked == []


def test_what_a_page_asked_for_holds_while_it_is_not_modified(site, crawled):
    site.html("/", "/meta", "/header", "/noindex", etag='"1"')
    site.html("/meta", "/x1", head="<meta name='robots' content='nofollow'>", etag='"2"')
    site.html("/header", "/x2", etag='"3"', X_Robots_Tag="nofollow")
    site.html("/noindex", "/x3", etag='"4"', head="<meta name='robots' content='noindex'>")
    for path in ("/x1", "/x2", "/x3"):
        site.html(path)
    assert crawled().kept == ["/", "/meta", "/header", "/x3"]
    site.conditions()
    second = crawled()
    assert second.unmodified == ["/", "/meta", "/header"]
    assert (second.kept, list(second.why)) == (["/x3"], ["/noindex"])
    assert site.conditions()["/noindex"] == (None, None)  # it is no document, so nothing is kept of it


def test_a_header_that_comes_with_the_304_counts(site, crawled):
    site.html("/", "/shut", etag='"1"')
    site.html("/shut", "/x", etag='"2"')
    site.html("/x")
    assert crawled().kept == ["/", "/shut", "/x"]
    site.answers["/shut"] = page(status=304, X_Robots_Tag="noindex, nofollow")
    second = crawled()
    assert (second.unmodified, second.why) == (["/"], {"/shut": "It asks not to be kept (noindex)"})
    assert "/x" not in second.kept


def test_the_canonical_address_of_a_page_is_not_forgotten(site, crawled):
    site.html("/", "/a?session=1", etag='"1"')
    site.html("/a?session=1", head="<link rel='canonical' href='/a'>", etag='"2"')
    site.html("/a", words="itself")
    assert crawled(exclude=("*/a",)).kept == ["/", "/a?session=1"]
    second = crawled()
    assert (second.unmodified, second.kept) == (["/"], ["/a"])
    assert "canonical address" in second.why["/a?session=1"]


def test_another_address_of_the_same_bytes_is_known_though_they_do_not_come(site, crawled):
    site.answers["/one"] = page(b"<p>The same.</p>", Content_Type="text/html", ETag='"2"')
    site.html("/", "/one", etag='"1"')
    crawled()
    site.answers["/two"] = site.answers["/one"]
    site.answers["/one"] = not_modified
    site.html("/", "/one", "/two", etag='"3"')
    second = crawled()
    assert (second.kept, second.unmodified) == (["/"], ["/one"])
    assert "the same as" in second.why["/two"]


def test_a_page_that_could_not_be_looked_through_comes_whole_again(site, tmp_path):
    def fails(job):
        raise RagError("broken")

    memory = Remembering()
    site.html("/", "/a", etag='"1"')
    assert Crawled(site.url(), tmp_path, look=fails, memory=memory).kept == ["/"]
    assert memory[site.url("/")].content_hash is None


def test_a_page_that_has_not_changed_leaves_no_file(site, tmp_path):
    site.html("/", etag='"1"')
    asked = []

    def known(address):
        asked.append(address.url)
        return Validators('"1"')

    assert fetcher().fetch_if_changed(site.url(), tmp_path, known) == Unmodified(site.url(), "")
    assert (asked, list(tmp_path.iterdir())) == ([site.url()], [])


@pytest.mark.parametrize("etag", ["", '"' + "x" * 600 + '"', '"caf\u00e9"', '"\u0007"', None])
def test_an_etag_that_is_not_fit_to_be_sent_back_is_none(etag):
    assert validators(etag, None, LONG_AGO) == Validators()


@pytest.mark.parametrize(
    ("changed", "sent", "proves"),
    [
        (LONG_AGO, "Tue, 14 Nov 2023 22:14:20 GMT", True),
        (LONG_AGO, "Tue, 14 Nov 2023 22:14:19 GMT", False),  # it may change again within the second of its date
        (LONG_AGO, "Tue, 14 Nov 2023 22:13:00 GMT", False),
        (LONG_AGO, None, False),
        ("yesterday", LONG_AGO, False),
    ],
)
def test_a_date_is_proof_once_it_is_a_minute_old(changed, sent, proves):
    assert validators('W/"1"', changed, sent) == Validators('W/"1"', changed if proves else None)
