"""Collections, and the embedders that vectors were paid for with."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import null, select, update

from rag.catalog.calibration import Calibration
from rag.catalog.database import Database
from rag.catalog.moments import stamp
from rag.catalog.schema import collections, embedders
from rag.catalog.upsert import insert_missing
from rag.errors import InvalidRequest, ModelError, NotFound

_LONGEST_NAME = 100


def model_of(identity: str) -> str:
    """The weights of an embedder's identity; engines and precisions of the same weights may be mixed."""
    return identity.split("/", 1)[0]


class Collections:
    """Names to numbers; a collection keeps the model that its first document was embedded with."""

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

    def bind(self, number: int, identity: str, dimension: int) -> int:
        """The row of an embedder, once it is sure that this collection is embedded with the same weights."""
        model = model_of(identity)
        mine = collections.c.id == number
        with self._database.writing() as connection:
            bound = connection.execute(select(collections.c.model).where(mine)).scalar_one()
            if bound is None:
                connection.execute(update(collections).where(mine).values(model=model))
            elif bound != model:
                raise _other_model(bound, model)
            insert_missing(connection, embedders, [{"identity": identity, "dimension": dimension}])
            query = select(embedders.c.id).where(embedders.c.identity == identity)
            return int(connection.execute(query).scalar_one())

    def check_model(self, number: int, identity: str) -> None:
        """Questions must be embedded with the weights that embedded the documents."""
        with self._database.reading() as connection:
            bound = connection.execute(select(collections.c.model).where(collections.c.id == number)).scalar_one()
        if bound is not None and bound != model_of(identity):
            raise _other_model(bound, model_of(identity))

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


def _other_model(bound: str, configured: str) -> ModelError:
    return ModelError(
        f"this collection is embedded with {bound}, but {configured} is configured",
        "set RAG_EMBEDDER back, or ingest into another --collection",
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
