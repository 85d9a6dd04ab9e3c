"""``rag documents`` and ``rag delete``."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common, readable
from ingest.cli.show import printable
from ingest.sources import file_uri

if TYPE_CHECKING:
    from rag.catalog.records import DocumentRow


@click.command()
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000), help="How many at most.")
@click.option("--cursor", help="Where the page before ended.")
@common
def documents(call: Call, limit: int, cursor: str | None) -> None:
    """List the documents of a collection.

    \b
    rag documents --limit 20
    """
    from rag.compose import open_catalog

    with open_catalog(call.settings, create=False) as catalog:
        rows, following = catalog.shelf(call.collection).listing.page(limit, cursor)
    if call.as_json:
        call.print_json({"documents": [asdict(row) for row in rows], "next": following})
        return
    for row in rows:
        click.echo(_line(row))
    if following:
        click.echo(f"... more: rag documents --cursor {following}")


@click.command()
@click.argument("document", metavar="DOCUMENT_ID|URI|PATH")
@common
def delete(call: Call, document: str) -> None:
    """Delete a document by its id, uri or path; it is in no answer from then on.

    \b
    rag delete file:///home/me/manuals/old.pdf
    """
    from rag.build import tidy
    from rag.compose import open_catalog
    from rag.removal import remove

    key = _key(document)

    with open_catalog(call.settings, create=False) as catalog:
        shelf = catalog.shelf(call.collection)
        deleted = remove(shelf, call.settings.data, key)
        tidy(shelf, call.settings)
    if call.as_json:
        call.print_json({"deleted": deleted})
    else:
        click.echo(f"deleted {deleted}")


def _key(document: str) -> str:
    """An id or uri as it is; anything that looks like a path as the uri it was stored under."""
    document = readable(document)
    is_path = "://" not in document and not re.fullmatch("[0-9a-f]{24}", document)
    return file_uri(Path(document)) if is_path else document


def _line(row: DocumentRow) -> str:
    facts = [f"{row.chunks} chunk{'s' * (row.chunks != 1)}" if row.state == "ready" else row.state]
    facts += [printable(row.reason)] if row.reason else []
    return f"{row.id}  {printable(row.uri)}  {printable(row.title or '')}  ({'; '.join(facts)})"
