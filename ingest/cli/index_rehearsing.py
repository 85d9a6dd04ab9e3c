"""``rag index rehearse``."""

from __future__ import annotations

import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.index_changing import silent
from ingest.cli.options import Call, common
from ingest.cli.progress import stage_progress
from ingest.cli.show import printable

if TYPE_CHECKING:
    from rag.catalog.catalog import Catalog
    from rag.reembed import Tell
    from rag.rehearsal import Rehearsal
    from rag.service import Service

_MOST_ASKED = 200
_MOST_SHOWN = 20
_STAGES = ("embedding", "building", "rehearsing")


@click.command()
@click.argument(
    "gold", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="[GOLD.jsonl]"
)
@click.option(
    "--questions",
    type=click.IntRange(min=0),
    default=_MOST_ASKED,
    show_default=True,
    help="How many questions of the log, newest first.",
)
@common
def rehearse(call: Call, gold: Path | None, questions: int) -> None:
    """Ask the live generation and the candidate the same questions: those of the log, and of a gold file.

    Both answer here only; who asks the service meanwhile is answered by the live one. Questions whose hits differ most
    come first.

    \b
    rag index rehearse
    rag index rehearse gold.jsonl --json > rehearsal.json
    """
    from rag import evaluate
    from rag.compose import open_catalog
    from rag.errors import InvalidRequest
    from rag.rehearsal import rehearse as rehearsing

    asked = evaluate.read_gold(gold) if gold is not None else []
    with open_catalog(call.settings, create=False) as catalog:
        logged = catalog.shelf(call.collection).journal.asked(questions)
        if not (logged or asked):
            raise InvalidRequest("there is no question to ask", "name a gold file: rag index rehearse GOLD.jsonl")
        with stage_progress(*_STAGES, visible=not call.as_json and sys.stderr.isatty()) as bars:
            tell = bars or silent
            live, candidate = _both(call, catalog, tell)
            result = rehearsing(live, candidate, logged, asked, partial(tell, "rehearsing"))
    if call.as_json:
        call.print_json(as_json(result))
    else:
        _show(result)


def _both(call: Call, catalog: Catalog, tell: Tell) -> tuple[Service, Service]:
    """A service on each generation; the candidate lacks nothing that is stored by now."""
    from rag.compose import make_reader, make_service
    from rag.embedding import Embedders
    from rag.swapping import fill_for, prepared

    embedders, shelf = Embedders(call.settings, catalog), catalog.shelf(call.collection)
    target, stands_for = prepared(shelf, call.settings, embedders, "candidate", tell)
    fill_for(shelf, embedders, target, stands_for, tell)
    reader = make_reader(call.settings)
    live = make_service(call.settings, catalog, call.collection, embedders.of(call.collection), reader)
    other = embedders.row(stands_for)
    return live, make_service(call.settings, catalog, call.collection, other, reader, role="candidate")


def as_json(result: Rehearsal) -> dict[str, Any]:
    """All of it, for machines."""
    from rag.evaluate import comparison_to_json

    (p50, other_p50), (p95, other_p95) = result.milliseconds(0.5), result.milliseconds(0.95)
    return {
        "questions": [asdict(one) for one in result.questions],
        "overlap": round(result.overlap, 4),
        "search_ms": {
            "live": {"p50": round(p50, 2), "p95": round(p95, 2)},
            "candidate": {"p50": round(other_p50, 2), "p95": round(other_p95, 2)},
        },
        "quality": None if result.quality is None else comparison_to_json(result.quality),
    }


def _show(result: Rehearsal) -> None:
    from rag.evaluate import comparison_table

    (p50, other_p50), (p95, other_p95) = result.milliseconds(0.5), result.milliseconds(0.95)
    counted = "1 question" if len(result.questions) == 1 else f"{len(result.questions)} questions"
    click.echo(f"{counted}, live -> candidate; {result.overlap:.0%} of the hits are the same on both")
    click.echo(f"search p50 {p50:.1f} -> {other_p50:.1f} ms, p95 {p95:.1f} -> {other_p95:.1f} ms\n")
    click.echo(f"  {'same hits':11}{'search':18} question")
    for one in sorted(result.questions, key=lambda one: one.shared / max(one.asked, 1))[:_MOST_SHOWN]:
        first = "" if one.same_first else "  (another hit is first)"
        times = f"{one.live_ms:.1f} -> {one.candidate_ms:.1f} ms"
        click.echo(f"  {one.shared:2} of {one.asked:<5}{times:18} {printable(one.question)}{first}")
    if len(result.questions) > _MOST_SHOWN:
        click.echo(f"  ... and {len(result.questions) - _MOST_SHOWN} more that differ less (--json lists all)")
    if result.quality is not None:
        click.echo(f"\nanswers to the gold file, {comparison_table(result.quality, ('live', 'candidate'))}")
