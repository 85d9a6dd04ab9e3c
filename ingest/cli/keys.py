"""``rag keys``: who may call the service over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.options import Call, load_settings, readable
from ingest.cli.show import printable

if TYPE_CHECKING:
    from rag.catalog.keys import Key, Scope

_SCOPES = click.Choice(["read", "write"])


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    """--data and --json; --collection means something else here."""
    command = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")(command)
    folder = click.Path(path_type=Path)
    return click.option("--data", type=folder, help="Data folder (RAG_DATA, else ./rag-data).")(command)


@click.group()
def keys() -> None:
    """Make, list and revoke the keys that open the service.

    Once a key exists, every call over HTTP needs one; only the pages themselves and /health do not.

    \b
    rag keys create "my laptop"                              reads everything
    rag keys create uploader --scope write                   reads, uploads and deletes
    rag keys create "team red" --collection red              sees one collection only
    rag keys revoke 3fb1c09a7d52                             opens nothing any more, at once
    """


@keys.command()
@click.argument("name")
@click.option("--scope", type=_SCOPES, default="read", show_default=True, help="Who may write may read, too.")
@click.option("--collection", "collections", multiple=True, help="Opens this one only; may be given several times.")
@_common
def create(name: str, scope: Scope, collections: tuple[str, ...], data: Path | None, as_json: bool) -> None:
    """Make a key for NAME, a person or a program, and print it, this once.

    The key goes to the standard output and all else beside it, so that a script can keep it:

    \b
    KEY=$(rag keys create "nightly upload" --scope write)
    curl -H "Authorization: Bearer $KEY" http://127.0.0.1:8000/v1/documents
    """
    from rag.compose import open_catalog

    settings = load_settings(data)
    with open_catalog(settings) as catalog:
        made, key = catalog.keys.create(readable(name), scope, [readable(part) for part in collections])
    if as_json:
        Call(settings, "", as_json).print_json(asdict(made) | {"key": key})
        return
    click.echo(f"Key {made.id} for {made.name}: {_means(made)}. It is shown this once:", err=True)
    click.echo(key)


@keys.command("list")
@_common
def list_keys(data: Path | None, as_json: bool) -> None:
    """List every key that was ever made; what they read is not kept."""
    from rag.compose import open_catalog

    settings = load_settings(data)
    with open_catalog(settings, create=False) as catalog:
        made = catalog.keys.all()
    if as_json:
        Call(settings, "", as_json).print_json({"keys": [asdict(key) for key in made]})
        return
    if not made:
        click.echo("There are no keys: whoever reaches the service may do everything.", err=True)
    for key in made:
        click.echo(f"{key.id}  {printable(key.name)}  ({_means(key)}; made {_day(key.created_at)})")


@keys.command()
@click.argument("key_id", metavar="ID")
@_common
def revoke(key_id: str, data: Path | None, as_json: bool) -> None:
    """Let the key ID open nothing from now on, in every process that serves this data folder."""
    from rag.compose import open_catalog

    settings = load_settings(data)
    with open_catalog(settings, create=False) as catalog:
        revoked = catalog.keys.revoke(readable(key_id))
    if as_json:
        Call(settings, "", as_json).print_json(asdict(revoked))
    else:
        click.echo(f"revoked {revoked.id} ({printable(revoked.name)})")


def _means(key: Key) -> str:
    if key.revoked_at is not None:
        return f"revoked {_day(key.revoked_at)}"
    where = "every collection" if key.collections is None else f"only {', '.join(key.collections)}"
    return f"{' and '.join(key.scopes)}, {where}"


def _day(moment: str) -> str:
    return moment[:10]
