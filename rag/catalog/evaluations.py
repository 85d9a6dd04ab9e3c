"""Evaluation runs: kept whole, so that they can be drawn, compared and calibrated by; without what is deleted since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Text, cast, delete, insert, select, update

from rag.catalog.cursors import parse_cursor
from rag.catalog.database import Database
from rag.catalog.moments import stamp
from rag.catalog.schema import documents, evaluations
from rag.errors import NotFound

_SUMMARY = (
    evaluations.c.id,
    evaluations.c.at,
    evaluations.c.name,
    evaluations.c.questions,
    evaluations.c.figures,
)
_IDS_A_QUERY = 1000


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run as a list shows it; ``figures`` maps a name to its value and interval."""

    id: int
    at: str
    name: str
    questions: int
    figures: Mapping[str, Any]


class Evaluations:
    """The runs of one collection.

    A run is what ``rag eval --json`` prints; each of its rows names the documents that its answer cites.
    """

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._mine = evaluations.c.collection == collection
        self._collection = collection

    def add(self, name: str, figures: Mapping[str, Any], run: Mapping[str, Any]) -> int:
        """Store a run and return its id; answers from documents that were deleted while it ran are emptied."""
        with self._database.writing() as connection:
            row = {
                "collection": self._collection,
                "at": stamp(),
                "name": name,
                "questions": run["questions"],
                "figures": dict(figures),
                "run": _without(run, self._deleted(connection, run)),
            }
            return int(connection.execute(insert(evaluations).values(row).returning(evaluations.c.id)).scalar_one())

    def page(self, limit: int, cursor: str | None = None) -> tuple[list[RunSummary], str | None]:
        """Up to ``limit`` runs, the newest first, and the cursor of the next page or None."""
        query = select(*_SUMMARY).where(self._mine).order_by(evaluations.c.id.desc()).limit(limit + 1)
        if cursor is not None:
            query = query.where(evaluations.c.id < parse_cursor(cursor))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        following = str(rows[limit - 1].id) if len(rows) > limit else None
        return [RunSummary(*row) for row in rows[:limit]], following

    def get(self, number: int) -> tuple[RunSummary, dict[str, Any]]:
        """A run, in short and whole; NotFound when there is none of this id."""
        with self._database.reading() as connection:
            query = select(*_SUMMARY, evaluations.c.run).where(self._mine & (evaluations.c.id == number))
            row = connection.execute(query).first()
        if row is None:
            raise _unknown(number)
        *summary, run = row
        return RunSummary(*summary), run

    def delete(self, number: int) -> None:
        """Forget a run; NotFound when there is none of this id."""
        with self._database.writing() as connection:
            if not connection.execute(delete(evaluations).where(self._mine & (evaluations.c.id == number))).rowcount:
                raise _unknown(number)

    def _deleted(self, connection: Connection, run: Mapping[str, Any]) -> set[str]:
        """The cited documents of a run that are not there any more."""
        cited = sorted({id for row in run["rows"] for id in row.get("documents", ())})
        live = (documents.c.collection == self._collection) & ~documents.c.deleted
        found: set[str] = set()
        for start in range(0, len(cited), _IDS_A_QUERY):
            some = documents.c.id.in_(cited[start : start + _IDS_A_QUERY])
            found.update(connection.execute(select(documents.c.id).where(live & some)).scalars())
        return set(cited) - found


def forget_answers_of_runs(connection: Connection, document_id: str) -> None:
    """Empty the answers of stored runs that cite a document; whether they were right stays."""
    quoting = cast(evaluations.c.run, Text).contains(document_id)
    for number, run in connection.execute(select(evaluations.c.id, evaluations.c.run).where(quoting)).all():
        emptied = {"run": _without(run, {document_id})}
        connection.execute(update(evaluations).where(evaluations.c.id == number).values(emptied))


def _without(run: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    return {**run, "rows": list(_emptied(run["rows"], gone))}


def _emptied(rows: list[dict[str, Any]], gone: set[str]) -> Iterator[dict[str, Any]]:
    """The rows; where one cites what is gone, its text is empty and it names what is left."""
    for row in rows:
        cited = row.get("documents", ())
        if gone.isdisjoint(cited):
            yield row
        else:
            yield {**row, "text": "", "documents": [id for id in cited if id not in gone]}


def _unknown(number: int) -> NotFound:
    return NotFound(f"there is no evaluation {number}", "GET /v1/evaluations lists them")
