"""``rag index status``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common

if TYPE_CHECKING:
    from rag.standing import Held


@click.command()
@common
def status(call: Call) -> None:
    """Show which generation answers, which ones stand beside it, how far each is behind, and who builds.

    \b
    rag index status
    rag index status --json | jq .candidate.paid
    """
    from rag.compose import open_catalog
    from rag.standing import standing

    with open_catalog(call.settings, create=False) as catalog:
        now = standing(catalog.shelf(call.collection), call.settings)
    if call.as_json:
        call.print_json(asdict(now))
        return
    click.echo(f"collection {call.collection}, {now.sequence} changes so far")
    for role, held in (("live", now.live), ("candidate", now.candidate), ("previous", now.previous)):
        click.echo(f"{role + ':':11}{describe(held)}")
    for does, holder in (("builds", now.builds), ("embeds anew", now.embeds)):
        if holder is not None:
            click.echo(f"process {holder} {does}")


def describe(held: Held | None) -> str:
    """A generation in one line."""
    if held is None:
        return "none"
    said = f"{held.embedder} ({held.dimension})"
    if not held.built:
        said += f", no base yet, {held.lag:,} chunks in memory" if held.paid == held.texts else ", no base yet"
    else:
        size = f"{held.bytes / 2**20:.1f} MB"
        said += f", {held.engine}, {held.points:,} points at change {held.sequence}, {held.lag:,} behind, {size}"
    return said if held.paid == held.texts else f"{said}, {held.paid:,} of {held.texts:,} texts embedded"
