"""What of a map may be seen now: deleted chunks gone, new ones placed by their nearest landmarks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.catalog.mapped import Mapped, VisibleChunks
from rag.map.clusters import centres, like_neighbours
from rag.map.distortion import NEIGHBOURS, Distortion, as_bytes
from rag.map.landmarks import NearestLandmarks
from rag.map.placing import PLACED_BY, place
from rag.map.stored import StoredMap
from rag.types import FloatVector, IntVector

PLACED_LATER = 1
HAS_COPY = 2

OUTSIDE_BELOW = 0.4
"""Cosine to the nearest chunk below which a text has no place in the corpus.

Measured with all-MiniLM-L6-v2 on a manual of 17,746 chunks: 2 of 100 questions that it answers lie below, 14 of 15 on
other subjects do.
"""

RIM = 1.12
"""How far from the middle lies what has no place in the corpus."""

_COPY_COSINE = 0.95
_BATCH = 4096


@dataclass(frozen=True, slots=True)
class CurrentMap:
    """n points by ascending chunk id, as of a sequence number; columns as in the binary body of docs/map.md.

    ``rows`` [n] are those of the stored map, -1 for what was placed later. ``added`` and ``removed`` count what came
    and went since it was computed. ``words`` and ``centres`` belong to its clusters.
    """

    stored: StoredMap
    sequence: int
    chunk_ids: IntVector
    documents: IntVector
    positions: FloatVector
    clusters: NDArray[np.uint16]
    distortions: NDArray[np.uint8]
    flags: NDArray[np.uint8]
    rows: IntVector
    added: int
    removed: int
    words: list[list[str]]
    centres: FloatVector

    def __len__(self) -> int:
        return len(self.chunk_ids)

    def point(self, chunk_id: int) -> int | None:
        """The place in the columns of a chunk; None when it may not be seen."""
        place = int(np.searchsorted(self.chunk_ids, chunk_id))
        return place if place < len(self) and self.chunk_ids[place] == chunk_id else None

    def shows(self, chunk_ids: IntVector) -> NDArray[np.bool_]:
        """Which of some chunks may be seen."""
        if not len(self):
            return np.zeros(len(chunk_ids), dtype=bool)
        places = np.minimum(np.searchsorted(self.chunk_ids, chunk_ids), len(self) - 1)
        return np.asarray(self.chunk_ids[places] == chunk_ids)


@dataclass(frozen=True, slots=True)
class Landing:
    """Where some texts belong: places [n, 2], distortions [n] there, and the nearest landmarks' clusters [n]."""

    places: FloatVector
    distortions: FloatVector
    clusters: IntVector


class Ground:
    """A stored map made ready to place vectors on; safe to use from several threads."""

    def __init__(self, stored: StoredMap) -> None:
        self.stored = stored
        vectors = stored.vectors.astype(np.float32)
        self._places = stored.positions[stored.landmarks]
        self._clusters = stored.clusters[stored.landmarks].astype(np.int64)
        self._nearest = NearestLandmarks(vectors)
        self._distortion = Distortion(vectors, self._places)

    def land(self, vectors: FloatVector) -> Landing:
        """Where vectors [n, dimension] belong."""
        parts = [self._land(vectors[start : start + _BATCH]) for start in range(0, len(vectors), _BATCH)]
        if not parts:
            nowhere = np.zeros((0, 2), dtype=np.float32)
            return Landing(nowhere, np.zeros(0, dtype=np.float32), np.zeros(0, dtype=np.int64))
        columns = zip(*((part.places, part.distortions, part.clusters) for part in parts), strict=True)
        return Landing(*(np.concatenate(column) for column in columns))

    def _land(self, vectors: FloatVector) -> Landing:
        nearest = self._nearest.nearest(vectors, max(PLACED_BY, NEIGHBOURS))
        places = place(nearest, self._places)
        distortions = self._distortion.of(vectors, places, nearest, None)
        return Landing(places, distortions, like_neighbours(self._places, self._clusters, places))


class Latecomers:
    """The chunks that came after a map was computed, each placed once."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.chunk_ids: IntVector = np.zeros(0, dtype=np.int64)
        self.landing = ground.land(np.zeros((0, 1), dtype=np.float32))

    def place(self, wanted: IntVector, mapped: Mapped) -> None:
        """Let these chunks [n], ascending, be the latecomers."""
        fresh = wanted[~np.isin(wanted, self.chunk_ids)]
        chunk_ids, landing = self.chunk_ids, self.landing
        if len(fresh):
            found, vectors = mapped.vectors_of(fresh.tolist(), self._ground.stored.space)
            chunk_ids = np.concatenate([chunk_ids, found])
            landing = _joined(landing, self._ground.land(vectors))
        order = np.argsort(chunk_ids)
        order = order[np.isin(chunk_ids[order], wanted)]
        self.chunk_ids = chunk_ids[order]
        self.landing = Landing(landing.places[order], landing.distortions[order], landing.clusters[order])


def current(stored: StoredMap, visible: VisibleChunks, late: Latecomers, words: list[list[str]]) -> CurrentMap:
    """The map as of the sequence of ``visible``, whose new chunks are among the ``late`` ones."""
    known = np.isin(stored.chunk_ids, visible.chunk_ids, assume_unique=True)
    rows = np.concatenate([np.flatnonzero(known), np.full(len(late.chunk_ids), -1)])
    chunk_ids = np.concatenate([stored.chunk_ids[known], late.chunk_ids])
    order = np.argsort(chunk_ids)
    positions = np.concatenate([stored.positions[known], late.landing.places])[order]
    clusters = np.concatenate([stored.clusters[known], late.landing.clusters.astype(np.uint16)])[order]
    distortions = np.concatenate([stored.distortions[known], as_bytes(late.landing.distortions)])[order]
    places = np.searchsorted(visible.chunk_ids, chunk_ids[order])
    return CurrentMap(
        stored=stored,
        sequence=visible.sequence,
        chunk_ids=chunk_ids[order],
        documents=visible.documents[places],
        positions=positions,
        clusters=clusters,
        distortions=distortions,
        flags=_flags(stored, known, rows[order]),
        rows=rows[order],
        added=len(late.chunk_ids),
        removed=int((~known).sum()),
        words=words,
        centres=centres(positions, clusters, len(words)),
    )


def onto_rim(places: FloatVector) -> FloatVector:
    """Places [n, 2] moved straight outwards from the middle until they lie beside the picture."""
    far = np.abs(places).max(axis=1, keepdims=True)
    straight = np.where(far > 1e-6, places / np.maximum(far, 1e-6), np.array([[1.0, 0.0]]))
    return np.asarray(straight * RIM, dtype=np.float32)


def _flags(stored: StoredMap, known: NDArray[np.bool_], rows: IntVector) -> NDArray[np.uint8]:
    copies = np.zeros(len(known) + 1, dtype=np.uint8)
    pairs = stored.pairs.rows[known[stored.pairs.rows].all(axis=1) & (stored.pairs.cosines >= _COPY_COSINE)]
    copies[pairs.ravel()] = HAS_COPY
    # Row -1, what was placed later, falls on the last one, which is never a copy.
    return np.where(rows < 0, PLACED_LATER, copies[rows]).astype(np.uint8)


def _joined(one: Landing, other: Landing) -> Landing:
    return Landing(
        np.concatenate([one.places, other.places]),
        np.concatenate([one.distortions, other.distortions]),
        np.concatenate([one.clusters, other.clusters]),
    )
