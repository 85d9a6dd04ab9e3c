"""``rag index build``, ``swap``, ``rollback`` and ``forget``: another model or engine, without a gap."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import click

from ingest.cli.index_status import tell_generations
from ingest.cli.options import Call, common
from ingest.cli.progress import stage_progress

if TYPE_CHECKING:
    from rag.catalog.catalog import Catalog
    from rag.catalog.generations import Aside
    from rag.reembed import Tell
    from rag.settings import Settings

_ENGINES = click.Choice(["auto", "openvino", "torch"])
_PRECISIONS = click.Choice(["auto", "fp32", "bf16", "int8"])
_KINDS = click.Choice(["edge", "faiss", "qdrant"])
_POLITENESS = 10


@click.command()
@click.option("--embedder", help="Embed everything with this model: a name or a folder.")
@click.option("--embedder-engine", type=_ENGINES, help="What runs it.")
@click.option("--embedder-precision", type=_PRECISIONS, help="Its arithmetic.")
@click.option("--engine", type=_KINDS, help="Index engine of the new generation.")
@click.option("--truncate", is_flag=True, help="Accept a model that does not read the end of long chunks.")
@common
def build(
    call: Call,
    embedder: str | None,
    embedder_engine: str | None,
    embedder_precision: str | None,
    engine: str | None,
    truncate: bool,
) -> None:
    """Build a generation beside the live one, with another model or engine; nothing changes until it is swapped in.

    Questions are answered meanwhile. What is embedded is kept: interrupted, the same command goes on. Without an
    option the live generation is built anew.

    \b
    rag index build --embedder BAAI/bge-small-en-v1.5
    rag index build --embedder-precision fp32
    rag index rehearse gold.jsonl && rag index swap
    """
    from rag.compose import open_catalog

    named = {"embedder": embedder, "embedder_engine": embedder_engine, "embedder_precision": embedder_precision}
    named = {name: value for name, value in named.items() if value is not None}
    settings = changed(call.settings, named | ({} if engine is None else {"engine": engine}))
    os.nice(_POLITENESS)
    with open_catalog(settings, create=False) as catalog:
        if named:
            _build_candidate(call, catalog, settings, truncate=truncate)
        elif engine is not None:
            from rag.swapping import make_candidate_of_engine

            make_candidate_of_engine(catalog, call.collection, settings)
        else:
            from rag.build import build_in_child

            catalog.shelf(call.collection)
            build_in_child(settings, call.collection)
        tell_standing(call, catalog)


@click.command()
@common
def swap(call: Call) -> None:
    """Let the candidate answer from now on; what it lacks is embedded first.

    Every process that answers follows within seconds, between two questions. The generation before stays: rag index
    rollback.
    """
    _swap(call, "candidate")


@click.command()
@common
def rollback(call: Call) -> None:
    """Let the generation before the last swap answer again; what was stored since is embedded for it first."""
    _swap(call, "previous")


@click.command()
@common
def forget(call: Call) -> None:
    """Let go of the generations beside the live one; vectors that were paid for are kept."""
    from rag.build import tidy
    from rag.compose import open_catalog

    with open_catalog(call.settings, create=False) as catalog:
        shelf = catalog.shelf(call.collection)
        shelf.generations.forget()
        tidy(shelf, call.settings)
        tell_standing(call, catalog)


def changed(settings: Settings, named: Mapping[str, str | None]) -> Settings:
    """The settings with others named on the command line; a hash belongs to the model it was given for."""
    update: dict[str, Any] = dict(named)
    if "embedder" in named:
        update["embedder_sha256"] = None
    return settings.model_copy(update=update)


def progress(call: Call) -> AbstractContextManager[Tell | None]:
    """Bars for what may take long."""
    return stage_progress("counting", "embedding", "building", visible=not call.as_json and sys.stderr.isatty())


def tell_standing(call: Call, catalog: Catalog) -> None:
    """How the index stands now."""
    from dataclasses import asdict

    from rag.standing import standing

    now = standing(catalog.shelf(call.collection), call.settings)
    if call.as_json:
        call.print_json(asdict(now))
    else:
        tell_generations(now)


def silent(stage: str, done: int, total: int) -> None:
    """Nobody looks."""


def _build_candidate(call: Call, catalog: Catalog, settings: Settings, *, truncate: bool) -> None:
    from rag.compose import make_embedder
    from rag.swapping import make_candidate

    embedder = make_embedder(settings)
    with progress(call) as tell:
        make_candidate(catalog, call.collection, settings, embedder, tell or silent, truncate=truncate)


def _swap(call: Call, role: Aside) -> None:
    from rag import swapping
    from rag.compose import open_catalog
    from rag.embedding import Embedders

    with open_catalog(call.settings, create=False) as catalog, progress(call) as tell:
        embedders = Embedders(call.settings, catalog)
        live = swapping.swap(catalog, call.collection, call.settings, embedders, role, tell or silent)
        if catalog.collections.calibration(catalog.collections.find(call.collection)) is not None:
            click.echo("rag: the threshold was calibrated with the other model; rag calibrate does it anew", err=True)
        if live.engine != call.settings.engine:
            cause = f"the next base will be built by {call.settings.engine}, as RAG_ENGINE says"
            click.echo(f"rag: {cause}; RAG_ENGINE={live.engine} keeps this one", err=True)
        tell_standing(call, catalog)
