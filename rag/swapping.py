"""Changing the model of a collection: a generation is built beside the live one, swapped in, and swapped back."""

from __future__ import annotations

import time

from rag.base import FOLDER
from rag.build import build_in_child
from rag.catalog.catalog import Catalog, Shelf
from rag.catalog.generations import Aside
from rag.catalog.points import changed_chunks
from rag.catalog.records import Generation
from rag.catalog.spaces import EmbedderRow, Space, model_of
from rag.embedding import Embedders, source_of
from rag.errors import Busy
from rag.indexes.engines import engine
from rag.protocols import Embedder
from rag.reembed import Tell, check_lengths, fill
from rag.settings import Settings

_PATIENCE_SECONDS = 600.0
_PAUSE_SECONDS = 0.2


def make_candidate(
    catalog: Catalog, collection: str, settings: Settings, embedder: Embedder, tell: Tell, *, truncate: bool = False
) -> Generation:
    """Embed a collection with another embedder, which the settings name, and build a generation of it: the candidate.

    Interrupted, the same call goes on. Raises Busy when another process does so, InvalidRequest when the model reads
    less than the chunks hold.
    """
    # An engine that is not set up is told before anything is paid for.
    engine(settings.engine, settings)
    shelf = catalog.shelf(collection)
    with shelf.generations.lease("embed"):
        check_lengths(shelf, embedder.tokenizer, tell, truncate=truncate)
        number = catalog.collections.record(embedder.identity, embedder.dimension, source_of(settings))
        space = Space(model_of(embedder.identity), number)
        shelf.generations.propose(settings.engine, space, embedder.dimension)
        fill(shelf, space, number, lambda: embedder, tell)
        build_in_child(settings, collection, "candidate")
    return shelf.generations.aside("candidate")


def make_candidate_of_engine(catalog: Catalog, collection: str, settings: Settings) -> Generation:
    """Build a generation of the same vectors with the engine of the settings beside the live one: the candidate."""
    engine(settings.engine, settings)
    shelf = catalog.shelf(collection)
    with shelf.generations.lease("embed"):
        live = catalog.collections.live_space(shelf.collection)
        if live is not None:
            shelf.generations.propose(settings.engine, live[0], live[1].dimension)
        build_in_child(settings, collection, "candidate")
    return shelf.generations.aside("candidate")


def swap(
    catalog: Catalog, collection: str, settings: Settings, embedders: Embedders, role: Aside, tell: Tell
) -> Generation:
    """Make the candidate or the previous generation the live one, once everything stored by now is in it.

    Every answering process follows between two questions. InvalidRequest when there is none of that role, Busy when
    another process embeds.
    """
    shelf = catalog.shelf(collection)
    with shelf.generations.lease("embed"):
        while True:
            target, stands_for = prepared(shelf, settings, embedders, role, tell)
            checked = fill_for(shelf, embedders, target, stands_for, tell)
            swapped = _flipped(shelf, role, target, checked)
            if swapped is not None:
                engine(swapped.engine, settings).publish(settings.data.expanduser() / swapped.path / FOLDER, collection)
                return swapped


def prepared(
    shelf: Shelf, settings: Settings, embedders: Embedders, role: Aside, tell: Tell
) -> tuple[Generation, EmbedderRow]:
    """A generation beside the live one with a base that is not far behind, and the embedder that stands for it."""
    target = shelf.generations.aside(role)
    with shelf.database.reading() as connection:
        stands_for = target.space.representative(connection)
        lag = changed_chunks(connection, shelf.collection, target.sequence)
    assert stands_for is not None
    if target.path and lag < settings.build_after:
        return target, stands_for
    fill_for(shelf, embedders, target, stands_for, tell)
    tell("building", 0, 1)
    build_in_child(settings, shelf.name, role)
    tell("building", 1, 1)
    return shelf.generations.aside(role), stands_for


def fill_for(shelf: Shelf, embedders: Embedders, target: Generation, stands_for: EmbedderRow, tell: Tell) -> int:
    """Embed what a generation lacks, which loads its embedder only when it lacks something."""
    return fill(shelf, target.space, stands_for.id, lambda: embedders.row(stands_for), tell)


def _flipped(shelf: Shelf, role: Aside, target: Generation, checked: int) -> Generation | None:
    """Swap while nobody builds or clears away; None when something has come between."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with shelf.generations.lease():
                return shelf.generations.swap(role, checked) if shelf.generations.aside(role) == target else None
        except Busy:
            if time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
