"""Generations: which base is live, which one waits to be swapped in, which one to go back to, and who may build."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from rag.catalog.changes import next_sequence
from rag.catalog.database import Database
from rag.catalog.leases import holder_of, leased
from rag.catalog.moments import stamp
from rag.catalog.records import Generation
from rag.catalog.schema import collections, generations
from rag.catalog.spaces import Space, space_of
from rag.catalog.unpaid import has_unpaid
from rag.errors import Busy, InvalidRequest

Aside = Literal["candidate", "previous"]
Role = Literal["generation", "candidate", "previous"]
ROLES: tuple[Role, ...] = ("generation", "candidate", "previous")
ASIDE: tuple[Aside, ...] = ("candidate", "previous")
Right = Literal["build", "embed"]

_BUSY = {
    "build": ("another process is building the index of this collection", "it will be done soon"),
    "embed": ("another process is embedding this collection anew", "rag index status shows how far it is"),
}
_ABSENT = {
    "candidate": ("there is no other generation to swap to", "rag index build --embedder NAME makes one"),
    "previous": ("there is no generation to go back to", "nothing has been swapped, or it was taken back already"),
}


class Generations:
    """The bases of one collection."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def live(self, connection: Connection) -> Generation | None:
        """The base that answers, as this transaction sees it."""
        return self.at(connection, "generation")

    def at(self, connection: Connection, role: Role) -> Generation | None:
        """The base that a pointer of the collection names; None when it names none."""
        query = select(generations).join(collections, collections.c[role] == generations.c.id)
        row = connection.execute(query.where(collections.c.id == self._collection)).first()
        return _generation(row) if row else None

    def aside(self, role: Aside) -> Generation:
        """The candidate or the previous one; InvalidRequest when there is none."""
        with self._database.reading() as connection:
            found = self.at(connection, role)
        if found is None:
            raise InvalidRequest(*_ABSENT[role])
        return found

    def publish(
        self,
        engine: str,
        model: str,
        dimension: int,
        sequence: int,
        points: int,
        path: str,
        embedder: int | None = None,
        role: Role = "generation",
    ) -> Generation:
        """Record a base and point to it.

        It does not go live when a newer one has been published meanwhile, or the collection's model changed.
        """
        row = {
            "collection": self._collection,
            "engine": engine,
            "model": model,
            "embedder": embedder,
            "dimension": dimension,
            "sequence": sequence,
            "points": points,
            "path": path,
        }
        with self._database.writing() as connection:
            made = self._insert(connection, row)
            if role != "generation" or self._supersedes_live(connection, made):
                self._point(connection, {role: made.id})
        return made

    def propose(self, engine: str, space: Space, dimension: int) -> Generation:
        """The candidate of a space and an engine, its base yet to be built; the one there is, where it is the same."""
        row = {"collection": self._collection, "engine": engine, "model": space.model, "embedder": space.embedder}
        row |= {"dimension": dimension, "sequence": 0, "points": 0, "path": ""}
        with self._database.writing() as connection:
            candidate = self.at(connection, "candidate")
            if candidate is not None and (candidate.space, candidate.engine) == (space, engine):
                return candidate
            self._drop(connection, candidate)
            made = self._insert(connection, row)
            self._point(connection, {"candidate": made.id})
        return made

    def swap(self, role: Aside, checked: int) -> Generation | None:
        """Make the candidate or the previous generation the live one; None when some text has no vector of it yet.

        ``checked`` is the sequence number at which all texts were seen to have one. The live one takes the other place
        aside. One transaction: whoever stores a document comes before it or finds the new model after it.
        """
        with self._database.writing() as connection:
            target = self.at(connection, role)
            if target is None:
                raise InvalidRequest(*_ABSENT[role])
            if has_unpaid(connection, self._collection, target.space, checked):
                return None
            # A number of its own, so that followers look and what is kept by number grows old.
            next_sequence(connection)
            left: Aside = "previous" if role == "candidate" else "candidate"
            stays = self._live_or_promise(connection)
            self._point(connection, {"model": target.model, "embedder": target.embedder})
            self._point(connection, {"generation": target.id, role: None, left: stays})
        return target

    def forget(self) -> None:
        """Have no generation beside the live one; whoever tidies up lets their bases go."""
        with self._database.writing() as connection:
            beside = [self.at(connection, role) for role in ASIDE]
            self._point(connection, {"candidate": None, "previous": None})
            self._drop(connection, *beside)

    def unbuild(self, generation: Generation) -> None:
        """Note that the base of a generation beside the live one must be built before it can answer."""
        with self._database.writing() as connection:
            mine = generations.c.id == generation.id
            connection.execute(update(generations).where(mine).values(path="", sequence=0, points=0))

    def retire_older(self, keep: int = 1) -> list[str]:
        """Forget all bases but the live one, ``keep`` before it and those beside it; the paths of those that stay."""
        with self._database.writing() as connection:
            pointed = {one.id for role in ROLES if (one := self.at(connection, role))}
            lives = self.live(connection) is not None
            query = select(generations).where(generations.c.collection == self._collection)
            every = [_generation(row) for row in connection.execute(query.order_by(generations.c.id.desc()))]
            older = [generation for generation in every if lives and generation.id not in pointed][keep:]
            connection.execute(delete(generations).where(generations.c.id.in_([old.id for old in older])))
        return [generation.path for generation in every if generation not in older and generation.path]

    @contextmanager
    def lease(self, right: Right = "build") -> Iterator[None]:
        """The right to build and to remove for this collection, or to embed it anew; Busy when another has it."""
        with leased(self._database, self._name(right), Busy(*_BUSY[right])):
            yield

    def holder(self, connection: Connection, right: Right) -> str | None:
        """Who has that right now, as HOST:PROCESS."""
        return holder_of(connection, self._name(right))

    def _name(self, right: Right) -> str:
        return f"{right}:{self._collection}"

    def _insert(self, connection: Connection, row: dict[str, object]) -> Generation:
        added = insert(generations).values(row | {"created_at": stamp()}).returning(generations)
        return _generation(connection.execute(added).one())

    def _drop(self, connection: Connection, *dropped: Generation | None) -> None:
        numbers = [generation.id for generation in dropped if generation is not None]
        connection.execute(delete(generations).where(generations.c.id.in_(numbers)))

    def _supersedes_live(self, connection: Connection, made: Generation) -> bool:
        live, space = self.live(connection), space_of(connection, self._collection)
        return (live is None or live.sequence <= made.sequence) and space in (None, made.space)

    def _live_or_promise(self, connection: Connection) -> int | None:
        """The live base, or a record without a base of what is searched in memory alone."""
        live, space = self.live(connection), space_of(connection, self._collection)
        if live is not None or space is None:
            return None if live is None else live.id
        stands_for = space.representative(connection)
        row = {"collection": self._collection, "engine": "", "model": space.model, "embedder": space.embedder}
        row |= {"dimension": stands_for.dimension if stands_for else 0, "sequence": 0, "points": 0, "path": ""}
        return self._insert(connection, row).id

    def _point(self, connection: Connection, pointers: Mapping[str, int | str | None]) -> None:
        connection.execute(update(collections).where(collections.c.id == self._collection).values(pointers))


def _generation(row: object) -> Generation:
    names = ("id", "collection", "engine", "model", "dimension", "sequence", "points", "path", "embedder")
    return Generation(**{name: getattr(row, name) for name in names})
