"""Questions that the documents did not answer: refused by the service, or judged wrong by whoever asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, literal, select

from rag.catalog.database import Database
from rag.catalog.schema import feedback, questions

Kind = Literal["refused", "disliked"]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question, how often it was asked in vain, when last, and how sure the service was then (None: not known)."""

    question: str
    kind: Kind
    at: str
    times: int
    confidence: float | None


def unanswered(database: Database, collection: int, limit: int) -> list[Unanswered]:
    """Up to ``limit`` such questions, the newest first, each wording once a kind."""
    refused = (questions.c.collection == collection) & questions.c.abstained
    disliked = (feedback.c.collection == collection) & (feedback.c.verdict == "down")
    log, votes = (
        select(
            table.c.question,
            literal(kind).label("kind"),
            func.max(table.c.at).label("at"),
            func.count().label("times"),
            func.max(table.c.confidence).label("confidence"),
        )
        .where(condition)
        .group_by(table.c.question)
        for table, kind, condition in ((questions, "refused", refused), (feedback, "disliked", disliked))
    )
    both = log.union_all(votes).subquery()
    with database.reading() as connection:
        rows = connection.execute(select(both).order_by(both.c.at.desc()).limit(limit)).all()
    return [Unanswered(row.question, row.kind, row.at, row.times, row.confidence) for row in rows]
