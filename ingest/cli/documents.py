"""``rag documents`` and ``rag delete``."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.options import Call, common, readable
from ingest.cli.show import printable
from ingest.sources import file_uri
from rag.errors import InvalidRequest

if TYPE_CHECKING:
    from rag.catalog.catalog import Shelf
    from rag.catalog.records import DocumentRow
    from rag.receipt import Receipt

_MOST_NAMED = 5


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
@click.option("--yes", is_flag=True, help="Do not ask before the documents of a folder are deleted.")
@click.option("--receipt", is_flag=True, help="Say where it was looked for, what is left there, until when and why.")
@click.option("--now", is_flag=True, help="Build the index at once, so that nothing is left of it; may take a while.")
@common
def delete(call: Call, document: str, yes: bool, receipt: bool, now: bool) -> None:
    """Delete a document by its id, uri or path; it is in no answer from then on.

    A folder, or the beginning of an address up to a slash, stands for all documents below it; you are asked before
    several are deleted. The files themselves stay. The text of a document is purged at once, but for what the live base
    of the index needs until the next build.

    \b
    rag delete file:///home/me/manuals/old.pdf
    rag delete ~/manuals/2019                     all documents below the folder, each with its receipt if asked for
    rag delete secret.pdf --now --receipt
    """
    from rag import receipt as receipts
    from rag.compose import open_catalog

    key = _key(document)
    with open_catalog(call.settings, create=False) as catalog:
        shelf = catalog.shelf(call.collection)
        if below := _below(shelf, key):
            _be_sure(key, below, sure=yes, asks=not call.as_json)
            _delete_below(call, shelf, key, below, receipt=receipt, now=now)
            return
        done = receipts.delete(shelf, call.settings, key, now=now)
    text = f"\n{_receipt_text(done)}" if receipt else ""
    _tell(call, {"deleted": done.document_id, "receipt": asdict(done)}, f"deleted {done.document_id}{text}")


def _delete_below(call: Call, shelf: Shelf, key: str, below: list[str], *, receipt: bool, now: bool) -> None:
    """Delete all of them, with a receipt for each where they are wanted."""
    from rag import receipt as receipts

    text = f"deleted {len(below)} document{'s' * (len(below) != 1)} below {key}"
    if not receipt:
        _tell(call, {"deleted": receipts.delete_all(shelf, call.settings, below, now=now)}, text)
        return
    done = receipts.delete_with_receipts(shelf, call.settings, below, now=now)
    facts = {"deleted": [one.document_id for one in done], "receipts": [asdict(one) for one in done]}
    _tell(call, facts, "\n".join([text, *(f"{printable(one.uri)}\n{_receipt_text(one)}" for one in done)]))


def _below(shelf: Shelf, key: str) -> list[str]:
    """The uris below a key that is the address of no document itself."""
    if "://" not in key:
        return []
    uris = {uri for _, uri in shelf.listing.uris(key)}
    folder = key if key.endswith("/") else f"{key}/"
    return [] if key in uris else sorted(uri for uri in uris if uri.startswith(folder))


def _be_sure(key: str, below: list[str], *, sure: bool, asks: bool) -> None:
    """Ask before several documents are deleted; InvalidRequest where nobody can be asked."""
    if sure or len(below) == 1:
        return
    if not (asks and sys.stdin.isatty()):
        raise InvalidRequest(f"{len(below)} documents lie below {key}", "--yes deletes them all")
    some = "".join(f"  {printable(uri)}\n" for uri in below[:_MOST_NAMED])
    more = f"  ... and {len(below) - _MOST_NAMED} more\n" if len(below) > _MOST_NAMED else ""
    click.confirm(f"{some}{more}Delete these {len(below)} documents?", abort=True)


def _tell(call: Call, facts: dict[str, Any], text: str) -> None:
    if call.as_json:
        call.print_json(facts)
    else:
        click.echo(text)


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
