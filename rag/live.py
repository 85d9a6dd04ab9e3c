"""Follows the change log, so that what is committed can be found, and swaps to each new base."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from rag.base import open_base
from rag.catalog.catalog import Shelf
from rag.catalog.changes import last_sequence
from rag.catalog.generations import Role
from rag.catalog.points import chunks_of, difference
from rag.catalog.records import Difference, Generation
from rag.catalog.spaces import Space, space_of
from rag.delta import Delta
from rag.errors import IndexDamaged
from rag.frequencies import Frequencies
from rag.protocols import SearchIndex
from rag.settings import Settings
from rag.view import View

if TYPE_CHECKING:
    from sqlalchemy import Connection


class LiveIndex:
    """The index of one collection as this process sees it; ``view`` may be read by any thread at any time.

    It holds the vectors of one ``space`` (default: the one that is live at the first look) and is ``superseded`` when
    the collection is answered from another one. With a ``role`` it is that of a generation beside the live one, whose
    texts must all have a vector.
    """

    def __init__(
        self, shelf: Shelf, settings: Settings, dimension: int, space: Space | None = None, role: Role = "generation"
    ) -> None:
        self._shelf = shelf
        self._settings = settings
        self._dimension = dimension
        self._lock = threading.Lock()
        self._generation: Generation | None = None
        self._base: SearchIndex | None = None
        self._frequencies = Frequencies.none()
        self._delta = Delta(dimension)
        self._sequence = 0
        self._space = space
        self._role = role
        self.damage: str | None = None
        self.superseded = False
        self.view = self._take_view()

    @property
    def space(self) -> Space | None:
        """Whose vectors it holds; None before the first look at a collection that has any."""
        return self._space

    def catch_up(self) -> View:
        """Apply what was committed since the last call, and swap to the newest base. Cheap when nothing was.

        When the collection has changed its model, the view stays as it is, for vectors of two models do not compare.
        """
        with self._lock, self._shelf.database.reading() as connection:
            if self._is_superseded(connection):
                return self.view
            generation = self._shelf.generations.at(connection, self._role)
            swaps = generation is not None and generation != self._generation
            if swaps or last_sequence(connection) != self._sequence:
                try:
                    if generation is not None and swaps:
                        self._swap_to(generation)
                    self._apply(connection)
                except BaseException:
                    self._start_over()
                    raise
                self.view = self._take_view()
            return self.view

    def _is_superseded(self, connection: Connection) -> bool:
        if self._role != "generation":
            return False
        live = space_of(connection, self._shelf.collection)
        self._space = self._space or live
        self.superseded = live is not None and live != self._space
        return self.superseded

    def _swap_to(self, generation: Generation) -> None:
        """Open a base; a damaged one is left aside and everything is searched in memory until it is rebuilt."""
        self._generation = generation
        self._delta = Delta(self._dimension)
        try:
            self._base, self._frequencies = open_base(self._settings, generation)
            self._sequence, self.damage = generation.sequence, None
        except IndexDamaged as error:
            self._base, self._frequencies, self._sequence = None, Frequencies.none(), 0
            self.damage = str(error)

    def _start_over(self) -> None:
        """Changes were taken in by half: forget them all, and let the next call begin anew. The view stays."""
        self._generation, self._base, self._frequencies = None, None, Frequencies.none()
        self._delta, self._sequence = Delta(self._dimension), 0

    def _apply(self, connection: Connection) -> None:
        if self._space is None:
            self._sequence = last_sequence(connection)
            return
        change = difference(connection, self._shelf.collection, self._sequence, self._dimension, self._space)
        self._let_go(connection, change)
        for version, points in change.added:
            self._delta.add(version, points)
        self._sequence = change.sequence

    def _let_go(self, connection: Connection, change: Difference) -> None:
        in_base = [version for version in change.left if not self._delta.remove(version)]
        if self._base is not None:
            self._delta.remove_from_base(chunks_of(connection, in_base))

    def _take_view(self) -> View:
        return View(self._sequence, self._base, self._frequencies, self._delta.view())
