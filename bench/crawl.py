"""How a crawl does on a real site: ``python -m bench.crawl FOLDER [START]`` serves a folder of HTML and reads it.

It says how many of the folder's pages were reached, whether each came as it is on the disk, which were not reached,
how long it took without pauses, and what a second crawl costs: the server knows If-Modified-Since. It is on loopback,
which the gate is told, for this run, to let in.
"""

from __future__ import annotations

import sys
import tempfile
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from urllib.parse import quote

from ingest.crawl.child import TASK
from ingest.crawl.crawler import Crawler
from ingest.crawl.frontier import Bounds
from ingest.crawl.memory import Told
from ingest.fetch import Fetcher
from ingest.sandbox import Sandbox
from ingest.sources import Source
from rag.settings import Settings

_EVERYTHING = 10_000
_LOOPBACK = "127.0.0.1"


class _Remembering(dict[str, Told]):
    """What the first crawl was told, by uri."""

    def recall(self, uri: str) -> Told | None:
        """What was told of a page."""
        return self.get(uri)

    def note(self, uri: str, told: Told) -> None:
        """A page told this."""
        self[uri] = told


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


def main() -> None:
    """Serve, crawl, compare, print."""
    folder = Path(sys.argv[1]).resolve()
    start = sys.argv[2] if len(sys.argv) > 2 else "index.html"
    server = ThreadingHTTPServer((_LOOPBACK, 0), partial(_Silent, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    site = f"http://site.example:{server.server_port}/"
    settings = Settings()
    fetcher = Fetcher(settings, resolve=lambda host, port: [ip_address(_LOOPBACK)], allowed=lambda ip: ip.is_loopback)
    bounds = Bounds(depth=_EVERYTHING, pages=_EVERYTHING, megabytes=_EVERYTHING)
    child = Sandbox(TASK, workers=1, seconds=settings.file_seconds, megabytes=settings.file_megabytes)
    with tempfile.TemporaryDirectory() as downloads, child as sandbox:
        parts = fetcher, settings, bounds, 0.0, Path(downloads), sandbox.ask, _Remembering()
        crawler, again = Crawler(*parts), Crawler(*parts)
        started = time.perf_counter()
        found = list(crawler.pages(site + start))
        seconds = time.perf_counter() - started
        pages = {one.uri: one.path.read_bytes() for one in found if isinstance(one, Source)}
        started = time.perf_counter()
        asked_again = {one.uri for one in again.pages(site + start)}
        seconds_again = time.perf_counter() - started
    on_disk = {site + quote(str(path.relative_to(folder))): path for path in folder.rglob("*.html")}
    same = sum(data == on_disk[uri].read_bytes() for uri, data in pages.items() if uri in on_disk)
    missed = sorted(uri.removeprefix(site) for uri in on_disk.keys() - pages.keys())
    print(f"{len(pages)} kept of {crawler.asked} asked for, {crawler.read / 1e6:.1f} MB, in {seconds:.1f} s")
    print(
        f"again: {again.not_modified} not modified of {again.asked} asked for, {again.read / 1e6:.1f} MB, in "
        f"{seconds_again:.1f} s; {len({one.uri for one in found} ^ asked_again)} other pages than the first time"
    )
    print(f"{len(on_disk)} pages on the disk: {same} kept as they are, {len(missed)} not kept: {missed[:9]}")
    print("not asked for:", dict(crawler.left))
    print(
        "left out:", [f"{one.uri.removeprefix(site)}: {one.reason}" for one in found if not isinstance(one, Source)][:9]
    )
    server.shutdown()


if __name__ == "__main__":
    main()
