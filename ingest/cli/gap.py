"""``rag compare``: what a language model knows by itself, and what it says from the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ingest.cli.options import Call, common, readable
from ingest.cli.show import answer_text, printable

if TYPE_CHECKING:
    from rag.gap import Gap


@click.command()
@click.argument("question")
@click.option("-k", default=10, show_default=True, help="How many passages are read.")
@common
def compare(call: Call, question: str, k: int) -> None:
    """Show what a language model says from memory beside what it says from the documents.

    For a model in this process also how unlikely it finds the answer without and with the passages (perplexity: 1 is
    certain, 100 is one word in a hundred).

    \b
    RAG_GENERATOR=local:~/models/qwen2.5-0.5b-instruct rag compare "How long is the warranty?"
    """
    from rag.compose import open_service
    from rag.gap import gap_json, knowledge_gap

    settings = call.settings.model_copy(update={"write": "always"})
    with open_service(settings, call.collection) as service:
        gap = knowledge_gap(service, readable(question), k)
    if call.as_json:
        call.print_json(gap_json(gap))
    else:
        click.echo(_text(gap))


def _text(gap: Gap) -> str:
    parts = [
        f"From memory, {printable(gap.model)}, unchecked:\n\n  {printable(gap.memory) or '(nothing)'}",
        f"From the documents:\n\n{answer_text(gap.answer)}",
    ]
    if gap.perplexity:
        parts.append(
            f"Perplexity of that answer: {gap.perplexity.without:,.1f} without the passages, "
            f"{gap.perplexity.with_passages:,.1f} with them."
        )
    return "\n\n".join(parts)
