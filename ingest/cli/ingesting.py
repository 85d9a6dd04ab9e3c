"""``rag ingest``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common
from ingest.cli.progress import make_progress
from ingest.report import Problem, Report

if TYPE_CHECKING:
    from ingest.pipeline import Progress
    from rag.catalog.catalog import Catalog, Shelf

_MOST_SHOWN = 50


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH|URL ...")
@click.option("--prune", is_flag=True, help="Delete documents whose file has left the given folders.")
@click.option("--no-wait", is_flag=True, help="Do not wait until a new index base is built.")
@common
def ingest(call: Call, sources: tuple[str, ...], prune: bool, no_wait: bool) -> None:
    """Read files, folders, "patterns" or URLs and make them answerable.

    Unchanged files cost their hash only; changed ones replace what was there; run it again after an interruption.

    \b
    rag ingest ~/manuals notes.md https://example.org/page.html
    rag ingest ~/manuals --prune        also forget what has left the folder
    """
    from rag.compose import open_catalog

    with open_catalog(call.settings) as catalog:
        report = ingest_sources(call, catalog, sources, prune=prune, wait=not no_wait)
    if call.as_json:
        call.print_json(report.as_json())
    else:
        show(report)
    sys.exit(1 if report.failed else 0)


def ingest_sources(
    call: Call, catalog: Catalog, sources: Sequence[str], *, prune: bool = False, wait: bool = True
) -> Report:
    """Ingest what the arguments name; when this returns, what was stored can be found."""
    from ingest import pipeline
    from ingest.sources import file_uri, find
    from rag.compose import make_embedder

    settings = call.settings
    with tempfile.TemporaryDirectory(prefix="rag-") as downloads:
        found = list(find(sources, settings, Path(downloads)))
        shelf = catalog.open_shelf(call.collection)
        run = shelf.journal.begin_run(sources)
        embedder = make_embedder(settings)
        with _progress(call) as progress:
            settle = partial(_settle, call, shelf)
            report = pipeline.Pipeline(catalog, shelf, embedder, settings, on_growth=settle).run(found, progress)
        if prune:
            folders = [file_uri(Path(source)) for source in sources if Path(source).is_dir()]
            report.removed = pipeline.prune(shelf, folders, found)
        shelf.journal.end_run(run, report.as_json())
    if wait:
        settle()
    return report


def _settle(call: Call, shelf: Shelf) -> None:
    from rag.build import is_damaged, settle

    settle(shelf, call.settings, damaged=is_damaged(shelf, call.settings))


def _progress(call: Call) -> AbstractContextManager[Progress]:
    return make_progress(visible=not call.as_json and sys.stderr.isatty())


def show(report: Report) -> None:
    """The summary, then each failure, skip and warning."""
    counts = report.as_json()
    names = ("added", "replaced", "unchanged", "removed", "failed", "skipped")
    click.echo(", ".join(f"{counts[name]} {name}" for name in names) + f" ({report.seconds:.1f} s)")
    _list("failed", report.failures)
    _list("skipped", report.skips)
    _list("warning", report.warnings)


def _list(label: str, problems: Sequence[Problem]) -> None:
    for problem in problems[:_MOST_SHOWN]:
        click.echo(f"  {label}: {problem.uri}: {problem.reason}", err=True)
    if len(problems) > _MOST_SHOWN:
        click.echo(f"  ... and {len(problems) - _MOST_SHOWN} more (--json lists all)", err=True)
