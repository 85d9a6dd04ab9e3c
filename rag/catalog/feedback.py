"""Judgements of answers: what people said of them, and which characters those answers rested on.

They are kept until somebody deletes them, or a document that the answer cites: unlike the log of questions, which is
written without anybody's doing, a judgement is given on purpose, and its worth as gold does not fade.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Text, cast, delete, func, insert, select

from rag.catalog.cursors import parse_cursor
from rag.catalog.database import Database
from rag.catalog.moments import stamp
from rag.catalog.schema import documents, feedback, versions
from rag.errors import NotFound

Verdict = Literal["up", "down"]

NOT_IN_DOCUMENTS = "not in the documents"
"""The reason which says that the right reply would have been to abstain."""

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Cited:
    """The characters ``[start, end)`` of a version of a document, which an answer rests on."""

    document_id: str
    version: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody said of an answer (``answer`` is None where the service abstained).

    ``reason`` says what was wrong, ``correction`` what the right answer is; ``citations`` are in the answer's order.
    """

    question: str
    answer: str | None
    verdict: Verdict
    reason: str | None = None
    correction: str | None = None
    confidence: float | None = None
    citations: tuple[Cited, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """A judgement with its id and the time at which it was given."""

    id: int
    at: str
    judgement: Judgement


class Feedback:
    """The judgements of one collection."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection
        self._mine = feedback.c.collection == collection

    def add(self, judgement: Judgement) -> int:
        """Store a judgement and return its id.

        NotFound when a citation is not of characters that are stored here: seen in the transaction that stores it, so
        that no document is deleted in between.
        """
        with self._database.writing() as connection:
            for cited in judgement.citations:
                self._check(connection, cited)
            row = asdict(judgement) | {"collection": self._collection, "at": stamp()}
            return int(connection.execute(insert(feedback).values(row).returning(feedback.c.id)).scalar_one())

    def page(self, limit: int, cursor: str | None = None) -> tuple[list[StoredJudgement], str | None]:
        """Up to ``limit`` judgements, the newest first, and the cursor of the next page or None."""
        query = select(feedback).where(self._mine).order_by(feedback.c.id.desc()).limit(limit + 1)
        if cursor is not None:
            query = query.where(feedback.c.id < parse_cursor(cursor))
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        following = str(rows[limit - 1].id) if len(rows) > limit else None
        return [_stored(row) for row in rows[:limit]], following

    def newest_first(self) -> Iterator[StoredJudgement]:
        """Every judgement."""
        cursor: str | None = None
        while True:
            some, cursor = self.page(_BATCH, cursor)
            yield from some
            if cursor is None:
                return

    def delete(self, number: int) -> None:
        """Forget a judgement; NotFound when there is none of this id."""
        with self._database.writing() as connection:
            if not connection.execute(delete(feedback).where(self._mine & (feedback.c.id == number))).rowcount:
                raise NotFound(f"there is no feedback {number}", "GET /v1/feedback lists it")

    def _check(self, connection: Connection, cited: Cited) -> None:
        query = (
            select(func.length(versions.c.text))
            .join(documents, documents.c.number == versions.c.document)
            .where((documents.c.collection == self._collection) & (documents.c.id == cited.document_id))
            .where((versions.c.version == cited.version) & ~versions.c.deleted)
        )
        length = connection.execute(query).scalar()
        if length is None or not 0 <= cited.start < cited.end <= length:
            raise NotFound(
                f"document {cited.document_id!r} has no characters {cited.start} to {cited.end} in version "
                f"{cited.version}",
                "send the citations of the answer as they came",
            )


def forget_judgements(connection: Connection, document_id: str) -> None:
    """Take out what was said of answers that quote a document."""
    connection.execute(delete(feedback).where(cast(feedback.c.citations, Text).contains(document_id)))


def _stored(row: Any) -> StoredJudgement:
    return StoredJudgement(
        row.id,
        row.at,
        Judgement(
            question=row.question,
            answer=row.answer,
            verdict=row.verdict,
            reason=row.reason,
            correction=row.correction,
            confidence=row.confidence,
            citations=_cited(row.citations),
        ),
    )


def _cited(stored: Sequence[dict[str, Any]]) -> tuple[Cited, ...]:
    return tuple(Cited(**one) for one in stored)
