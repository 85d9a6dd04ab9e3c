"""``rag index``: looking after the index of a collection."""

from __future__ import annotations

import click

from ingest.cli.lazy import LazyGroup

_COMMANDS = {"verify": "ingest.cli.verifying:verify"}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
def index() -> None:
    """Compare the index of a collection with its catalog, and repair it.

    \b
    rag index verify --repair
    """
