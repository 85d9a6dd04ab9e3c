"""``rag gold make`` and ``rag gold feedback``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.options import Call, common
from ingest.cli.progress import stage_progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.evaluate import GoldQuestion
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
    from rag.gold import Lookup, make_gold, numbered
    from rag.lexical import Bm25Encoder

    bars = stage_progress("documents", "questions", visible=sys.stderr.isatty())
    with open_service(call.settings, call.collection) as service, bars as progress:
        lookup = Lookup(service.index.view, service.shelf.passages, Bm25Encoder())
        made = make_gold(service.shelf, lookup, make_reader(call.settings), questions, seed, progress)
    _write(call, out, numbered(made.questions), _counts(made), _summary(made))


@gold.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of to the terminal.")
@common
def feedback(call: Call, out: Path | None) -> None:
    """Take questions, answers and proofs from what people said of answers (thumbs up and down, corrections).

    Thumbs up: the answer is accepted. Thumbs down with a correction: the correction is, where it stands in a document.
    Thumbs down because it is not in the documents, or thumbs up for a refusal: there is no answer.

    \b
    rag gold feedback --out gold.jsonl
    rag calibrate gold.jsonl
    """
    from rag.compose import open_service
    from rag.gold import Lookup, gold_of_feedback
    from rag.lexical import Bm25Encoder

    with open_service(call.settings, call.collection) as service:
        passages = service.shelf.passages
        lookup = Lookup(service.index.view, passages, Bm25Encoder())
        judged = gold_of_feedback(service.shelf.feedback.newest_first(), passages, lookup)
    counts = {"questions": len(judged.questions), "dropped": judged.dropped}
    _write(call, out, judged.questions, counts, _left_out(f"{len(judged.questions)} questions", judged.dropped))


def _write(
    call: Call, out: Path | None, questions: Iterable[GoldQuestion], counts: dict[str, Any], summary: str
) -> None:
    """The gold into the file or to the terminal, and what came of it beside it."""
    from rag.gold import gold_lines

    lines = "".join(f"{line}\n" for line in gold_lines(questions))
    if out is not None:
        out.write_text(lines, encoding="utf-8")
    if call.as_json:
        call.print_json(counts)
    else:
        if out is None:
            click.echo(lines, nl=False)
        click.echo(summary, err=out is None)


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
    left_out = _left_out("\n".join(counted), made.dropped)
    return f"{left_out}\nanswers outside tables read back by {made.reader}"


def _left_out(summary: str, dropped: dict[str, int]) -> str:
    return "\n".join([summary, "dropped:", *(f"{number:6} {reason}" for reason, number in dropped.items() if number)])
