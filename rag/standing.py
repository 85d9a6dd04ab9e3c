"""How the index of a collection stands: its generations, how far each is behind, and who builds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.catalog.catalog import Shelf
from rag.catalog.changes import last_sequence
from rag.catalog.generations import ROLES, Role
from rag.catalog.points import changed_chunks
from rag.catalog.spaces import space_of
from rag.catalog.unpaid import share
from rag.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Held:
    """A generation: ``lag`` is the number of chunks that came or went since its base was built.

    ``bytes`` is its size on disk; ``texts`` are the different texts to embed, ``paid`` those that have a vector of its
    embedder. Without a base (not ``built``) everything is searched in memory, or it cannot be swapped in yet.
    """

    built: bool
    engine: str
    embedder: str
    dimension: int
    points: int
    sequence: int
    lag: int
    bytes: int
    texts: int
    paid: int


@dataclass(frozen=True, slots=True)
class Standing:
    """The three generations a collection may have, the newest change, and who builds or embeds (HOST:PROCESS)."""

    sequence: int
    live: Held | None
    candidate: Held | None
    previous: Held | None
    builds: str | None
    embeds: str | None


def standing(shelf: Shelf, settings: Settings) -> Standing:
    """How it stands now, as one moment of the catalog."""
    with shelf.database.reading() as connection:
        live, candidate, previous = (_held(connection, shelf, settings, role) for role in ROLES)
        return Standing(
            sequence=last_sequence(connection),
            live=live,
            candidate=candidate,
            previous=previous,
            builds=shelf.generations.holder(connection, "build"),
            embeds=shelf.generations.holder(connection, "embed"),
        )


def _held(connection: Connection, shelf: Shelf, settings: Settings, role: Role) -> Held | None:
    found = shelf.generations.at(connection, role)
    space = found.space if found else space_of(connection, shelf.collection) if role == "generation" else None
    stands_for = None if space is None else space.representative(connection)
    if space is None or stands_for is None:
        return None
    paid = share(connection, shelf.collection, space)
    sequence = found.sequence if found else 0
    return Held(
        built=found is not None and found.path != "",
        engine=found.engine if found else "",
        embedder=space.model if space.embedder is None else stands_for.identity,
        dimension=stands_for.dimension,
        points=found.points if found else 0,
        sequence=sequence,
        lag=changed_chunks(connection, shelf.collection, sequence),
        bytes=_size(settings.data.expanduser() / found.path) if found and found.path else 0,
        texts=paid.texts,
        paid=paid.paid,
    )


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
