"""``rag index``: looking after the index of a collection."""

from __future__ import annotations

import click

from ingest.cli.lazy import LazyGroup

_COMMANDS = {
    "status": "ingest.cli.index_status:status",
    "verify": "ingest.cli.verifying:verify",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
def index() -> None:
    """Look after the index of a collection: compare it with the catalog, change its model without a gap.

    \b
    rag index status                                what answers, and how far it is behind
    rag index verify --repair                       compare it with the catalog, and repair it
    """
