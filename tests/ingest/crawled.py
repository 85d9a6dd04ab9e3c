"""A site on a loopback address that plays the public internet, and a crawl of it."""

from __future__ import annotations

from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

from ingest.crawl.child import look_through
from ingest.crawl.crawler import Crawler
from ingest.crawl.frontier import Bounds
from ingest.fetch import Fetcher
from ingest.sources import Source
from rag.settings import Settings
from tests.ingest.loopback import PUBLIC, Server, page


class Answers(dict):
    """By path; any other is not found."""

    def __missing__(self, path):
        return page(b"not here", status=404)


class Site:
    """``html`` puts pages up; ``asked`` are the paths that were asked for, robots.txt left out."""

    def __init__(self, address=PUBLIC):
        self.server = Server(address)
        self.server.answers = self.answers = Answers()

    def url(self, path="/", host="public.example"):
        return f"http://{host}:{self.server.port}{path}"

    def html(self, path, *links, words="", head="", **headers):
        anchors = " ".join(f'<a href="{link}">link</a>' for link in links)
        body = (
            f"<html><head><title>Page {path}</title>{head}</head><body><p>This is {path}. {words}</p>{anchors}</body>"
        )
        self.answers[path] = page(body.encode(), Content_Type="text/html", **headers)

    def robots(self, *lines, status=200):
        self.answers["/robots.txt"] = page("\n".join(lines).encode(), status=status)

    @property
    def asked(self):
        return [path for path, _ in self.server.hits if path != "/robots.txt"]


@contextmanager
def serving():
    served = Site()
    try:
        yield served
    finally:
        served.server.close()


def fetcher(seconds=5.0, megabytes=2):
    return Fetcher(
        Settings(fetch_seconds=seconds, max_fetch_megabytes=megabytes),
        resolve=lambda host, port: [ip_address(PUBLIC)],
        allowed=lambda ip: str(ip) == PUBLIC,
    )


class Crawled:
    """A crawl without a collection: ``kept`` are the paths of pages to be stored, ``why`` says of others why not."""

    def __init__(self, url, tmp_path, *, delay=0.0, seconds=5.0, look=look_through, **bounds):
        folder = tmp_path / "downloads"
        folder.mkdir(exist_ok=True)
        settings = Settings(max_fetch_megabytes=2)
        self.crawler = Crawler(fetcher(seconds), settings, Bounds(**bounds), delay, folder, look)
        self.found = list(self.crawler.pages(url))
        self.left = dict(self.crawler.left)
        self.files = len(list(folder.iterdir()))

    @property
    def kept(self):
        return [_target(found.uri) for found in self.found if isinstance(found, Source)]

    @property
    def why(self):
        return {_target(found.uri): str(found.reason) for found in self.found if not isinstance(found, Source)}

    @property
    def failed(self):
        return {_target(found.uri) for found in self.found if not isinstance(found, Source) and found.failed}


def _target(uri):
    parts = urlsplit(uri)
    return parts.path + (f"?{parts.query}" if parts.query else "")
