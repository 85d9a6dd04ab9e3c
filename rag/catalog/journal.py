"""What was done and asked: runs of the ingestion, and the log of questions with its retention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Text, cast, delete, func, insert, select, update

from rag.catalog.database import Database
from rag.catalog.moments import stamp
from rag.catalog.schema import questions, runs
from rag.types import Answer


class Journal:
    """The journal of one collection."""

    def __init__(self, database: Database, collection: int) -> None:
        self._database = database
        self._collection = collection

    def begin_run(self, arguments: Sequence[str]) -> int:
        row = {"collection": self._collection, "started_at": stamp(), "arguments": list(arguments)}
        with self._database.writing() as connection:
            return int(connection.execute(insert(runs).values(row).returning(runs.c.id)).scalar_one())

    def end_run(self, run: int, report: Mapping[str, Any]) -> None:
        with self._database.writing() as connection:
            ended = {"finished_at": stamp(), "report": dict(report)}
            connection.execute(update(runs).where(runs.c.id == run).values(ended))

    def log_question(self, question: str, answer: Answer, keep_days: int) -> None:
        """Note a question and what became of it; entries older than ``keep_days`` are dropped."""
        row = {
            "collection": self._collection,
            "at": stamp(),
            "question": question,
            "abstained": answer.abstained,
            "confidence": answer.confidence,
            "answer": answer.text,
            "documents": sorted({citation.document_id for citation in answer.citations}),
        }
        oldest = stamp(datetime.now(UTC) - timedelta(days=keep_days))
        with self._database.writing() as connection:
            connection.execute(insert(questions).values(row))
            connection.execute(delete(questions).where(questions.c.at < oldest))

    def asked(self, most: int) -> list[str]:
        """Up to ``most`` different questions of the log, the newest first."""
        newest = func.max(questions.c.at)
        query = select(questions.c.question).where(questions.c.collection == self._collection)
        query = query.group_by(questions.c.question).order_by(newest.desc(), questions.c.question).limit(most)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())


def forget_answers(connection: Connection, document_id: str) -> None:
    """Take the answers that quote a document out of the log; that the question was asked stays."""
    quoting = cast(questions.c.documents, Text).contains(document_id)
    connection.execute(update(questions).where(quoting).values(answer=None))
