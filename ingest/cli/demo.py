"""``rag demo``: the whole loop on the sample documents, for somebody who sees it for the first time."""

from __future__ import annotations

from importlib.resources import as_file, files

import click

from ingest.cli.ingesting import ingest_sources, show
from ingest.cli.options import Call, common
from ingest.cli.show import answer_text

QUESTIONS = (
    "how many entries are in the vocabulary of gpt-2",
    "Who gave prompt injection its name?",
    "一个常用汉字在UTF-8里占几个字节？",
    "Which judge decided Mata v. Avianca?",
)


@click.command()
@common
def demo(call: Call) -> None:
    """Ingest the sample documents and ask four questions; the last one they do not answer."""
    from rag.compose import collection_embedder, make_service, open_catalog

    click.secho("Reading the sample documents ...", bold=True)
    with as_file(files("ingest") / "samples" / "documents") as folder, open_catalog(call.settings) as catalog:
        show(ingest_sources(call, catalog, [str(folder)]))
        service = make_service(
            call.settings, catalog, call.collection, collection_embedder(call.settings, catalog, call.collection)
        )
        for question in QUESTIONS:
            click.secho(f"\n$ rag ask {question!r}", bold=True)
            click.echo(answer_text(service.ask(question)))
    click.secho("\nNow yours:", bold=True)
    click.echo(
        f"  rag ingest YOUR-FOLDER --data {call.settings.data}\n"
        f"  rag ask 'YOUR QUESTION' --data {call.settings.data}\n"
        f"  rag serve --data {call.settings.data}      then open http://127.0.0.1:8000"
    )
