"""``rag calibrate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common
from rag.errors import InvalidRequest

if TYPE_CHECKING:
    from rag.catalog.catalog import Catalog
    from rag.evaluate import Trial
    from rag.evaluate.threshold import Choice

_SHARE = click.FloatRange(0, 1, min_open=True, max_open=True)


@click.command()
@click.argument(
    "gold", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="GOLD.jsonl", required=False
)
@click.option("--max-wrong", type=_SHARE, default=0.05, show_default=True, help="Most wrong answers of those given.")
@click.option("--dry-run", is_flag=True, help="Show, and store nothing.")
@click.option("--nearest", is_flag=True, help="Store the nearest threshold where none can be promised.")
@click.option("--svg", type=click.Path(path_type=Path, dir_okay=False), help="Draw the curves into this file.")
@click.option("--reset", is_flag=True, help="Forget the stored threshold.")
@common
def calibrate(
    call: Call, gold: Path | None, max_wrong: float, dry_run: bool, nearest: bool, svg: Path | None, reset: bool
) -> None:
    """Choose how sure an answer must be, by questions of yours.

    Every question of the gold file is asked. The lowest threshold is chosen at which it can be promised, with 95 %
    certainty, that at most --max-wrong of the answers given are wrong. It is stored with the collection, and every
    answer from then on goes by it (RAG_ANSWER_THRESHOLD goes before it). The promise holds for questions like those
    of the file, so let it hold unanswerable ones too, as often as they are asked. When so much cannot be promised,
    the nearest threshold is shown, stored with --nearest only, and the exit code is 1.

    \b
    rag calibrate questions.jsonl --dry-run            what would it cost?
    rag calibrate questions.jsonl --max-wrong 0.1      at most one answer in ten wrong
    rag calibrate questions.jsonl --svg curves.svg     with a picture
    rag calibrate questions.jsonl --nearest            take what comes nearest
    rag calibrate --reset                              back to the threshold that is built in
    """
    if (gold is None) != reset:
        raise click.UsageError("Name a gold file, or --reset.")
    from rag.compose import open_catalog

    with open_catalog(call.settings, create=False) as catalog:
        if gold is None:
            _forget(call, catalog)
            return
        trial = _try(call, catalog, gold, max_wrong)
        promised = trial.choice is not None and trial.choice.promised
        stored = trial.choice if (promised or nearest) and not dry_run else None
        if stored is not None:
            _store(call, catalog, stored, trial.questions)
    if svg is not None:
        _draw(svg, trial)
    _show(call, trial, stored=stored is not None)
    sys.exit(0 if promised else 1)


def _forget(call: Call, catalog: Catalog) -> None:
    number = catalog.shelf(call.collection).collection
    known = catalog.collections.calibration(number) is not None
    catalog.collections.forget_calibration(number)
    if call.as_json:
        call.print_json({"forgotten": known})
    else:
        click.echo("The stored threshold is forgotten." if known else "There was no stored threshold.")


def _try(call: Call, catalog: Catalog, gold: Path, max_wrong: float) -> Trial:
    from rag import evaluate as measuring
    from rag.compose import answer_threshold, collection_embedder, make_service

    questions = measuring.read_gold(gold)
    measuring.check_gold(questions)
    in_use = answer_threshold(call.settings, catalog.collections, catalog.shelf(call.collection).collection)
    # Nothing is withheld, so that what is left out at any threshold is known.
    generous = call.settings.model_copy(update={"answer_threshold": 0.0})
    service = make_service(
        generous, catalog, call.collection, collection_embedder(call.settings, catalog, call.collection)
    )
    rows = measuring.ask_all(questions, service, depth=0)
    return measuring.calibrate(rows, max_wrong, in_use())


def _store(call: Call, catalog: Catalog, choice: Choice, questions: int) -> None:
    from rag.answer.confidence import CONFIDENCE_MODEL
    from rag.catalog.calibration import Calibration
    from rag.catalog.moments import stamp

    number = catalog.shelf(call.collection).collection
    chosen = Calibration(choice.point.threshold, choice.at_most, questions, CONFIDENCE_MODEL, stamp())
    catalog.collections.calibrate(number, chosen)


def _draw(path: Path, trial: Trial) -> None:
    from rag.evaluate import trial_svg

    try:
        path.write_text(trial_svg(trial), encoding="utf-8")
    except OSError as error:
        raise InvalidRequest(f"{path} cannot be written ({error.strerror})", "name another --svg file") from error


def _show(call: Call, trial: Trial, *, stored: bool) -> None:
    from rag.evaluate import trial_text, trial_to_json

    if call.as_json:
        call.print_json({"stored": stored, **trial_to_json(trial)})
        return
    click.echo(trial_text(trial))
    click.echo(f"\nStored with collection {call.collection!r}." if stored else "\nNothing is stored.")
    if stored and call.settings.answer_threshold is not None:
        click.echo(f"RAG_ANSWER_THRESHOLD={call.settings.answer_threshold} is set and goes before it.")
