"""The pages that a site lists itself, in the sitemaps that its robots.txt names or in /sitemap.xml."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from ingest.fetch_body import bounded_body

_MOST_SITEMAPS = 10
_MOST_PAGES = 10_000
_INDEX_WITHIN = 2_000
_GZIP = b"\x1f\x8b"
_PLACE = re.compile(r"<loc>([^<]{1,1000})</loc>")


def listed(sitemaps: Iterable[str], read: Callable[[str], dict[str, Any]]) -> Iterator[str]:
    """The addresses of pages in these sitemaps and in those that they list, ten in all; ``read`` tells of one."""
    waiting = deque(islice(sitemaps, _MOST_SITEMAPS))
    done: set[str] = set()
    while waiting and len(done) < _MOST_SITEMAPS:
        url = waiting.popleft()
        if url in done:
            continue
        done.add(url)
        told = read(url)
        waiting.extend(told.get("sitemaps", ()))
        yield from told.get("pages", ())


def places(data: bytes, limit: int) -> dict[str, list[str]]:
    """What a sitemap lists, ten thousand at most: ``pages`` or further ``sitemaps``.

    It is searched, not parsed: nothing in it is resolved or nested. TooLarge when it unpacks to more than ``limit``.
    """
    if data.startswith(_GZIP):
        data = b"".join(bounded_body([data], "gzip", limit))
    text = data.decode("utf-8-sig", "replace")
    found = [html.unescape(place[1].strip()) for place in islice(_PLACE.finditer(text), _MOST_PAGES)]
    return {"sitemaps" if "<sitemapindex" in text[:_INDEX_WITHIN] else "pages": found}
