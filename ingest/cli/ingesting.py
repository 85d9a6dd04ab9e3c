"""``rag ingest``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common
from ingest.cli.progress import make_progress
from ingest.report import Problem, Report
from rag.errors import InvalidRequest

if TYPE_CHECKING:
    from ingest.pipeline import Progress
    from ingest.run import Ingestion
    from rag.catalog.catalog import Catalog

_MOST_SHOWN = 50


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="PATH|URL ...")
@click.option("--prune", is_flag=True, help="Delete documents whose file has left the given folders.")
@click.option("--loader", metavar="MODULE:CLASS", help="Make this LangChain document loader of the arguments.")
@click.option("--no-wait", is_flag=True, help="Do not wait until a new index base is built.")
@common
def ingest(call: Call, sources: tuple[str, ...], prune: bool, loader: str | None, no_wait: bool) -> None:
    """Read files, folders, "patterns" or URLs and make them answerable.

    Unchanged files cost their hash only; changed ones replace what was there; run it again after an interruption.

    \b
    rag ingest ~/manuals notes.md https://example.org/page.html
    rag ingest ~/manuals --prune        also forget what has left the folder
    rag ingest --loader langchain_community.document_loaders:CSVLoader prices.csv
    """
    from rag.compose import open_catalog

    if loader is not None and prune:
        raise InvalidRequest("what a loader leaves out may still be there", "leave out --prune")
    with open_catalog(call.settings) as catalog:
        if loader is None:
            report = ingest_sources(call, catalog, sources, prune=prune, wait=not no_wait)
        else:
            report = _ingest_loaded(call, catalog, loader, sources, wait=not no_wait)
    if call.as_json:
        call.print_json(report.as_json())
    else:
        show(report)
    sys.exit(1 if report.failed else 0)


def ingest_sources(
    call: Call, catalog: Catalog, sources: Sequence[str], *, prune: bool = False, wait: bool = True
) -> Report:
    """Ingest what the arguments name; when this returns, what was stored can be found."""
    with _progress(call) as progress:
        return ingestion(call, catalog, wait=wait).sources(sources, progress, forget=prune)


def _ingest_loaded(call: Call, catalog: Catalog, loader: str, arguments: Sequence[str], *, wait: bool) -> Report:
    from ingest.langchain_documents import loaded_sources
    from ingest.loading import make_loader

    texts = loaded_sources(make_loader(loader, arguments))
    with _progress(call) as progress:
        return ingestion(call, catalog, wait=wait).texts(loader, texts, progress)


def ingestion(call: Call, catalog: Catalog, *, wait: bool = True) -> Ingestion:
    """What ingests into the collection of a call, with a word where the environment names another model."""
    from ingest.run import Ingestion
    from rag.embedding import Embedders

    _warn_of_other_model(call, catalog)
    return Ingestion(call.settings, catalog, call.collection, Embedders(call.settings, catalog), wait=wait)


def _warn_of_other_model(call: Call, catalog: Catalog) -> None:
    """Say so when the environment names another model than the one that the collection has changed to."""
    named = call.settings.embedder.rstrip("/").rpartition("/")[2]
    if "embedder" not in call.settings.model_fields_set or call.collection not in catalog.collections.names():
        return
    live = catalog.collections.live_space(catalog.collections.find(call.collection))
    if live is not None and live[0].model.partition("@")[0] != named:
        click.echo(f"rag: RAG_EMBEDDER is for new collections; this one is embedded with {live[0].model}", err=True)


def _progress(call: Call) -> AbstractContextManager[Progress]:
    return make_progress(visible=not call.as_json and sys.stderr.isatty())


def show(report: Report) -> None:
    """The summary, then each failure, skip and warning."""
    click.echo(summary(report))
    show_problems(report)


def summary(report: Report) -> str:
    """The counts and the time in one line."""
    counts = report.as_json()
    names = ("added", "replaced", "unchanged", "removed", "failed", "skipped")
    return ", ".join(f"{counts[name]} {name}" for name in names) + f" ({report.seconds:.1f} s)"


def show_problems(report: Report) -> None:
    """Each failure, skip and warning, on stderr."""
    _list("failed", report.failures)
    _list("skipped", report.skips)
    _list("warning", report.warnings)


def _list(label: str, problems: Sequence[Problem]) -> None:
    for problem in problems[:_MOST_SHOWN]:
        click.echo(f"  {label}: {problem.uri}: {problem.reason}", err=True)
    if len(problems) > _MOST_SHOWN:
        click.echo(f"  ... and {len(problems) - _MOST_SHOWN} more (--json lists all)", err=True)
