"""``rag index verify``: whether the index says what the catalog says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common

if TYPE_CHECKING:
    from rag.catalog.integrity import Finding
    from rag.verify import Verified

_REMEDIES = {
    "build": "rag index verify --repair builds the index anew",
    "clear": "rag index verify --repair clears it away",
    "restore": "the catalog cannot be repaired from itself: rag restore a backup, or ingest into a new data folder",
}


@click.command()
@click.option("--repair", is_flag=True, help="Build the index anew where it differs, and clear away what is left over.")
@common
def verify(call: Call, repair: bool) -> None:
    """Compare index and catalog, byte by byte and point by point, and name each difference.

    Exit 1 when something differs, and still does after a repair.

    \b
    rag index verify
    rag index verify --repair
    """
    from rag import verify as verifying
    from rag.compose import open_catalog

    with open_catalog(call.settings, create=False) as catalog:
        shelf = catalog.shelf(call.collection)
        before = verifying.verify(shelf, call.settings)
        if repair and before.findings:
            verifying.repair(shelf, call.settings, before.findings)
        after = verifying.verify(shelf, call.settings) if repair and before.findings else before
    repaired = [finding for finding in before.findings if finding not in after.findings]
    if call.as_json:
        call.print_json(asdict(after) | {"repaired": [asdict(finding) for finding in repaired]})
    else:
        _tell(after, repaired)
    if after.findings:
        raise SystemExit(1)


def _tell(verified: Verified, repaired: Sequence[Finding]) -> None:
    for finding in repaired:
        click.echo(f"repaired: {finding.where}: {finding.what}")
    for finding in verified.findings:
        click.echo(f"{finding.where}: {finding.what}")
    for remedy in sorted({finding.remedy for finding in verified.findings}):
        click.echo(f"rag: {_REMEDIES[remedy]}", err=True)
    if not verified.findings:
        base = f"base {verified.base}" if verified.base else "no base, all in memory"
        click.echo(f"Index and catalog agree: {verified.chunks} chunks as of change {verified.sequence}, {base}.")
