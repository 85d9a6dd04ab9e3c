"""``rag check-model``."""

from __future__ import annotations

import sys

import click

from ingest.cli.options import Call, load_settings, readable
from ingest.cli.progress import stage_progress
from ingest.cli.show_check import check_text


@click.command("check-model")
@click.argument("model", required=False)
@click.option("--questions", type=click.IntRange(min=2), help="Ask so many of the 80 questions, spread evenly.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for machines, with every reply.")
def check_model(model: str | None, questions: int | None, as_json: bool) -> None:
    """Measure a language model of yours: answers, grounding, citations, planted orders, time.

    It is asked about the sample documents and about small documents that give it orders, in a data folder that is
    deleted afterwards; your own documents are not touched. MODEL is written as in RAG_GENERATOR, which is the default.
    A model behind a server is sent the sample documents' text, and what it costs there it costs you.

    \b
    rag check-model local:Qwen/Qwen2.5-1.5B-Instruct
    rag check-model 'openai:http://localhost:11434/v1#qwen2.5:7b' --questions 20
    """
    from ingest.model_check import check_model as check
    from ingest.model_check import to_json
    from ingest.model_check.check import ORDERS, QUESTIONS

    settings = load_settings(None)
    if model is not None:
        settings = settings.model_copy(update={"generator": readable(model)})
    with stage_progress(QUESTIONS, ORDERS, visible=sys.stderr.isatty()) as tell:
        checkup = check(settings, questions, tell)
    if as_json:
        Call(settings, "default", as_json=True).print_json(to_json(checkup))
    else:
        click.echo(check_text(checkup))
