"""Collections, and the embedders that vectors were paid for with."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, null, select, update

from rag.catalog.calibration import Calibration
from rag.catalog.database import Database
from rag.catalog.moments import stamp
from rag.catalog.schema import collections, embedders
from rag.catalog.spaces import EmbedderRow, Space, model_of, space_of
from rag.catalog.upsert import insert_missing
from rag.errors import InvalidRequest, NotFound, OtherModel

_LONGEST_NAME = 100


class Collections:
    """Names to numbers; a collection keeps the model of its first document until another generation is swapped in."""

    def __init__(self, database: Database, allowed: frozenset[str] | None = None) -> None:
        self._database = database
        self._allowed = allowed

    def limited_to(self, names: frozenset[str]) -> Collections:
        """Those of these names, for somebody who may know of no other."""
        return Collections(self._database, names)

    def names(self) -> list[str]:
        return list(self.created())

    def created(self) -> dict[str, str]:
        """Every collection by name, and when it was made (see ``stamp``)."""
        query = select(collections.c.name, collections.c.created_at).order_by(collections.c.name)
        with self._database.reading() as connection:
            found = connection.execute(query).all()
        return {name: made for name, made in found if self._allowed is None or name in self._allowed}

    def find(self, name: str) -> int:
        """The number of a collection; NotFound when nothing was ever put into it."""
        self._check_allowed(name)
        with self._database.reading() as connection:
            number = connection.execute(select(collections.c.id).where(collections.c.name == name)).scalar()
        if number is None:
            raise missing(name)
        return int(number)

    def open(self, name: str) -> int:
        """The number of a collection, made when it is new."""
        check_name(name)
        self._check_allowed(name)
        with self._database.writing() as connection:
            insert_missing(connection, collections, [{"name": name, "created_at": stamp()}])
            return int(connection.execute(select(collections.c.id).where(collections.c.name == name)).scalar_one())

    def bind(self, number: int, identity: str, dimension: int, source: str | None = None) -> int:
        """The row of an embedder, once it is sure that this collection is embedded with it; OtherModel when not."""
        with self._database.writing() as connection:
            embedder = embedder_row(connection, identity, dimension, source)
            bound = space_of(connection, number)
            if bound is None:
                mine = update(collections).where(collections.c.id == number)
                connection.execute(mine.values(model=model_of(identity)))
            elif not bound.takes(identity, embedder):
                raise other_model(connection, bound, identity)
            return embedder

    def record(self, identity: str, dimension: int, source: str) -> int:
        """The row of an embedder that no collection need be embedded with yet."""
        with self._database.writing() as connection:
            return embedder_row(connection, identity, dimension, source)

    def space(self, number: int, identity: str) -> Space:
        """The space of a collection, for questions that this embedder embeds; OtherModel when it is not that one's."""
        with self._database.reading() as connection:
            bound = space_of(connection, number)
            if bound is None:
                return Space(model_of(identity))
            query = select(embedders.c.id).where(embedders.c.identity == identity)
            if not bound.takes(identity, connection.execute(query).scalar() or 0):
                raise other_model(connection, bound, identity)
        return bound

    def live_space(self, number: int) -> tuple[Space, EmbedderRow] | None:
        """The space of a collection now and the embedder that stands for it; None before its first document."""
        with self._database.reading() as connection:
            bound = space_of(connection, number)
            row = None if bound is None else bound.representative(connection)
        return None if bound is None or row is None else (bound, row)

    def calibration(self, number: int) -> Calibration | None:
        """The calibration of a collection, as it is stored now."""
        with self._database.reading() as connection:
            query = select(collections.c.calibration).where(collections.c.id == number)
            stored = connection.execute(query).scalar_one()
        return None if stored is None else Calibration(**stored)

    def calibrate(self, number: int, calibration: Calibration) -> None:
        """Store a calibration in place of the one before; every process answers by it from then on."""
        self._put(number, calibration)

    def forget_calibration(self, number: int) -> None:
        """Answer by the built-in threshold again."""
        self._put(number, None)

    def _check_allowed(self, name: str) -> None:
        if self._allowed is not None and name not in self._allowed:
            raise missing(name)

    def _put(self, number: int, calibration: Calibration | None) -> None:
        value = null() if calibration is None else asdict(calibration)
        with self._database.writing() as connection:
            connection.execute(update(collections).where(collections.c.id == number).values(calibration=value))


def embedder_row(connection: Connection, identity: str, dimension: int, source: str | None) -> int:
    """The row of an embedder, made when it is new; where it was opened from last is noted."""
    insert_missing(connection, embedders, [{"identity": identity, "dimension": dimension}])
    mine = embedders.c.identity == identity
    if source is not None:
        connection.execute(update(embedders).where(mine).values(source=source))
    return int(connection.execute(select(embedders.c.id).where(mine)).scalar_one())


def other_model(connection: Connection, bound: Space, identity: str) -> OtherModel:
    """What is said of vectors that do not belong to a collection's."""
    row = None if bound.embedder is None else bound.representative(connection)
    return OtherModel(
        f"this collection is embedded with {row.identity if row else bound.model}, not with {identity}",
        "rag index build --embedder NAME changes the model of a collection; or use another --collection",
    )


def missing(name: str) -> NotFound:
    """What is said of a collection that is not there, or not for the caller: the same."""
    return NotFound(f"there is no collection {name!r} here", "rag ingest PATH makes it")


def check_name(name: str) -> None:
    """InvalidRequest when no collection can have that name."""
    plain = name.replace("-", "").replace("_", "").replace(".", "")
    if not plain.isalnum() or not plain.isascii() or len(name) > _LONGEST_NAME or name.startswith("."):
        raise InvalidRequest(
            f"{name[:60]!r} cannot name a collection",
            f"use up to {_LONGEST_NAME} letters, digits, '-', '_' and '.'",
        )
