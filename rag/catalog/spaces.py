"""Spaces: which vectors belong together, so that a question, a base, a delta and the catalog's own scores compare."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, case, func, literal, select

from rag.catalog.prefix import begins_with
from rag.catalog.schema import chunks, collections, embedders, vectors


def model_of(identity: str) -> str:
    """The weights of an embedder's identity; engines and precisions of the same weights may be mixed."""
    return identity.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class EmbedderRow:
    """An embedder that vectors were paid for with; ``source`` is the name or folder it was opened by, if known."""

    id: int
    identity: str
    dimension: int
    source: str | None


@dataclass(frozen=True, slots=True)
class Space:
    """The vectors of one model: those of one embedder (its id), or, with None, whichever of the model embedded a chunk.

    A collection begins with None, where engines and precisions may be mixed. A generation that was built for an
    embedder holds the vectors of that one alone.
    """

    model: str
    embedder: int | None = None

    def same_text(self) -> ColumnElement[bool]:
        """Joins ``vectors`` to ``chunks``: at most one vector for a chunk."""
        return (vectors.c.text_hash == chunks.c.text_hash) & (vectors.c.embedder == self._of_chunk())

    def takes(self, identity: str, embedder: int) -> bool:
        """Whether vectors of an embedder belong here."""
        return model_of(identity) == self.model if self.embedder is None else embedder == self.embedder

    def representative(self, connection: Connection) -> EmbedderRow | None:
        """The embedder that stands for this space: its only one, or the first of the model."""
        condition = self._first() if self.embedder is None else embedders.c.id == self.embedder
        row = connection.execute(select(embedders).where(condition)).first()
        return None if row is None else EmbedderRow(row.id, row.identity, row.dimension, row.source)

    def _of_chunk(self) -> ColumnElement[int]:
        if self.embedder is not None:
            return literal(self.embedder)
        own = chunks.c.embedder.in_(select(embedders.c.id).where(self._of_model()))
        # A chunk that another model embedded has, in this one, been embedded by the model's first embedder.
        first = select(func.min(embedders.c.id)).where(self._of_model()).scalar_subquery()
        return case((own, chunks.c.embedder), else_=first)

    def _of_model(self) -> ColumnElement[bool]:
        return begins_with(embedders.c.identity, f"{self.model}/")

    def _first(self) -> ColumnElement[bool]:
        return embedders.c.id == select(func.min(embedders.c.id)).where(self._of_model()).scalar_subquery()


def space_of(connection: Connection, collection: int) -> Space | None:
    """The space that questions of a collection are answered in now; None before its first document."""
    query = select(collections.c.model, collections.c.embedder).where(collections.c.id == collection)
    row = connection.execute(query).one()
    return None if row.model is None else Space(row.model, row.embedder)
