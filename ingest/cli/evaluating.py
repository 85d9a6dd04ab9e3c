"""``rag eval``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common

if TYPE_CHECKING:
    from rag.evaluate import Evaluation


@click.command("eval")
@click.argument("gold", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="GOLD.jsonl")
@click.option("--compare", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="A saved --json run.")
@common
def evaluate(call: Call, gold: Path, compare: Path | None) -> None:
    """Measure retrieval, answers, abstention and citations on questions with known answers.

    \b
    rag eval questions.jsonl
    rag eval questions.jsonl --json > before.json     ... change something, then
    rag eval questions.jsonl --compare before.json
    """
    from rag import evaluate as measuring
    from rag.compose import open_service

    questions = measuring.read_gold(gold)
    with open_service(call.settings, call.collection) as service:
        depth = measuring.SEARCH_DEPTH
        evaluation = measuring.evaluate(
            questions,
            ask=service.consider,
            search=lambda question: service.search(question, depth),
            text_of=service.text,
            tokenizer=service.tokenizer,
        )
    if compare is not None:
        _show_comparison(call, compare, evaluation)
    elif call.as_json:
        call.print_json(measuring.to_json(evaluation))
    else:
        click.echo(measuring.table(evaluation))


def _show_comparison(call: Call, before: Path, evaluation: Evaluation) -> None:
    from rag import evaluate as measuring

    comparison = measuring.compare(measuring.read_rows(before), evaluation.rows)
    if call.as_json:
        call.print_json(measuring.comparison_to_json(comparison))
    else:
        click.echo(measuring.comparison_table(comparison))
