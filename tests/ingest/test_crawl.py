"""Crawling a real site: what is asked for and in which order, what is left alone, and what ends it."""

from __future__ import annotations

import gzip
import time
import zlib
from functools import cache

import pytest

from ingest.crawl.sitemaps import places
from rag.errors import RefusedAddress, TooLarge
from tests.ingest.crawled import Crawled, serving
from tests.ingest.loopback import PRIVATE, Server, page, playable

pytestmark = pytest.mark.skipif(not playable(), reason="this system has one loopback address only")


@pytest.fixture
def site():
    with serving() as site:
        yield site


@pytest.fixture
def canary():
    server = Server(PRIVATE)
    yield server
    server.close()
    assert server.hits == [], "the canary was touched"


def test_pages_are_read_breadth_first_and_each_once(site, tmp_path):
    site.html("/", "/a", "b/", "/a#part", "?x=1&y=2", "?y=2&x=1", "mailto:somebody", "javascript:alert(1)", "/my page")
    site.html("/a", "/deep", "/", "http://elsewhere.example/", "picture.PNG")
    site.html("/b/", "c", "../a", "//public.example/d")
    site.html("/b/c", "/", head="<base href='/base/'>")
    site.html("/deep", "/deeper")
    site.html("/?x=1&y=2", "other", head="<base href='/base/'>")
    site.html("/base/other")
    site.html("/my%20page")
    site.html("/deeper", "/deepest")
    crawled = Crawled(site.url(), tmp_path, depth=2)
    assert site.asked == ["/", "/a", "/b/", "/?x=1&y=2", "/my%20page", "/deep", "/b/c", "/base/other"]
    assert crawled.kept == site.asked
    assert crawled.found[0].uri == site.url("/")
    assert crawled.left == {
        "no page of the web": 2,
        "on another host": 2,
        "an image, a program or the like": 1,
        "too deep": 1,
    }
    assert crawled.crawler.ended == "nothing is left to read"
    assert {headers["User-Agent"] for _, headers in site.server.hits} == {"sourcebound"}


def test_patterns_say_where_links_may_lead(site, tmp_path):
    site.html("/", "/manual/a", "/manual/tag/b", "/shop/c")
    for path in ("/manual/a", "/manual/tag/b", "/shop/c"):
        site.html(path)
    crawled = Crawled(site.url(), tmp_path, include=("*/manual/*",), exclude=("*/tag/*",))
    assert crawled.kept == ["/", "/manual/a"]
    assert crawled.left == {"excluded": 1, "not included": 1}


def test_other_hosts_are_read_where_that_is_wished(site, tmp_path):
    site.html("/", site.url("/there", host="other.example"))
    site.html("/there")
    assert Crawled(site.url(), tmp_path, same_host=False).kept == ["/", "/there"]
    assert [path for path, _ in site.server.hits].count("/robots.txt") == 2


def test_what_pages_and_servers_ask_for_is_done(site, tmp_path):
    site.html("/", "/unkept", "/unfollowed", "/neither", "/header", "/for-another", "/ours")
    site.answers["/rel"] = page(b"<html><body><a rel='external NoFollow' href='/x5'>x</a> text</body></html>")
    site.html("/unkept", "/x1", head="<meta name='Robots' content='NoIndex'>")
    site.html("/unfollowed", "/x2", "/rel", head="<meta name='robots' content='index, nofollow'>")
    site.html("/neither", "/x3", head="<meta name='robots' content='none'>")
    site.html("/header", "/x4", X_Robots_Tag="noindex, nofollow")
    site.html("/for-another", "/rel", X_Robots_Tag="otherbot: noindex, nofollow")
    site.html("/ours", head="<meta name='sourcebound' content='noindex'>")
    site.html("/x1")
    crawled = Crawled(site.url(), tmp_path)
    assert sorted(crawled.kept) == ["/", "/for-another", "/rel", "/unfollowed", "/x1"]
    assert set(crawled.why) == {"/unkept", "/neither", "/header", "/ours"}
    assert not crawled.failed
    assert crawled.files == len(crawled.kept)


def test_a_page_goes_by_its_canonical_address(site, tmp_path):
    site.html("/", "/a?session=1", "/a?session=2", "/self", "/lost")
    for path in ("/a?session=1", "/a?session=2", "/a"):
        site.html(path, words=path, head="<link rel='canonical' href='/a'>")
    site.html("/self", head="<link rel='canonical' href='/self#top'>")
    site.html("/lost", head="<link rel='canonical' href='http://elsewhere.example/'>")
    crawled = Crawled(site.url(), tmp_path)
    assert crawled.kept == ["/", "/self", "/lost", "/a"]
    assert "canonical address" in crawled.why["/a?session=1"]


def test_pages_that_call_each_other_canonical_are_not_both_lost(site, tmp_path):
    site.html("/", "/one")
    site.html("/one", head="<link rel='canonical' href='/two'>")
    site.html("/two", head="<link rel='canonical' href='/one'>")
    assert Crawled(site.url(), tmp_path).kept == ["/", "/two"]


def test_the_same_page_under_two_addresses_is_kept_once(site, tmp_path):
    site.html("/", "/one", "/two")
    site.answers["/one"] = site.answers["/two"] = page(b"<html><body><p>The same.</p></body></html>")
    crawled = Crawled(site.url(), tmp_path)
    assert crawled.kept == ["/", "/one"]
    assert "the same as" in crawled.why["/two"]


def test_redirects_stay_in_bounds(site, canary, tmp_path):
    site.robots("User-agent: *", "Disallow: /closed")
    leads = {
        "/new": "/found",
        "/again": "/found",
        "/away": "http://elsewhere.example/x",
        "/private": f"http://{PRIVATE}:{canary.port}/secret",
        "/shut": "/closed/x",
        "/loop": "/loop",
    }
    site.html("/", *leads)
    site.html("/found")
    for path, target in leads.items():
        site.answers[path] = page(status=302, Location=target)
    crawled = Crawled(site.url(), tmp_path)
    assert crawled.kept == ["/", "/found"]
    assert "/closed/x" not in site.asked
    assert crawled.failed == {"/private", "/loop"}
    assert "another host" in crawled.why["/away"]
    assert "robots.txt" in crawled.why["/shut"]
    assert "has been read" in crawled.why["/again"]


def test_the_first_page_may_lead_to_the_host_that_the_site_is_on(site, tmp_path):
    site.answers["/start"] = page(status=301, Location=site.url("/home", host="www.public.example"))
    site.html("/home", "/more")
    site.html("/more")
    crawled = Crawled(site.url("/start"), tmp_path)
    assert crawled.kept == ["/home", "/more"]
    assert crawled.found[0].uri == site.url("/home", host="www.public.example")


def test_nobody_is_led_into_the_private_net(site, canary, tmp_path):
    odd = [f"http://{PRIVATE}:{canary.port}/", f"http://2130706433:{canary.port}/", f"http://localhost:{canary.port}/"]
    site.html("/", *odd, "http://user@public.example/", "http://[oops/")
    crawled = Crawled(site.url(), tmp_path, same_host=False)
    assert (crawled.kept, crawled.left) == (["/"], {"private or odd address": 5})
    with pytest.raises(RefusedAddress):
        Crawled(f"http://{PRIVATE}:{canary.port}/", tmp_path)


def test_a_calendar_does_not_eat_all_pages(site, tmp_path):
    months = [f"/calendar/{year}/{month}" for year in range(30) for month in range(12)]
    site.html("/", *months, "/about", "/contact")
    for path in (*months, "/about", "/contact"):
        site.html(path)
    crawled = Crawled(site.url(), tmp_path, pages=20)
    assert {"/about", "/contact"} < set(crawled.kept)
    assert len(site.asked) == 13
    assert crawled.left == {"too many of one shape": 350}


def test_an_address_that_grows_by_itself_ends(site, tmp_path):
    for number in range(9):
        site.html("/" + "a/b/" * number, "a/b/")
    crawled = Crawled(site.url(), tmp_path, depth=99)
    assert len(site.asked) == 4
    assert crawled.left == {"an address that repeats itself": 1}


def test_endless_pages_end_with_the_number_of_pages(site, tmp_path):
    for number in range(40):
        site.html(f"/{'x' * number}", f"/{'x' * (number + 1)}")
    crawled = Crawled(site.url(), tmp_path, depth=99, pages=7)
    assert (len(site.asked), crawled.crawler.ended) == (7, "after 7 pages")


def test_a_crawl_ends_with_its_megabytes(site, tmp_path):
    links = [f"/{letter}.txt" for letter in "abcd"]
    site.html("/", *links)
    for letter, path in zip("abcd", links, strict=True):
        site.answers[path] = page(letter.encode() * 700_000)
    crawled = Crawled(site.url(), tmp_path, megabytes=1)
    assert crawled.kept == ["/", "/a.txt"]
    assert crawled.failed == {"/b.txt"}
    assert "what was left of 1 MB" in crawled.why["/b.txt"]
    assert crawled.crawler.ended == "after 1 MB"


@cache
def packed() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    return b"".join([packer.compress(bytes(1 << 20)) for _ in range(50)]) + packer.flush()


def bomb(handler):
    page(packed(), Content_Encoding="gzip")(handler)


def drip(handler):
    handler.send_response(200)
    handler.end_headers()
    for _ in range(600):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def test_bad_pages_are_named_and_stop_no_other(site, tmp_path):
    site.html("/", "/bomb", "/drip", "/gone", "/broken", "/good")
    site.answers |= {"/bomb": bomb, "/drip": drip, "/broken": lambda handler: None}
    site.html("/good")
    assert packed()
    crawled = Crawled(site.url(), tmp_path, seconds=3)
    assert crawled.kept == ["/", "/good"]
    assert "larger than 2 MB" in crawled.why["/bomb"]
    assert crawled.failed == {"/bomb", "/drip", "/gone", "/broken"}
    assert crawled.files == 2


def film(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "Video/MP4; codecs=x")
    handler.end_headers()
    while True:
        handler.wfile.write(bytes(1 << 16))


def test_a_film_is_not_read(site, tmp_path):
    site.html("/", "/film?id=7", "/style")
    site.answers |= {"/film?id=7": film, "/style": page(b"p {}", Content_Type="text/css")}
    crawled = Crawled(site.url(), tmp_path)
    assert (crawled.kept, crawled.failed) == (["/"], set())
    assert crawled.why == {"/film?id=7": "It is video/mp4", "/style": "It is text/css"}
    assert crawled.crawler.read < 2_000


def test_a_host_that_fails_again_and_again_is_given_up(site, tmp_path):
    site.html("/", *[f"/{letter}" for letter in "abcdefgh"])
    for letter in "abcdefgh":
        site.answers[f"/{letter}"] = page(status=503)
    crawled = Crawled(site.url(), tmp_path)
    assert len(crawled.failed) == 5
    assert crawled.left == {"its host failed 5 times in a row": 3}


def test_thousands_of_links_are_bounded(site, tmp_path):
    site.html("/", *[f"/{'y' * (number % 50)}{number}/x" for number in range(5_000)], "/" + "z" * 2_000)
    crawled = Crawled(site.url(), tmp_path, pages=1)
    assert sum(crawled.left.values()) + crawled.crawler.waiting == 1_000
    assert crawled.crawler.waiting <= 10


def listing(*places, root="urlset"):
    return "".join([f"<?xml version='1.0'?><{root}>", *[f"<url><loc>{place}</loc></url>" for place in places]]).encode()


def test_the_pages_that_a_site_lists_are_read_where_that_is_wished(site, canary, tmp_path):
    site.html("/", "/linked")
    for path in ("/linked", "/listed?a=1&b=2", "/packed"):
        site.html(path)
    private = f"http://{PRIVATE}:{canary.port}/map.xml"
    site.robots("User-agent: x", "Disallow: /", f"Sitemap: {site.url('/index.xml')}", f"Sitemap: {private}")
    site.answers["/index.xml"] = page(
        listing(site.url("/one.xml"), site.url("/two.xml.gz"), site.url("/index.xml"), root="sitemapindex")
    )
    site.answers["/one.xml"] = page(listing(site.url("/listed?a=1&amp;b=2"), private, "http://elsewhere.example/"))
    site.answers["/two.xml.gz"] = page(gzip.compress(listing(site.url("/packed"))))
    assert Crawled(site.url(), tmp_path).kept == ["/", "/linked"]
    crawled = Crawled(site.url(), tmp_path, sitemaps=True)
    assert crawled.kept == ["/", "/linked", "/listed?a=1&b=2", "/packed"]
    assert crawled.left == {"a sitemap that cannot be had": 1, "private or odd address": 1, "on another host": 1}
    assert crawled.files == 2 + 4


def test_a_hostile_sitemap_is_bounded(site, tmp_path):
    site.html("/")
    site.answers["/sitemap.xml"] = page(
        listing(*[site.url(f"/{number}.xml") for number in range(99)], root="sitemapindex")
    )
    for number in range(99):
        site.answers[f"/{number}.xml"] = page(listing(*[site.url(f"/{'y' * (one % 90)}/z") for one in range(20_000)]))
    site.answers["/0.xml"] = bomb
    crawled = Crawled(site.url(), tmp_path, sitemaps=True, pages=1)
    assert len(site.asked) == 11
    assert crawled.crawler.waiting == 10
    assert crawled.left["a sitemap that cannot be had"] == 1
    with pytest.raises(TooLarge):
        places(gzip.compress(bytes(3 << 20)), 1 << 20)
