"""Which embedder a collection is embedded with, opened while somebody needs it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from weakref import WeakValueDictionary

from rag.bert.weights import PACKAGED_NAME, open_model_files
from rag.catalog.catalog import Catalog
from rag.catalog.spaces import EmbedderRow, Space
from rag.embedders import open_embedder
from rag.errors import ModelError, NotFound
from rag.protocols import Embedder
from rag.settings import Settings

_CONFIGURED = ""


class Embedders:
    """The embedders of a data folder's collections, each once a process; one that nobody holds any more is let go.

    The catalog decides: a collection that has changed its model is embedded with that, whatever RAG_EMBEDDER says.
    The setting counts for new collections, and chooses engine and precision where a collection leaves them open.
    """

    def __init__(
        self, settings: Settings, catalog: Catalog, wrapped: Callable[[Embedder], Embedder] = lambda embedder: embedder
    ) -> None:
        self._settings = settings
        self._catalog = catalog
        self._wrapped = wrapped
        self._lock = threading.Lock()
        self._open: WeakValueDictionary[str, Embedder] = WeakValueDictionary()

    def of(self, collection: str) -> Embedder:
        """The embedder of a collection as it is now; ModelError when it cannot be opened or has become another one."""
        return self._of(self._live(collection))

    def settings_of(self, collection: str) -> Settings:
        """The settings under which documents of a collection are split: with its own model's tokenizer."""
        live = self._live(collection)
        if live is None or self._of(live) is self._open.get(_CONFIGURED):
            return self._settings
        return settings_for(live[1], self._settings)

    def row(self, row: EmbedderRow) -> Embedder:
        """The embedder that a row of the catalog stands for, exactly."""
        return self._once(row.identity, lambda: _open_exactly(row, self._settings))

    def _live(self, collection: str) -> tuple[Space, EmbedderRow] | None:
        try:
            return self._catalog.collections.live_space(self._catalog.collections.find(collection))
        except NotFound:
            return None

    def _of(self, live: tuple[Space, EmbedderRow] | None) -> Embedder:
        if live is None:
            return self._once(_CONFIGURED, lambda: open_embedder(self._settings))
        space, row = live
        if space.embedder is None:
            # By the files alone: an identity needs the engine, which takes a second to start.
            with suppress(ModelError):
                if open_model_files(self._settings).label == space.model:
                    return self._of(None)
        return self.row(row)

    def _once(self, key: str, opened: Callable[[], Embedder]) -> Embedder:
        with self._lock:
            embedder = self._open.get(key)
            if embedder is None:
                embedder = self._open[key] = self._wrapped(opened())
            return embedder


def settings_for(row: EmbedderRow, settings: Settings) -> Settings:
    """Settings that name the embedder of a row; ModelError where nobody noted where it lies."""
    label, _, arithmetic = row.identity.partition("/")
    engine, _, precision = arithmetic.rpartition("-")
    source = row.source or _known_source(label.partition("@")[0], settings)
    if source is None:
        cause = f"this collection is embedded with {row.identity}, and nobody noted where that lies"
        raise ModelError(cause, "set RAG_EMBEDDER to its folder")
    named = {"embedder": source, "embedder_engine": engine, "embedder_precision": precision}
    expected = settings.embedder_sha256 if source == settings.embedder else None
    return settings.model_copy(update=named | {"embedder_sha256": expected})


def source_of(settings: Settings) -> str:
    """What to open the configured embedder by again, from wherever: its whole path, or its name."""
    folder = Path(settings.embedder).expanduser()
    return str(folder.resolve()) if folder.is_dir() else settings.embedder


def _known_source(name: str, settings: Settings) -> str | None:
    """What catalogs of earlier versions did not note: where the model of a name lies."""
    known = (settings.embedder, PACKAGED_NAME)
    return next((source for source in known if source.rstrip("/").rpartition("/")[2] == name), None)


def _open_exactly(row: EmbedderRow, settings: Settings) -> Embedder:
    chosen = settings_for(row, settings)
    embedder = open_embedder(chosen)
    if embedder.identity != row.identity:
        cause = f"the model at {chosen.embedder} is {embedder.identity}, but {row.identity} embedded this collection"
        raise ModelError(cause, "put that model back, or change the model: rag index build --embedder NAME")
    return embedder
