"""``rag crawl``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ingest.cli.ingesting import ingestion, show_problems, summary
from ingest.cli.options import Call, common
from ingest.cli.progress import stage_progress
from rag.errors import InvalidRequest

if TYPE_CHECKING:
    from ingest.crawl.crawl import CrawlReport
    from ingest.crawl.frontier import Bounds


@click.command()
@click.argument("url")
@click.option("--depth", default=3, show_default=True, help="How many links away from the first page.")
@click.option("--pages", default=200, show_default=True, help="How many pages are asked for.")
@click.option("--megabytes", default=200, show_default=True, help="How much is read, unpacked.")
@click.option("--include", multiple=True, metavar="GLOB", help="Follow links to these addresses only.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Follow no links to these.")
@click.option(
    "--same-host/--any-host", default=True, show_default=True, help="Whether to stay on the first page's host."
)
@click.option("--sitemaps", is_flag=True, help="Begin with the pages that the site lists, too.")
@click.option("--delay", default=1.0, show_default=True, metavar="SECONDS", help="Least pause between pages of a site.")
@common
def crawl(
    call: Call,
    url: str,
    depth: int,
    pages: int,
    megabytes: int,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
    same_host: bool,
    sitemaps: bool,
    delay: float,
) -> None:
    """Read a site from one page on, breadth first, and make it answerable.

    robots.txt, nofollow, noindex and a crawl delay are obeyed, under the name "sourcebound". Public addresses only.
    Scripts are not run. Run it again later: only pages that have changed are fetched, where their server can tell.

    \b
    rag crawl https://docs.example.org/
    rag crawl https://example.org/manual/ --include "*/manual/*" --pages 1000
    rag crawl https://example.org/ --depth 1 --exclude "*/tag/*" --delay 5
    """
    if depth < 0 or min(pages, megabytes) < 1 or delay < 0:
        raise InvalidRequest("--pages and --megabytes take 1 at least, --depth and --delay 0")
    from ingest.crawl.frontier import Bounds

    bounds = Bounds(depth, pages, megabytes, include, exclude, same_host, sitemaps)
    report = _crawled(call, url, bounds, delay)
    if call.as_json:
        call.print_json(report.as_json())
    else:
        _show(report)
    sys.exit(1 if report.stored.failed else 0)


def _crawled(call: Call, url: str, bounds: Bounds, delay: float) -> CrawlReport:
    from ingest.crawl import crawl as crawling
    from rag.compose import open_catalog

    visible = not call.as_json and sys.stderr.isatty()
    with open_catalog(call.settings) as catalog, stage_progress("pages", visible=visible) as shown:
        storing = ingestion(call, catalog)

        def tell(asked: int, waiting: int) -> None:
            if shown is not None:
                shown("pages", asked, min(bounds.pages, asked + waiting))

        return crawling.crawl(url, call.settings, storing, bounds, delay=delay, tell=tell)


def _show(report: CrawlReport) -> None:
    click.echo(summary(report.stored))
    unsent = f", {report.not_modified} of them not sent (not modified)" if report.not_modified else ""
    click.echo(f"{report.asked} pages asked for{unsent}, {report.read / 1e6:.1f} MB read; ended: {report.ended}")
    if report.left:
        click.echo("not asked for: " + ", ".join(f"{count} {reason}" for reason, count in report.left.items()))
    show_problems(report.stored)
