"""``rag why``: every stage of a question, and what became of a document that is missed."""

from __future__ import annotations

import click

from ingest.cli.options import Call, common, readable


@click.command()
@click.argument("question")
@click.option("-k", default=10, show_default=True, help="How many passages are shown and read.")
@click.option("--document", metavar="ID|URI|NAME", help="A document that is missed: its id, uri or the end of its uri.")
@common
def why(call: Call, question: str, k: int, document: str | None) -> None:
    """Show how the passages of a question rise and fall from stage to stage, and why a document is not among them.

    \b
    rag why "When does the warranty end?"
    rag why "When does the warranty end?" --document contract.pdf

    Several questions in one are explained one after the other, as they are answered.
    """
    from ingest.cli.show import headed
    from ingest.cli.show_why import explanation_text
    from rag.compose import open_service
    from rag.explain.records import explanation_json

    question = readable(question)
    document = readable(document) if document else None

    with open_service(call.settings, call.collection) as service:
        explained = service.explain(question, k, document=document)
    if call.as_json:
        call.print_json(explanation_json(explained))
    elif explained.parts:
        click.echo("\n\n".join(headed(part.question, explanation_text(part)) for part in explained.parts))
    else:
        click.echo(explanation_text(explained))
