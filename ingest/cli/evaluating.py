"""``rag eval``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.catalog.catalog import Catalog
    from rag.evaluate import Evaluation, GoldQuestion


@click.command("eval")
@click.argument("gold", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="GOLD.jsonl")
@click.option("--compare", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A saved --json run.")
@click.option("--name", help="What to call the stored run; default: the name of the file.")
@click.option("--no-store", is_flag=True, help="Show, and store nothing.")
@common
def evaluate(call: Call, gold: Path, compare: Path | None, name: str | None, no_store: bool) -> None:
    """Measure retrieval, answers, abstention and citations on questions with known answers.

    The run is stored with the collection: the page Measure of rag serve draws it and compares it with others.

    \b
    rag eval questions.jsonl
    rag eval questions.jsonl --json > before.json     ... change something, then
    rag eval questions.jsonl --compare before.json
    """
    from rag import evaluate as measuring
    from rag.compose import open_catalog

    questions = measuring.read_gold(gold)
    with open_catalog(call.settings, create=False) as catalog:
        evaluation = _measure(call, catalog, questions)
        _show(call, evaluation, compare)
        if not no_store:
            number = _store(call, catalog, evaluation, readable(name or gold.name))
            click.echo(f"Stored as run {number} of collection {call.collection!r}.", err=True)


def _measure(call: Call, catalog: Catalog, questions: Sequence[GoldQuestion]) -> Evaluation:
    from rag import evaluate as measuring
    from rag.answer.confidence import CONFIDENCE_MODEL
    from rag.compose import answer_threshold, collection_embedder, make_service

    threshold = answer_threshold(call.settings, catalog.collections, catalog.shelf(call.collection).collection)
    conditions = measuring.Conditions(threshold(), CONFIDENCE_MODEL)
    service = make_service(
        call.settings, catalog, call.collection, collection_embedder(call.settings, catalog, call.collection)
    )
    return measuring.evaluate(questions, service, conditions)


def _show(call: Call, evaluation: Evaluation, compare: Path | None) -> None:
    from rag import evaluate as measuring

    if compare is not None:
        _show_comparison(call, compare, evaluation)
    elif call.as_json:
        call.print_json(measuring.to_json(evaluation))
    else:
        click.echo(measuring.table(evaluation))


def _store(call: Call, catalog: Catalog, evaluation: Evaluation, name: str) -> int:
    from rag import evaluate as measuring

    run = measuring.to_json(evaluation)
    return catalog.shelf(call.collection).evaluations.add(name, measuring.headlines(run), run)


def _show_comparison(call: Call, before: Path, evaluation: Evaluation) -> None:
    from rag import evaluate as measuring

    comparison = measuring.compare(measuring.read_rows(before), evaluation.rows)
    if call.as_json:
        call.print_json(measuring.comparison_to_json(comparison))
    else:
        click.echo(measuring.comparison_table(comparison))
