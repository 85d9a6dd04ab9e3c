"""The change log: every change of what is live, numbered in commit order."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from rag.catalog.moments import stamp
from rag.catalog.schema import changes, counters


def next_sequence(connection: Connection) -> int:
    """The next number, taken from one counter row, so whoever sees n sees all before n."""
    row = counters.c.name == "sequence"
    query = update(counters).where(row).values(value=counters.c.value + 1).returning(counters.c.value)
    return int(connection.execute(query).scalar_one())


def last_sequence(connection: Connection) -> int:
    """The newest number that this transaction can see."""
    return int(connection.execute(select(counters.c.value).where(counters.c.name == "sequence")).scalar_one())


def record_change(
    connection: Connection, sequence: int, collection: int, kind: str, document: int, version: int
) -> None:
    """Append one line to the change log, in the transaction that makes the change."""
    row = {"sequence": sequence, "collection": collection, "kind": kind, "document": document, "version": version}
    connection.execute(insert(changes).values(row | {"at": stamp()}))
