"""The maps of a data folder as a server has them open, and what is known of each."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from subprocess import Popen
from typing import Literal

import numpy as np

from rag.catalog.catalog import Shelf
from rag.catalog.mapped import Mapped
from rag.errors import Busy, IndexDamaged, InvalidRequest, NotFound
from rag.map.compute import texts_of
from rag.map.current import CurrentMap, Ground, Latecomers, current
from rag.map.labels import words_of
from rag.map.progress import Progress, ProgressFile, is_computing
from rag.map.start import maps_folder, start_child
from rag.map.stored import StoredMap, newest
from rag.service import Service
from rag.settings import Settings

_MOST_OPEN = 4
_STOPPING_SECONDS = 2.0

State = Literal["absent", "computing", "ready", "failed"]


@dataclass(frozen=True, slots=True)
class MapState:
    """What there is to show of a collection's map, and what is being done about it."""

    state: State
    current: CurrentMap | None
    progress: Progress | None
    failure: Progress | None


@dataclass(slots=True)
class _Open:
    """A stored map in memory, with what may be seen of it as of the last look."""

    ground: Ground
    late: Latecomers
    seen: CurrentMap | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Maps:
    """Opens maps as they are asked for and starts their computation; safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._open: OrderedDict[Path, _Open] = OrderedDict()
        self._children: list[Popen[bytes]] = []

    def state(self, shelf: Shelf) -> MapState:
        """What there is now; cheap as long as nothing came or went."""
        root = maps_folder(self._settings, shelf.name)
        self._reap()
        computing = is_computing(root)
        progress = ProgressFile(root).read()
        try:
            shown = self.current(shelf)
        except (NotFound, IndexDamaged):
            shown = None
        # Without a word of progress it has just ended well, and only its process is not gone yet.
        if computing and progress is not None:
            return MapState("computing", shown, progress, None)
        failure = None if progress is None else _ended(progress)
        state: State = "ready" if shown is not None else "absent" if failure is None else "failed"
        return MapState(state, shown, None, failure)

    def compute(self, shelf: Shelf) -> None:
        """Begin to compute a map in the background, unless somebody does already.

        InvalidRequest when the collection holds nothing to show.
        """
        if not len(Mapped(shelf.database, shelf.collection).visible()):
            raise InvalidRequest("there is nothing to map: the collection holds no text", "ingest documents first")
        child = start_child(self._settings, shelf.name)
        if child is not None:
            with self._lock:
                self._children.append(child)

    def current(self, shelf: Shelf) -> CurrentMap:
        """The newest map as it may be seen now; IndexDamaged when it is not whole.

        NotFound where there is none, or the collection has another embedder than the one it was made with.
        """
        return self._shown(shelf, self._opened(shelf))

    def asked_with(self, service: Service) -> tuple[CurrentMap, Ground]:
        """The newest map, and what the texts that this service embeds are placed on; errors as those of ``current``.

        Busy while the service has yet to follow the collection to the embedder that the map was made with.
        """
        opened = self._opened(service.shelf)
        seen = self._shown(service.shelf, opened)
        if seen.stored.space != service.index.space:
            raise Busy("the embedder of this collection has just been changed", "ask again in a few seconds")
        return seen, opened.ground

    def close(self) -> None:
        """End the computations that were started here; what is published stays."""
        for child in self._children:
            child.terminate()
        for child in self._children:
            child.wait(_STOPPING_SECONDS)

    def _shown(self, shelf: Shelf, opened: _Open) -> CurrentMap:
        mapped = Mapped(shelf.database, shelf.collection)
        with opened.lock:
            if opened.seen is None or opened.seen.sequence != mapped.sequence():
                opened.seen = _seen(opened, mapped)
            return opened.seen

    def _opened(self, shelf: Shelf) -> _Open:
        root = maps_folder(self._settings, shelf.name)
        name = newest(root)
        if name is None:
            raise NotFound(f"there is no map of collection {shelf.name!r} yet", "POST /v1/map computes it")
        with self._lock:
            opened = self._open.get(root)
            if opened is None or opened.ground.stored.name != name:
                ground = Ground(_load(root, name))
                opened = self._open[root] = _Open(ground, Latecomers(ground))
            self._open.move_to_end(root)
            while len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
            return opened

    def _reap(self) -> None:
        with self._lock:
            self._children = [child for child in self._children if child.poll() is None]


def _load(root: Path, name: str) -> StoredMap:
    try:
        return StoredMap.load(root / name)
    except IndexDamaged:
        # A newer one may have taken its place just now.
        newer = newest(root)
        if newer is None or newer == name:
            raise
        return StoredMap.load(root / newer)


def _ended(progress: Progress) -> Progress:
    """What went wrong with a computation that runs no more and has not ended well."""
    if progress.failure is not None:
        return progress
    cause, remedy = "the computation was stopped before it was done", "start it again; it needs some free memory"
    return replace(progress, stage="failed", failure=cause, remedy=remedy)


def _seen(opened: _Open, mapped: Mapped) -> CurrentMap:
    stored = opened.ground.stored
    visible = mapped.visible()
    if visible.space != stored.space:
        cause = "the map was made with the embedder that this collection had before"
        raise NotFound(cause, "POST /v1/map computes it again")
    fresh = visible.chunk_ids[~np.isin(visible.chunk_ids, stored.chunk_ids, assume_unique=True)]
    opened.late.place(fresh, mapped)
    seen = current(stored, visible, opened.late, stored.words)
    if not seen.removed:
        return seen
    # The words of what was deleted must not live on in labels.
    words = words_of(seen.chunk_ids, seen.clusters, len(stored.words), texts_of(mapped))
    return current(stored, visible, opened.late, words)
