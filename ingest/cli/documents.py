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

if TYPE_CHECKING:
    from rag.receipt import Receipt


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
@click.option("--receipt", is_flag=True, help="Say where it was looked for, what is left there, until when and why.")
@click.option("--now", is_flag=True, help="Build the index at once, so that nothing is left of it; may take a while.")
@common
def delete(call: Call, document: str, receipt: bool, now: bool) -> None:
    """Delete a document by its id, uri or path; it is in no answer from then on.

    Its text is purged at once, but for what the live base of the index needs until the next build.

    \b
    rag delete file:///home/me/manuals/old.pdf
    rag delete secret.pdf --now --receipt
    """
    from rag import receipt as receipts
    from rag.compose import open_catalog

    key = _key(document)

    with open_catalog(call.settings, create=False) as catalog:
        done = receipts.delete(catalog.shelf(call.collection), call.settings, key, now=now)
    if call.as_json:
        call.print_json({"deleted": done.document_id, "receipt": asdict(done)})
        return
    click.echo(f"deleted {done.document_id}")
    if receipt:
        click.echo(_receipt_text(done))


def _receipt_text(receipt: Receipt) -> str:
    width = max(len(place.name) for place in receipt.places)
    lines = [
        f"  {place.name:<{width}}  {place.found:>5} found  {place.left:>5} left  {place.why}".rstrip()
        for place in receipt.places
    ]
    kept = "Backups and copies of the data folder are not looked at; its address stays in the list of documents."
    return "\n".join([*lines, "Nothing is left." if receipt.complete else "Some is left.", kept])


def _key(document: str) -> str:
    """An id or uri as it is; anything that looks like a path as the uri it was stored under."""
    document = readable(document)
    is_path = "://" not in document and not re.fullmatch("[0-9a-f]{24}", document)
    return file_uri(Path(document)) if is_path else document


def _line(row: DocumentRow) -> str:
    facts = [f"{row.chunks} chunk{'s' * (row.chunks != 1)}" if row.state == "ready" else row.state]
    facts += [printable(row.reason)] if row.reason else []
    return f"{row.id}  {printable(row.uri)}  {printable(row.title or '')}  ({'; '.join(facts)})"
