"""``rag search`` and ``rag ask``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common, readable
from ingest.cli.show import answer_text, ending_text, headed, hits_text, refusal_text, sentence_text

if TYPE_CHECKING:
    from rag.writing.events import Event


@click.command()
@click.argument("question")
@click.option("-k", default=10, show_default=True, help="How many passages.")
@common
def search(call: Call, question: str, k: int) -> None:
    """Find the passages that a question is about.

    \b
    rag search "When does the warranty end?" -k 3
    """
    from rag.compose import open_service
    from rag.serialize import hit_json

    question = readable(question)

    with open_service(call.settings, call.collection) as service:
        hits = service.search(question, k)
    if call.as_json:
        call.print_json({"hits": [hit_json(hit) for hit in hits]})
    else:
        click.echo(hits_text(hits))


@click.command()
@click.argument("question")
@click.option("-k", default=10, show_default=True, help="How many passages are read.")
@click.option("--steps", is_flag=True, help="Let the language model cut the question into steps, each answered.")
@common
def ask(call: Call, question: str, k: int, *, steps: bool) -> None:
    """Answer a question from the documents, with proof, or say that they do not answer it.

    Several questions at once are answered apart. With --steps the model that RAG_GENERATOR names cuts a question that
    needs several answers; that takes as many times as long.

    \b
    rag ask "When does the warranty end?"
    rag ask --steps "Who founded the firm that built the Aurelia?"
    """
    from rag.compose import open_service
    from rag.serialize import answer_json

    question = readable(question)

    with open_service(call.settings, call.collection) as service:
        if call.as_json:
            call.print_json(answer_json(service.ask(question, k, steps=steps)))
        elif sys.stdout.isatty():
            _echo(service.ask_events(question, k, steps=steps))
        else:
            click.echo(answer_text(service.ask(question, k, steps=steps)))


def _echo(events: Iterator[Event]) -> None:
    """Sentence by sentence, as they come."""
    from rag.types import Answer
    from rag.writing.events import Said, Unanswered

    begun, question = False, None
    for event in events:
        if isinstance(event, Answer):
            click.echo(f"\n\n{ending_text(event)}" if begun else answer_text(event))
        elif isinstance(event, Said | Unanswered):
            told = refusal_text(event.reason) if isinstance(event, Unanswered) else sentence_text(event.sentence)
            if not begun or event.question != question:
                told = ("\n\n" if begun else "") + headed(event.question, told.lstrip())
            click.echo(told, nl=False)
            begun, question = True, event.question
