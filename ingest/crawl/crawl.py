"""A crawl from its first address to its report: pages are stored as they come, some at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from ingest.crawl.child import TASK
from ingest.crawl.crawler import Crawler
from ingest.crawl.frontier import Bounds
from ingest.crawl.memory import CatalogMemory
from ingest.fetch import Fetcher
from ingest.report import Report
from ingest.run import Ingestion, Quiet
from ingest.sandbox import Sandbox
from ingest.sources import Found, Source
from rag.settings import Settings

_AT_ONCE = 20
_LINK_SECONDS = 20.0


@dataclass(slots=True)
class CrawlReport:
    """``stored`` is the report of the pages; ``asked`` of them were asked for, ``read`` bytes of them read.

    ``not_modified`` were not sent, for their server says that they are as they were; ``stored`` has them as unchanged.
    ``left`` counts addresses that were not asked for by the reason, ``ended`` says why the crawl is over.
    """

    stored: Report = field(default_factory=Report)
    asked: int = 0
    not_modified: int = 0
    read: int = 0
    left: dict[str, int] = field(default_factory=dict)
    ended: str = ""

    def as_json(self) -> dict[str, Any]:
        facts = {"asked": self.asked, "not_modified": self.not_modified, "bytes": self.read}
        return self.stored.as_json() | facts | {"left": self.left, "ended": self.ended}


def crawl(
    start: str,
    settings: Settings,
    ingestion: Ingestion,
    bounds: Bounds,
    *,
    delay: float,
    fetcher: Fetcher | None = None,
    tell: Callable[[int, int], None] = lambda asked, waiting: None,
) -> CrawlReport:
    """Read a site and store its pages under their final addresses; ``tell`` is told how many were asked for and wait.

    What is stored when it is interrupted stays. Raises RefusedAddress when nobody may go to the start.
    """
    report = CrawlReport()
    with tempfile.TemporaryDirectory(prefix="rag-") as folder, _sandbox(settings) as sandbox:
        downloads = Path(folder)
        memory = CatalogMemory(ingestion)
        crawler = Crawler(fetcher or Fetcher(settings), settings, bounds, delay, downloads, sandbox.ask, memory)
        pages = _told(crawler, crawler.pages(start), tell)
        while some := list(islice(pages, _AT_ONCE)):
            report.stored.add(ingestion.some([start], some, Quiet()))
            memory.keep()
            for source in some:
                if isinstance(source, Source):
                    source.path.unlink()
    report.asked, report.not_modified = crawler.asked, crawler.not_modified
    report.read, report.ended = crawler.read, crawler.ended
    report.left = dict(crawler.left.most_common())
    return report


def _told(crawler: Crawler, pages: Iterator[Found], tell: Callable[[int, int], None]) -> Iterator[Found]:
    for page in pages:
        tell(crawler.asked, crawler.waiting)
        yield page


def _sandbox(settings: Settings) -> Sandbox:
    seconds = min(settings.file_seconds, _LINK_SECONDS)
    return Sandbox(TASK, workers=1, seconds=seconds, megabytes=settings.file_megabytes)
