"""All that a data folder holds and finds, without the numbers that a second run may count differently."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from rag.catalog.catalog import Catalog
from rag.catalog.schema import chunks, documents, generations, vectors, versions
from rag.lexical import Bm25Encoder
from rag.live import LiveIndex
from rag.protocols import Embedder
from rag.settings import Settings
from rag.types import Ranked

DEPTH = 20
SAME_SCORE = 1e-5
"""Scores of a base and of a delta differ in their last bits, for they add up in another order."""

Name = tuple[str, int, int]

_OF_DOCUMENT = documents.c.number == versions.c.document
_OF_VERSION = (chunks.c.document == versions.c.document) & (chunks.c.version == versions.c.version)


@dataclass
class State:
    """Sets and mappings that two data folders of the same documents must have in common."""

    documents: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    versions: set[tuple[Any, ...]] = field(default_factory=set)
    chunks: list[tuple[Any, ...]] = field(default_factory=list)
    vectors: dict[bytes, str] = field(default_factory=dict)
    points: int = 0
    searches: dict[str, dict[Name, float]] = field(default_factory=dict)
    stray_folders: list[str] = field(default_factory=list)
    damage: str | None = None


def read_state(data: Path, embedder: Embedder, questions: Sequence[str]) -> State:
    """Open a data folder as an answering process would, and write down what it holds and finds."""
    catalog = Catalog(f"sqlite:///{data}/catalog.db")
    try:
        shelf = catalog.shelf("default")
        with shelf.database.reading() as connection:
            state = _held(connection)
            names = _names(connection)
            state.stray_folders = _stray(connection, data)
        index = LiveIndex(shelf, Settings(data=data), embedder.dimension)
        view = index.catch_up()
        state.points, state.damage = len(view), index.damage
        languages = shelf.passages.languages()
        for question in questions:
            dense = view.dense(embedder.embed([question])[0], DEPTH)
            lexical = view.lexical(view.weigh(Bm25Encoder().query(question, languages)), DEPTH)
            state.searches[f"dense: {question}"] = _named(dense, names)
            state.searches[f"lexical: {question}"] = _named(lexical, names)
        return state
    finally:
        catalog.close()


def stored(data: Path) -> set[str]:
    """The uri of every document that is live at this moment: what any process may be told is stored."""
    live = "SELECT uri FROM documents JOIN versions ON document = number WHERE replaced_at IS NULL"
    return {uri for (uri,) in _ask(data, live)}


def changes(data: Path) -> int:
    """How many documents have been stored, replaced or deleted so far; cheap, to be asked in a loop."""
    return sum(value for (value,) in _ask(data, "SELECT value FROM counters"))


def _ask(data: Path, query: str) -> list[tuple[Any, ...]]:
    """Rows as another process would see them; none while there is no catalog yet."""
    try:
        with closing(sqlite3.connect(f"file:{data}/catalog.db?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()
    except sqlite3.OperationalError:
        return []


def differences(expected: State, found: State) -> list[str]:
    """In what two states differ, in words; nothing when they are the same."""
    told = []
    for name in ("documents", "versions", "chunks", "vectors", "points", "stray_folders", "damage"):
        one, other = getattr(expected, name), getattr(found, name)
        if one != other:
            told.append(f"{name}: {_first_difference(one, other)}")
    searches = [q for q in expected.searches if not _same_search(expected.searches[q], found.searches[q])]
    if searches:
        told.append(f"searches: {len(searches)} of {len(expected.searches)} differ, the first is {searches[0]!r}")
    return told


def _held(connection: Connection) -> State:
    state = State()
    columns = (documents.c.uri, documents.c.state, documents.c.version, documents.c.deleted, versions.c.content_hash)
    newest = _OF_DOCUMENT & (versions.c.version == documents.c.version)
    for uri, *facts in connection.execute(select(*columns).select_from(documents.outerjoin(versions, newest))):
        state.documents[uri] = tuple(facts)
    told = (documents.c.uri, versions.c.version, versions.c.deleted, versions.c.replaced_at.is_(None))
    every = select(*told, versions.c.text).join(documents, _OF_DOCUMENT)
    state.versions = {(*facts, text and _digest(text)) for *facts, text in connection.execute(every)}
    pieces = (documents.c.uri, chunks.c.version, chunks.c.ordinal, chunks.c.start, chunks.c.end, chunks.c.text_hash)
    joined = chunks.join(versions, _OF_VERSION).join(documents, _OF_DOCUMENT)
    state.chunks = sorted(tuple(row) for row in connection.execute(select(*pieces, chunks.c.terms).select_from(joined)))
    state.vectors = {
        digest: hashlib.sha256(blob).hexdigest()
        for digest, blob in connection.execute(select(vectors.c.text_hash, vectors.c.vector))
    }
    held = connection.execute(select(func.count()).select_from(chunks)).scalar_one()
    if held != len(state.chunks):
        state.chunks.append((f"{held - len(state.chunks)} chunks belong to no document",))
    return state


def _names(connection: Connection) -> dict[int, Name]:
    joined = chunks.join(documents, documents.c.number == chunks.c.document)
    rows = connection.execute(select(chunks.c.id, documents.c.uri, chunks.c.start, chunks.c.end).select_from(joined))
    return {number: (uri, start, end) for number, uri, start, end in rows}


def _named(ranked: Ranked, names: dict[int, Name]) -> dict[Name, float]:
    return {
        names.get(number, (f"chunk {number}: a ghost", 0, 0)): float(score)
        for number, score in zip(ranked.chunk_ids.tolist(), ranked.scores, strict=True)
    }


def _same_search(one: dict[Name, float], other: dict[Name, float]) -> bool:
    """The same passages with the same scores; among those that tie with the last, chunk numbers decide who is cut."""
    if len(one) != len(other):
        return False
    last = min([*one.values(), *other.values()], default=0.0)
    return all(
        abs(one[name] - other[name]) < SAME_SCORE
        if name in one and name in other
        else one.get(name, other.get(name, 0.0)) - last < SAME_SCORE
        for name in {*one, *other}
    )


def _stray(connection: Connection, data: Path) -> list[str]:
    """Folders of bases that no generation names."""
    kept = {Path(path).name for path in connection.execute(select(generations.c.path)).scalars()}
    return sorted(path.name for path in (data / "generations").glob("*/*") if path.name not in kept)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _first_difference(one: Any, other: Any) -> str:
    if isinstance(one, dict):
        keys = [key for key in {**one, **other} if one.get(key) != other.get(key)]
        return f"{len(keys)} differ, the first is {keys[0]!r}: {one.get(keys[0])} and {other.get(keys[0])}"
    if isinstance(one, (set, list)):
        missing, extra = [x for x in one if x not in other], [x for x in other if x not in one]
        return f"{len(one)} and {len(other)}; missing {missing[:1]}, too many {extra[:1]}"
    return f"{one} and {other}"
