"""``rag models``: language models on this machine, and fetching one."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.options import Call, load_settings, readable
from ingest.cli.show import printable

if TYPE_CHECKING:
    from rag.models.pull import Pulled

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


@click.group()
def models() -> None:
    """Language models on this machine. Answers are quotes unless RAG_GENERATOR names one of them.

    Nothing is ever fetched but by "pull".

    \b
    rag models pull                                the small default one, about 3 GB
    rag models list
    RAG_GENERATOR=local:Qwen/Qwen2.5-1.5B-Instruct rag ask "How do I reset it?"
    """


@models.command()
@click.argument("name", required=False)
@click.option("--revision", help="Branch, tag or commit (default: the newest).")
@_json
def pull(name: str | None, revision: str | None, as_json: bool) -> None:
    """Fetch the model NAME (OWNER/NAME on the hub) into the cache folder, unless it is there.

    Weights as safetensors only, with tokenizer and configuration; no code. Their SHA-256 is compared with what the hub
    states, and shown.
    """
    from rag.models.pull import DEFAULT_MODEL, pull_model

    settings = load_settings(None)
    progress = not as_json and sys.stderr.isatty()
    pulled, fetched = pull_model(settings, readable(name or DEFAULT_MODEL), revision, progress=progress)
    if as_json:
        Call(settings, "", as_json).print_json(asdict(pulled) | {"fetched": fetched})
        return
    click.echo("Fetched." if fetched else "It is here already; nothing was fetched.")
    click.echo("\n".join(_described(pulled)))
    click.echo(f"To use it: RAG_GENERATOR=local:{printable(pulled.name)}")


@models.command("list")
@_json
def list_models(as_json: bool) -> None:
    """List the models that were fetched."""
    from rag.models.pull import DEFAULT_MODEL, pulled_models

    settings = load_settings(None)
    found = list(pulled_models(settings))
    if as_json:
        Call(settings, "", as_json).print_json({"models": [asdict(model) for model in found]})
        return
    if not found:
        click.echo(f"None yet; rag models pull fetches {DEFAULT_MODEL}.")
    for model in found:
        click.echo("\n".join(_described(model)))


@models.command()
@click.argument("name")
@_json
def where(name: str, as_json: bool) -> None:
    """Say where the model NAME lies: a folder, what was fetched, or the hub's own cache on this machine."""
    from rag.models.folder import find_model

    settings = load_settings(None)
    found = find_model(settings, readable(name))
    if as_json:
        shown: dict[str, Any] = {"name": found.name, "folder": str(found.folder)}
        Call(settings, "", as_json).print_json(shown | {"window": found.window, "bytes": found.size})
        return
    click.echo(str(found.folder))


def _described(model: Pulled) -> list[str]:
    known = "as the hub states" if model.verified else "the hub states none"
    return [
        f"{printable(model.name)}  {model.bytes / 1e9:.1f} GB, {model.window} tokens, licence {model.licence or '?'}",
        f"  {printable(model.folder)}",
        *(f"  {printable(file)}  sha256 {value} ({known})" for file, value in model.sha256.items()),
    ]
