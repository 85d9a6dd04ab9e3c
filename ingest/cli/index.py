"""``rag index``: looking after the index of a collection."""

from __future__ import annotations

import click

from ingest.cli.lazy import LazyGroup

_COMMANDS = {
    "status": "ingest.cli.index_status:status",
    "build": "ingest.cli.index_changing:build",
    "rehearse": "ingest.cli.index_rehearsing:rehearse",
    "swap": "ingest.cli.index_changing:swap",
    "rollback": "ingest.cli.index_changing:rollback",
    "forget": "ingest.cli.index_changing:forget",
    "verify": "ingest.cli.verifying:verify",
}


@click.group(cls=LazyGroup, commands_at=_COMMANDS)
def index() -> None:
    """Look after the index of a collection: compare it with the catalog, change its model without a gap.

    \b
    rag index status                                what answers, and how far it is behind
    rag index build --embedder NAME                 another model, beside the one that answers
    rag index rehearse gold.jsonl                   both on the same questions
    rag index swap                                  let it answer; rag index rollback goes back
    rag index verify --repair                       compare it with the catalog, and repair it
    """
