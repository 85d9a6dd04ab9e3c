"""Goes from page to page: asks robots.txt, waits its turn, fetches, and finds the links."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from ingest.addresses import WebAddress
from ingest.crawl.frontier import Bounds, Frontier, Waiting, same
from ingest.crawl.memory import Memory, Told, links_of
from ingest.crawl.robots import Robots
from ingest.crawl.sitemaps import listed
from ingest.crawl.wishes import allows
from ingest.fetch import AGENT, Fetched, Fetcher, Unmodified
from ingest.readers.html_links import PageLinks
from ingest.sources import Found, SkippedSource, Source, UnmodifiedSource, web_source
from ingest.validators import Validators
from rag.errors import BadAnswer, RagError, RefusedAddress, SourceError, TooLarge
from rag.settings import Settings

_MOST_FAILURES = 5
_NO_TEXT = ("image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript")
_MOST_OF_A_SITEMAP = 20 << 20

Look = Callable[[dict[str, Any]], dict[str, Any]]
"""A job of ``ingest.crawl.child`` to its result."""


class _LeftOut(SourceError):
    """A page that is not to be kept; no failure."""


class Crawler:
    """One crawl. ``asked`` counts the pages asked for, ``read`` their bytes; ``left`` says why others were not.

    Of a page that ``memory`` recalls only what has changed is fetched; ``not_modified`` counts those that had not.
    ``delay`` seconds lie between two pages of a site, more where its robots.txt asks for more. A site that fails five
    times in a row is given up.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        settings: Settings,
        bounds: Bounds,
        delay: float,
        downloads: Path,
        look: Look,
        memory: Memory,
    ) -> None:
        self.asked = 0
        self.not_modified = 0
        self.read = 0
        self.ended = ""
        self._fetcher = fetcher
        self._settings = settings
        self._bounds = bounds
        self._delay = delay
        self._downloads = downloads
        self._look = look
        self._memory = memory
        self._recalled: Told | None = None
        self._frontier = Frontier(bounds, fetcher.vet)
        self._robots = Robots(fetcher, downloads)
        self._ready: dict[str, float] = {}
        self._failures: defaultdict[str, int] = defaultdict(int)
        self._kept: dict[str, str] = {}
        self._found: set[str] = set()

    @property
    def left(self) -> Counter[str]:
        """Why addresses that were come upon were not asked for, counted."""
        return self._frontier.left

    @property
    def waiting(self) -> int:
        """How many addresses wait now."""
        return len(self._frontier)

    def pages(self, start: str) -> Iterator[Found]:
        """Every page that was asked for: fetched into ``downloads``, or why it is left out or failed.

        Raises RefusedAddress when nobody may go to the start.
        """
        self._frontier.begin(start)
        while not self.ended:
            if self.asked >= self._bounds.pages:
                self.ended = f"after {self._bounds.pages} pages"
            elif self._bytes_left() <= 0:
                self.ended = f"after {self._bounds.megabytes} MB"
            elif (waiting := self._frontier.pop()) is None:
                self.ended = "nothing is left to read"
            else:
                if (found := self._visited(waiting)) is not None:
                    yield found
                if self._bounds.sitemaps and not waiting.depth and self.asked:
                    self._add_listed(waiting.address)

    def _visited(self, waiting: Waiting) -> Found | None:
        """What became of one page; None where it has been read by now, or its site does not want that."""
        address = waiting.address
        if address.url in self._found:
            return None
        try:
            self._ask_robots(address)
        except _LeftOut as reason:
            self.left[reason.cause] += 1
            return None if waiting.depth else SkippedSource(address.url, reason, failed=True)
        self._wait(address)
        self.asked += 1
        try:
            return self._judged(self._fetched(waiting), waiting)
        except _LeftOut as reason:
            return SkippedSource(address.url, reason, failed=False)
        except RagError as error:
            self._note_failure(address, error)
            return SkippedSource(address.url, error, failed=True)
        finally:
            self._ready[_site(address)] = time.monotonic()

    def _fetched(self, waiting: Waiting) -> Fetched | Unmodified:
        left = self._bytes_left()
        enter = partial(self._enter, begins=waiting.depth == 0)
        try:
            page = self._fetcher.fetch_if_changed(
                waiting.address.url, self._downloads, self._known, limit=left, enter=enter, accept=_accept
            )
        except TooLarge as error:
            most = self._settings.max_fetch_megabytes << 20
            self.read += min(left, most)
            if left > most:
                raise
            raise TooLarge(f"It is larger than what was left of {self._bounds.megabytes} MB", "Allow more") from error
        self._failures[_site(waiting.address)] = 0
        if isinstance(page, Fetched):
            self.read += page.size
        return page

    def _known(self, address: WebAddress) -> Validators:
        """What to send back to an address that a fetch comes to; what else is recalled of it serves if a 304 comes."""
        self._recalled = self._memory.recall(address.url)
        return self._recalled.validators if self._recalled else Validators()

    def _enter(self, address: WebAddress, *, begins: bool) -> None:
        """Whether a redirect is followed; the first page's may lead to the host that the site is really on."""
        if begins:
            self._frontier.authority = address.authority
        elif reason := self._frontier.refusal(address):
            raise _LeftOut(f"It redirects to an address that is {reason}: {address.url}")
        self._ask_robots(address)

    def _ask_robots(self, address: WebAddress) -> None:
        rules = self._robots.of(address)
        if not rules.allows(address):
            raise _LeftOut(rules.refusal or "its robots.txt does not allow it", rules.remedy)

    def _judged(self, page: Fetched | Unmodified, waiting: Waiting) -> Source | UnmodifiedSource:
        """The page as a source, its links put in; _LeftOut where it is not to be kept, its file being removed."""
        if isinstance(page, Unmodified):
            return self._unmodified(page, waiting)
        try:
            return self._kept_page(page, waiting)
        except BaseException:
            page.path.unlink()
            raise

    def _kept_page(self, page: Fetched, waiting: Waiting) -> Source:
        address = self._arrived(page.final_uri)
        source = web_source(address.url, page, self._settings)
        told = self._told(source, page)
        self._heed(told, address, waiting.depth)
        self._memory.note(address.url, told)
        return source

    def _unmodified(self, page: Unmodified, waiting: Waiting) -> UnmodifiedSource:
        """A page that need not come: what it told the last time holds, unless its server tells otherwise now."""
        self.not_modified += 1
        address = self._arrived(page.final_uri)
        assert self._recalled is not None, "conditions are made of what was recalled"
        told = replace(self._recalled, robots=page.robots or self._recalled.robots)
        self._heed(told, address, waiting.depth)
        return UnmodifiedSource(address.url)

    def _arrived(self, final_uri: str) -> WebAddress:
        address = self._fetcher.vet(final_uri)
        if address.url in self._found:
            raise _LeftOut(f"It redirects to a page that has been read: {address.url}")
        self._found.add(address.url)
        self._frontier.note(address)
        return address

    def _heed(self, told: Told, address: WebAddress, depth: int) -> None:
        """Put in the links of a page; _LeftOut where it is another's copy or asks not to be kept."""
        links = told.links
        base = urljoin(address.url, links.base or "")
        if links.follow and allows(told.robots, "nofollow"):
            for link in links.links:
                self._frontier.add(link, base, depth + 1)
        self._refuse_copies(told, address, base, depth)
        if not (links.index and allows(told.robots, "noindex")):
            raise _LeftOut("It asks not to be kept (noindex)")

    def _add_listed(self, start: WebAddress) -> None:
        """Put in what the site lists; it lies where its first page was found."""
        site = f"{start.scheme}://{self._frontier.authority}/"
        named = self._robots.of(self._fetcher.vet(site)).sitemaps
        for page in listed(named or [f"{site}sitemap.xml"], self._sitemap):
            self._frontier.add(page, site, 1)

    def _sitemap(self, url: str) -> dict[str, Any]:
        """What a sitemap lists; nothing where it cannot be had."""
        limit = min(self._bytes_left(), _MOST_OF_A_SITEMAP)
        try:
            address = self._fetcher.vet(url)
            self._wait(address)
            page = self._fetcher.fetch(url, self._downloads, limit=limit)
            self._ready[_site(address)] = time.monotonic()
            self.read += page.size
            try:
                return self._look({"path": str(page.path), "name": None, "limit": _MOST_OF_A_SITEMAP})
            finally:
                page.path.unlink()
        except RagError:
            self.left["a sitemap that cannot be had"] += 1
            return {}

    def _told(self, source: Source, page: Fetched) -> Told:
        """What page and server say, without the page's part where the child fails: the reader will say why."""
        job = {"path": str(source.path), "name": source.name, "limit": source.limit, "agent": AGENT}
        try:
            said = self._look(job)
        except RagError:
            return Told(None, PageLinks(), page.robots, page.validators)
        content_hash = said.pop("hash")
        return Told(content_hash, links_of(said), page.robots, page.validators)

    def _refuse_copies(self, told: Told, address: WebAddress, base: str, depth: int) -> None:
        first = self._kept.setdefault(told.content_hash or address.url, address.url)
        if first != address.url:
            raise _LeftOut(f"It is the same as {first}")
        canonical = told.links.canonical
        if not canonical:
            return
        try:
            names_itself = same(self._fetcher.vet(urljoin(base, canonical)), address)
        except (RefusedAddress, ValueError):
            return
        if not names_itself and self._frontier.add(canonical, base, depth):
            raise _LeftOut(f"Its canonical address is {urljoin(base, canonical)}")

    def _note_failure(self, address: WebAddress, error: RagError) -> None:
        if not isinstance(error, SourceError) or (isinstance(error, BadAnswer) and error.answered < 500):
            return
        site = _site(address)
        self._failures[site] += 1
        if self._failures[site] >= _MOST_FAILURES:
            refusal = f"its host failed {_MOST_FAILURES} times in a row"
            self._robots.known[site] = replace(self._robots.of(address), refusal=refusal)

    def _wait(self, address: WebAddress) -> None:
        pause = max(self._delay, self._robots.of(address).pause)
        time.sleep(max(0.0, self._ready.get(_site(address), -pause) + pause - time.monotonic()))

    def _bytes_left(self) -> int:
        return (self._bounds.megabytes << 20) - self.read


def _accept(content_type: str) -> None:
    """_LeftOut for what is no text by its server's word, before it is read: a film may be long."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith(_NO_TEXT):
        raise _LeftOut(f"It is {kind}")


def _site(address: WebAddress) -> str:
    return f"{address.scheme}://{address.authority}"
