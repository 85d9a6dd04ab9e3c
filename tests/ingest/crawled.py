"""A site on a loopback address that plays the public internet, and a crawl of it."""

from __future__ import annotations

from contextlib import contextmanager
from ipaddress import ip_address
from urllib.parse import urlsplit

from ingest.crawl.child import look_through
from ingest.crawl.crawler import Crawler
from ingest.crawl.frontier import Bounds
from ingest.crawl.memory import Forgetful
from ingest.fetch import Fetcher
from ingest.sources import SkippedSource, Source, UnmodifiedSource
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

    def html(self, path, *links, words="", head="", etag=None, changed=None, **headers):
        """With ``etag`` or ``changed`` (Last-Modified) it answers 304 to who has this page."""
        anchors = " ".join(f'<a href="{link}">link</a>' for link in links)
        body = (
            f"<html><head><title>Page {path}</title>{head}</head><body><p>This is {path}. {words}</p>{anchors}</body>"
        )
        headers |= {"ETag": etag} if etag else {}
        headers |= {"Last-Modified": changed} if changed else {}
        whole = page(body.encode(), Content_Type="text/html", **headers)
        self.answers[path] = lambda handler: (not_modified if _has(handler.headers, etag, changed) else whole)(handler)

    def robots(self, *lines, status=200):
        self.answers["/robots.txt"] = page("\n".join(lines).encode(), status=status)

    @property
    def asked(self):
        return [path for path, _ in self.server.hits if path != "/robots.txt"]

    def conditions(self):
        """Path -> If-None-Match and If-Modified-Since of each request since the last call."""
        hits = [hit for hit in self.server.hits if hit[0] != "/robots.txt"]
        self.server.hits.clear()
        return {path: (sent.get("If-None-Match"), sent.get("If-Modified-Since")) for path, sent in hits}


not_modified = page(b"", status=304)


def _has(sent, etag, changed):
    """Whether the conditions of a request name this state of a page, as RFC 9110 (13.2.2) weighs them."""
    if "If-None-Match" in sent:
        return etag is not None and sent["If-None-Match"].removeprefix("W/") == etag.removeprefix("W/")
    return changed is not None and sent["If-Modified-Since"] == changed


@contextmanager
def serving():
    served = Site()
    try:
        yield served
    finally:
        served.server.close()


def fetcher(seconds=60.0, megabytes=2):
    return Fetcher(
        Settings(fetch_seconds=seconds, max_fetch_megabytes=megabytes),
        resolve=lambda host, port: [ip_address(PUBLIC)],
        allowed=lambda ip: str(ip) == PUBLIC,
    )


class Remembering(dict):
    """What crawls were told, by uri."""

    recall = dict.get
    note = dict.__setitem__


class Crawled:
    """A crawl without a collection: ``kept`` are the paths of pages to be stored, ``why`` says of others why not.

    ``unmodified`` are those that answered 304 to what ``memory`` recalled.
    """

    def __init__(self, url, tmp_path, *, delay=0.0, seconds=60.0, look=look_through, memory=None, **bounds):
        folder = tmp_path / "downloads"
        folder.mkdir(exist_ok=True)
        settings = Settings(max_fetch_megabytes=2)
        self.crawler = Crawler(
            fetcher(seconds), settings, Bounds(**bounds), delay, folder, look, Forgetful() if memory is None else memory
        )
        self.found = list(self.crawler.pages(url))
        self.left = dict(self.crawler.left)
        self.files = len(list(folder.iterdir()))

    @property
    def kept(self):
        return [_target(found.uri) for found in self.found if isinstance(found, Source)]

    @property
    def why(self):
        return {_target(found.uri): str(found.reason) for found in self.found if isinstance(found, SkippedSource)}

    @property
    def failed(self):
        return {_target(found.uri) for found in self.found if isinstance(found, SkippedSource) and found.failed}

    @property
    def unmodified(self):
        return [_target(found.uri) for found in self.found if isinstance(found, UnmodifiedSource)]


def _target(uri):
    parts = urlsplit(uri)
    return parts.path + (f"?{parts.query}" if parts.query else "")
