"""``rag index status``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common

if TYPE_CHECKING:
    from rag.standing import Held, Standing


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
    tell_generations(now)
    for does, holder in (("builds", now.builds), ("embeds anew", now.embeds)):
        if holder is not None:
            click.echo(f"process {holder} {does}")


def tell_generations(now: Standing) -> None:
    """A line for each generation that a collection may have."""
    for role, held in (("live", now.live), ("candidate", now.candidate), ("previous", now.previous)):
        click.echo(f"{role + ':':11}{_described(held, in_memory=held is now.live)}")


def _described(held: Held | None, *, in_memory: bool) -> str:
    if held is None:
        return "none"
    said = f"{held.embedder} ({held.dimension})"
    if not held.built:
        said += f", no base yet, {held.lag:,} chunks in memory" if in_memory else ", no base yet"
    else:
        size = f"{held.bytes / 2**20:.1f} MB"
        said += f", {held.engine}, {held.points:,} points at change {held.sequence}, {held.lag:,} behind, {size}"
    return said if held.paid == held.texts else f"{said}, {held.paid:,} of {held.texts:,} texts embedded"
