"""Compares the index with the catalog, point by point, and repairs an index by building it anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.base import FOLDER, open_base
from rag.build import build_in_child
from rag.catalog.catalog import Shelf
from rag.catalog.changes import last_sequence
from rag.catalog.integrity import Finding, check_database, check_rows, clear_away
from rag.catalog.points import live_ids, live_points, points_of
from rag.catalog.records import Generation
from rag.catalog.spaces import space_of
from rag.errors import IndexDamaged
from rag.frequencies import Frequencies, FrequencyCounter
from rag.indexes import manifest
from rag.live import LiveIndex
from rag.settings import Settings
from rag.types import IntVector, Points, SparseVector

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from rag.protocols import SearchIndex

_MOST_NAMED = 5
_SAME = 1e-3
"""Most that a number of an index may be off: half a float16 step of the largest weight."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was compared, and what differs: nothing when all is well."""

    sequence: int
    chunks: int
    base: str | None
    findings: tuple[Finding, ...]


def verify(shelf: Shelf, settings: Settings) -> Verified:
    """Compare catalog, base and delta of a collection; reads every vector and every byte of the base.

    A catalog that contradicts itself is no measure, so the index is then left uncompared. StorageError when it is so
    damaged that it cannot be read.
    """
    with shelf.database.reading() as connection:
        sequence, live = last_sequence(connection), shelf.generations.live(connection)
        expected = live_ids(connection, shelf.collection, sequence)
        findings = list(check_database(connection)) or list(check_rows(connection))
        is_measure = not any(finding.remedy == "restore" for finding in findings)
        if is_measure and live is not None:
            findings += _check_base(connection, shelf, settings, live)
        space = space_of(connection, shelf.collection)
        stands_for = None if space is None else space.representative(connection)
    if is_measure and stands_for is not None:
        findings += _check_view(shelf, settings, stands_for.dimension, expected, sequence)
    return Verified(sequence, len(expected), live.path if live else None, tuple(findings))


def repair(shelf: Shelf, settings: Settings, findings: Sequence[Finding]) -> None:
    """Clear away what nothing needs and build the index anew, as far as the findings ask for it.

    Busy when another process builds, StorageError when the build fails. What only a backup can bring back is left.
    """
    remedies = {finding.remedy for finding in findings}
    if "clear" in remedies:
        with shelf.database.writing() as connection:
            clear_away(connection)
    with shelf.database.reading() as connection:
        is_empty = space_of(connection, shelf.collection) is None
    if "build" in remedies and not is_empty:
        build_in_child(settings, shelf.name)


def _check_base(connection: Connection, shelf: Shelf, settings: Settings, live: Generation) -> Iterator[Finding]:
    try:
        manifest.verify(settings.data.expanduser() / live.path / FOLDER)
        index, frequencies = open_base(settings, live)
    except IndexDamaged as error:
        yield Finding("base", error.cause, "build")
        return
    try:
        yield from _check_points(connection, shelf, index, live)
    finally:
        index.close()
    yield from _check_frequencies(connection, shelf, frequencies, live)


def _check_points(connection: Connection, shelf: Shelf, index: SearchIndex, live: Generation) -> Iterator[Finding]:
    """Every chunk that was live when the base was built is in it once, as the catalog has it, and no other is."""
    expected = live_ids(connection, shelf.collection, live.sequence)
    held, other = [np.empty(0, dtype=np.int64)], dict[str, list[int]]()
    for batch in index.points():
        held.append(batch.chunk_ids)
        stored = points_of(connection, batch.chunk_ids.tolist(), live.dimension, live.space)
        for part, chunks in _different(batch, stored).items():
            other.setdefault(part, []).extend(chunks)
    ids, times = np.unique(np.concatenate(held), return_counts=True)
    yield from _named("base", "chunks are missing", np.setdiff1d(expected, ids))
    yield from _named("base", "ghosts: points of no chunk that it should hold", np.setdiff1d(ids, expected))
    yield from _named("base", "chunks are there more than once", ids[times > 1])
    for part, chunks in other.items():
        yield from _named("base", f"chunks have another {part}", np.array(chunks))


def _different(held: Points, stored: Points) -> dict[str, list[int]]:
    """The chunks of a batch whose document number, vector or terms are not those of the catalog."""
    row_of = {int(chunk): row for row, chunk in enumerate(stored.chunk_ids)}
    found: dict[str, list[int]] = {"document": [], "vector": [], "terms": []}
    for row, chunk in enumerate(held.chunk_ids.tolist()):
        mine = row_of.get(chunk)
        if mine is None:
            continue
        if held.document_numbers[row] != stored.document_numbers[mine]:
            found["document"].append(chunk)
        if not np.allclose(held.dense[row], stored.dense[mine], rtol=0, atol=_SAME):
            found["vector"].append(chunk)
        if not _same_terms(held.lexical[row], stored.lexical[mine]):
            found["terms"].append(chunk)
    return found


def _same_terms(one: SparseVector, other: SparseVector) -> bool:
    a, b = np.argsort(one.terms), np.argsort(other.terms)
    same = np.array_equal(one.terms[a], other.terms[b])
    return same and np.allclose(one.weights[a], other.weights[b], rtol=0, atol=_SAME)


def _check_frequencies(
    connection: Connection, shelf: Shelf, frequencies: Frequencies, live: Generation
) -> Iterator[Finding]:
    counter = FrequencyCounter()
    for batch in live_points(connection, shelf.collection, live.sequence, live.dimension, live.space):
        counter.add(batch.lexical)
    if frequencies != counter.total():
        yield Finding("frequencies", "the base counts its terms otherwise than the catalog", "build")


def _check_view(
    shelf: Shelf, settings: Settings, dimension: int, expected: IntVector, sequence: int
) -> Iterator[Finding]:
    """Base and delta together, as an answering process opens them, hold each live chunk once."""
    view = LiveIndex(shelf, settings, dimension).catch_up()
    if view.sequence != sequence:
        # Something was stored meanwhile; the next run compares it.
        return
    base = [] if view.base is None else [batch.chunk_ids for batch in view.base.points()]
    in_base = np.setdiff1d(np.concatenate([np.empty(0, dtype=np.int64), *base]), view.delta.dead_in_base)
    in_memory = view.delta.chunk_ids[view.delta.alive]
    ids, times = np.unique(np.concatenate([in_base, in_memory]), return_counts=True)
    yield from _named("search", "live chunks cannot be found", np.setdiff1d(expected, ids))
    yield from _named("search", "chunks can be found that are not live", np.setdiff1d(ids, expected))
    yield from _named("search", "chunks are in base and memory at once", ids[times > 1])


def _named(where: str, what: str, chunks: IntVector) -> Iterator[Finding]:
    if len(chunks):
        more = ", ..." if len(chunks) > _MOST_NAMED else ""
        listed = ", ".join(str(chunk) for chunk in chunks[:_MOST_NAMED].tolist())
        yield Finding(where, f"{len(chunks)} {what}: {listed}{more}", "build")
