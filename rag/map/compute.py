"""A map from all that may be seen now: read, find neighbours, project, place, cluster, measure, write."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from rag.catalog.catalog import Shelf
from rag.catalog.mapped import Mapped, VisibleChunks
from rag.catalog.moments import stamp
from rag.catalog.spaces import Space
from rag.errors import IndexDamaged, InvalidRequest
from rag.map import clusters as clustering
from rag.map.distortion import NEIGHBOURS, Distortion, as_bytes
from rag.map.figures import sampled, trustworthiness_and_continuity
from rag.map.labels import Texts, words_of
from rag.map.landmarks import NearestLandmarks
from rag.map.near_copies import Pairs, pairs_in_cells, pairs_with_landmarks
from rag.map.placing import PLACED_BY, place
from rag.map.projection import METHOD, project, within_square
from rag.map.projection import NEIGHBOURS as PROJECTED_BY
from rag.map.stored import Figures, StoredMap, newest, publishing
from rag.types import FloatVector, IntVector

MOST_LANDMARKS = 20_000
MOST_CHUNKS = 2**32 - 1

_BATCH = 4096

Tell = Callable[[str, float], object]


def compute_map(shelf: Shelf, root: Path, tell: Tell, most_landmarks: int = MOST_LANDMARKS) -> str:
    """Compute and publish a map below ``root``; returns its name. Only for whoever holds the right to compute.

    ``tell`` gets each stage and how much of it is done. InvalidRequest when there is nothing to show.
    """
    started = perf_counter()
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    tell("reading", 0)
    with publishing(root, name) as folder:
        table = folder / "vectors.tmp"
        visible, vectors = _read(Mapped(shelf.database, shelf.collection), table, tell)
        assert visible.space is not None
        chunk_ids = visible.chunk_ids
        drawing = _Drawing(chunk_ids, vectors, _landmarks(len(chunk_ids), most_landmarks))
        drawing.draw(_before(root, visible.space), tell)
        clusters = drawing.clusters(tell)
        words = _words(shelf, chunk_ids, clusters)
        figures = drawing.figures(tell)
        tell("writing", 0)
        StoredMap(
            name=name,
            space=visible.space,
            sequence=visible.sequence,
            made_at=stamp(),
            figures=replace(figures, seconds=round(perf_counter() - started, 1)),
            words=words,
            chunk_ids=chunk_ids,
            positions=drawing.positions,
            clusters=clusters,
            distortions=as_bytes(drawing.distortions),
            landmarks=drawing.landmarks,
            vectors=np.asarray(vectors[drawing.landmarks]),
            pairs=drawing.pairs,
        ).save(_without(folder, table))
    return name


class _Drawing:
    """The points of a map while they find their places; rows are those of the table of vectors [n, dimension]."""

    def __init__(self, chunk_ids: IntVector, vectors: NDArray[np.float16], landmarks: IntVector) -> None:
        self.landmarks = landmarks
        self.positions: FloatVector = np.zeros((len(chunk_ids), 2), dtype=np.float32)
        self.distortions: FloatVector = np.zeros(len(chunk_ids), dtype=np.float32)
        self.pairs = Pairs.none()
        self._chunk_ids = chunk_ids
        self._vectors = vectors
        self._known = np.asarray(vectors[landmarks], dtype=np.float32)
        self._others = np.setdiff1d(np.arange(len(chunk_ids)), landmarks, assume_unique=True)

    def draw(self, before: StoredMap | None, tell: Tell) -> None:
        """Project the landmarks, then place the others by them."""
        tell("neighbours", 0)
        own = np.arange(len(self.landmarks))
        found = NearestLandmarks(self._known, len(own)).nearest(self._known, PROJECTED_BY + 1).without_itself(own)
        tell("projecting", 0)
        start = _start(before, self._chunk_ids[self.landmarks], self._known)
        places = within_square(project(self._known, found, start, lambda share: tell("projecting", share)))
        self.positions[self.landmarks] = places
        distortion = Distortion(self._known, places)
        self.distortions[self.landmarks] = distortion.of(self._known, places, found, own)
        self.pairs += pairs_with_landmarks(self.landmarks, self.landmarks, found)
        self._place_others(places, distortion, tell)

    def clusters(self, tell: Tell) -> NDArray[np.uint16]:
        """The cluster of every point, those that are no landmark by the landmark next to them."""
        tell("clusters", 0)
        places = self.positions[self.landmarks]
        found = np.full(len(self.positions), clustering.NONE, dtype=np.int64)
        found[self.landmarks] = clustering.clusters_of(places)
        if len(self._others):
            alike = clustering.like_neighbours(places, found[self.landmarks], self.positions[self._others])
            found[self._others] = alike
        return clustering.by_size(found).astype(np.uint16)

    def figures(self, tell: Tell) -> Figures:
        """How true the picture is; the seconds are not over yet."""
        tell("measuring", 0)
        samples = sampled(len(self.positions))
        both = trustworthiness_and_continuity(self._vectors, self.positions, samples, NEIGHBOURS)
        trust, continuity = both or (None, None)
        return Figures(
            method=METHOD,
            seconds=0.0,
            landmarks=len(self.landmarks),
            dimension=self._vectors.shape[1],
            neighbours=NEIGHBOURS,
            measured_on=len(samples) if both else 0,
            trustworthiness=trust and round(trust, 4),
            continuity=continuity and round(continuity, 4),
            distortion=round(float(self.distortions.mean()), 4),
        )

    def _place_others(self, places: FloatVector, distortion: Distortion, tell: Tell) -> None:
        if not len(self._others):
            return
        landmarks = NearestLandmarks(self._known, len(self._others))
        cells = np.zeros(len(self._others), dtype=np.int64)
        for start in range(0, len(self._others), _BATCH):
            tell("placing", start / len(self._others))
            batch = slice(start, start + _BATCH)
            rows = self._others[batch]
            vectors = np.asarray(self._vectors[rows], dtype=np.float32)
            nearest = landmarks.nearest(vectors, max(PLACED_BY, NEIGHBOURS))
            self.positions[rows] = place(nearest, places)
            self.distortions[rows] = distortion.of(vectors, self.positions[rows], nearest, None)
            self.pairs += pairs_with_landmarks(rows, self.landmarks, nearest)
            cells[batch] = nearest.rows[:, 0]
        self.pairs += pairs_in_cells(self._others, self._vectors, cells)


def _read(mapped: Mapped, table: Path, tell: Tell) -> tuple[VisibleChunks, NDArray[np.float16]]:
    """What may be seen now, its vectors in a file: they may be more than memory should hold."""
    visible = mapped.visible()
    if not len(visible):
        raise InvalidRequest("there is nothing to map: the collection holds no text", "ingest documents first")
    if int(visible.chunk_ids[-1]) > MOST_CHUNKS:
        raise InvalidRequest("the collection's chunk ids are too large for a map", "ingest into a new data folder")
    rows: NDArray[np.float16] | None = None
    filled = 0
    for batch in mapped.every_vector(visible):
        if rows is None:
            rows = open_memmap(table, "w+", np.float16, (len(visible), batch.vectors.shape[1]))
        rows[filled : filled + len(batch.vectors)] = batch.vectors
        filled += len(batch.vectors)
        tell("reading", filled / len(visible))
    assert rows is not None
    return visible, rows


def _landmarks(count: int, most: int) -> IntVector:
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(0).choice(count, most, replace=False))


def _before(root: Path, space: Space) -> StoredMap | None:
    """The map before this one; None where there is no whole one of the same space."""
    name = newest(root)
    try:
        before = StoredMap.load(root / name) if name else None
    except IndexDamaged:
        return None
    return before if before is not None and before.space == space else None


def _start(before: StoredMap | None, chunk_ids: IntVector, vectors: FloatVector) -> FloatVector | None:
    """Where the map before would have the landmarks; None where it is too small to say."""
    if before is None or len(before.chunk_ids) < len(chunk_ids) // 2:
        return None
    landmarks = NearestLandmarks(before.vectors.astype(np.float32), len(vectors))
    start = place(landmarks.nearest(vectors, PLACED_BY), before.positions[before.landmarks])
    rows = np.minimum(np.searchsorted(before.chunk_ids, chunk_ids), len(before.chunk_ids) - 1)
    known = before.chunk_ids[rows] == chunk_ids
    start[known] = before.positions[rows[known]]
    return start


def _words(shelf: Shelf, chunk_ids: IntVector, clusters: NDArray[np.uint16]) -> list[list[str]]:
    present = clusters[clusters != clustering.NONE]
    count = int(present.max()) + 1 if len(present) else 0
    return words_of(chunk_ids, clusters, count, texts_of(Mapped(shelf.database, shelf.collection)))


def texts_of(mapped: Mapped) -> Texts:
    """Reads what cluster labels are made from: a chunk's text with the headings above it."""

    def texts(wanted: Sequence[int]) -> dict[int, str]:
        found = mapped.texts(wanted)
        return {chunk: f"{text.context}\n{text.text}" for chunk, text in found.items()}

    return texts


def _without(folder: Path, table: Path) -> Path:
    """The folder without the table, which nobody needs any more; it stays readable while it is open."""
    table.unlink()
    return folder
