"""``rag gold make``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.options import Call, common
from ingest.cli.progress import stage_progress

if TYPE_CHECKING:
    from rag.gold import MadeGold


@click.group()
def gold() -> None:
    """Questions with known answers, for measuring and calibrating."""


@gold.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to the terminal.")
@click.option("--questions", default=150, show_default=True, type=click.IntRange(3, 10_000), help="How many at most.")
@click.option("--seed", default=0, show_default=True, help="Another seed asks other questions.")
@common
def make(call: Call, out: Path | None, questions: int, seed: int) -> None:
    """Make questions, answers and proofs from the collection's own documents, a third without an answer.

    The reader must find each answer in its passage again, or the question is dropped.

    \b
    rag gold make --out gold.jsonl      read it, strike out what you would not ask, then
    rag eval gold.jsonl
    """
    from rag.compose import make_reader, open_service
    from rag.gold import Lookup, gold_lines, make_gold
    from rag.lexical import Bm25Encoder

    bars = stage_progress("documents", "questions", visible=sys.stderr.isatty())
    with open_service(call.settings, call.collection) as service, bars as progress:
        lookup = Lookup(service.index.view, service.shelf.passages, Bm25Encoder())
        made = make_gold(service.shelf, lookup, make_reader(call.settings), questions, seed, progress)
    lines = "".join(f"{line}\n" for line in gold_lines(made.questions))
    if out is not None:
        out.write_text(lines, encoding="utf-8")
    if call.as_json:
        call.print_json(_counts(made))
    else:
        if out is None:
            click.echo(lines, nl=False)
        click.echo(_summary(made), err=out is None)


def _counts(made: MadeGold) -> dict[str, Any]:
    return {
        "questions": len(made.questions),
        "kinds": made.kinds,
        "documents": made.documents,
        "candidates": made.candidates,
        "dropped": made.dropped,
        "reader": made.reader,
    }


def _summary(made: MadeGold) -> str:
    counted = [f"{len(made.questions)} questions from {made.documents} documents ({made.candidates} candidates)"]
    counted += [f"{number:6} {kind}" for kind, number in made.kinds.items()]
    counted += ["dropped:", *(f"{number:6} {reason}" for reason, number in made.dropped.items() if number)]
    return "\n".join([*counted, f"answers outside tables read back by {made.reader}"])
