"""The first walk through the house: a file becomes vectors.

Sources are found, read and split in child processes, known texts are left out, new ones embedded, and each document
is stored in one transaction. An interrupted run loses nothing that was reported as stored: run it again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Literal, Protocol

from ingest.prefetch import prefetch
from ingest.reading import READING_SETTINGS, TASK
from ingest.recipe import recipe_of, still_holds
from ingest.report import Change, Report
from ingest.sandbox import Sandbox
from ingest.sources import Found, SkippedSource, Source, UnmodifiedSource
from ingest.unpack import PendingDocument, unpack
from ingest.waiting import WaitingRoom
from rag.catalog.catalog import Catalog, Shelf
from rag.catalog.documents import MissingVectors
from rag.catalog.records import Stored
from rag.embedding import source_of
from rag.errors import NotFound, OtherModel, RagError, StorageError, UnknownKind
from rag.protocols import Embedder
from rag.settings import Settings

_WORKERS = 2
_AHEAD = 64
_TRIES = 3

Stage = Literal["reading", "embedding"]
Outcome = PendingDocument | RagError
Read = Callable[[Sequence[Source]], Iterator[tuple[Source, Outcome]]]
"""Sources to what became of each when it was read and split, in any order."""


class Progress(Protocol):
    """Told what happens, to be shown."""

    def found(self, sources: int) -> None: ...

    def finished(self, sources: int, chunks: int) -> None: ...


class Pipeline:
    """Ingests sources into one collection.

    Without ``revive`` a document that is deleted while it is on its way stays deleted. ``on_growth`` is called each
    time RAG_DELTA_LIMIT chunks have been stored, so that a long run does not fill the memory of those who answer.
    ``on_stage`` is told the uri of each document that begins to be read or embedded, and which; from any thread.
    ``read`` reads sources that are no files; files are read in child processes. ``reopened`` gives the embedder of the
    collection as it is by then, should its model be changed during a run.
    """

    def __init__(
        self,
        catalog: Catalog,
        shelf: Shelf,
        embedder: Embedder,
        settings: Settings,
        *,
        revive: bool = True,
        on_growth: Callable[[], None] | None = None,
        on_stage: Callable[[str, Stage], None] = lambda uri, stage: None,
        read: Read | None = None,
        reopened: Callable[[], Embedder] | None = None,
    ) -> None:
        self._read = read or self._read_files
        self._on_growth = on_growth
        self._on_stage = on_stage
        self._reopened = reopened
        self._grown = 0
        self._catalog = catalog
        self._shelf = shelf
        self._embedder = embedder
        self._settings = settings
        self._revive = revive
        self._known: dict[str, tuple[str, str]] = {}

    def run(self, found: Sequence[Found], progress: Progress) -> Report:
        """Ingest all of ``found``; what fails is in the report and stops nothing."""
        started = time.monotonic()
        report = Report()
        progress.found(len(found))
        changed = self._changed(found, report, progress)
        if changed:
            self._ingest(changed, report, progress)
        report.seconds = time.monotonic() - started
        return report

    def _changed(self, found: Sequence[Found], report: Report, progress: Progress) -> list[Source]:
        """The sources to be read: an unchanged one costs its hash."""
        known = self._known = self._shelf.documents.known()
        changed, unchanged = [], []
        for source in found:
            if isinstance(source, SkippedSource):
                self._leave_out(source, report)
            elif isinstance(source, UnmodifiedSource) and source.uri not in known:
                # Somebody deleted it after its server was asked; the next crawl fetches it whole.
                report.changes.append(Change("removed", source.uri))
            elif isinstance(source, UnmodifiedSource) or self._is_unchanged(source, known):
                unchanged.append(source.uri)
            else:
                changed.append(source)
        report.unchanged += len(unchanged)
        self._shelf.documents.announce_unchanged(unchanged)
        progress.finished(len(found) - len(changed), 0)
        return changed

    def _is_unchanged(self, source: Source, known: dict[str, tuple[str, str]]) -> bool:
        if source.uri not in known:
            return False
        try:
            content_hash, stored = known[source.uri]
            return still_holds(stored, self._settings) and content_hash == source.hash()
        except RagError:
            return False

    def _ingest(self, sources: Sequence[Source], report: Report, progress: Progress) -> None:
        identity = self._bind(source_of(self._settings))
        room = WaitingRoom(self._catalog, identity)
        read = prefetch(lambda: self._read(sources), _AHEAD)

        def new_texts() -> Iterator[tuple[int, str]]:
            for source, outcome in read:
                if isinstance(outcome, RagError):
                    self._fail(source, outcome, report)
                    progress.finished(1, 0)
                else:
                    self._on_stage(source.uri, "embedding")
                    yield from room.admit(outcome)

        try:
            for keys, vectors in self._embedder.embed_stream(new_texts()):
                room.deliver(keys, vectors)
                self._store(room.complete(), identity, report, progress)
            self._store(room.complete(), identity, report, progress)
        finally:
            read.close()  # type: ignore[attr-defined]

    def _read_files(self, sources: Sequence[Source]) -> Iterator[tuple[Source, Outcome]]:
        with Sandbox(
            TASK,
            workers=min(_WORKERS, len(sources)),
            seconds=self._settings.file_seconds,
            megabytes=self._settings.file_megabytes,
            settings=self._settings.model_dump(mode="json", exclude_defaults=True, include=READING_SETTINGS),
        ) as sandbox:
            for source, outcome in sandbox.run(self._jobs(sources)):
                yield source, outcome if isinstance(outcome, RagError) else unpack(source, outcome)

    def _jobs(self, sources: Sequence[Source]) -> Iterator[tuple[Source, dict[str, Any]]]:
        for source in sources:
            self._on_stage(source.uri, "reading")
            yield source, {"path": str(source.path), "name": source.name, "limit": source.limit}

    def _store(self, complete: Iterable[PendingDocument], identity: int, report: Report, progress: Progress) -> None:
        for pending in complete:
            try:
                stored = self._stored(pending, identity)
            except NotFound:
                report.changes.append(Change("removed", pending.source.uri))
                progress.finished(1, 0)
                continue
            if not stored.new:
                report.unchanged += 1
                progress.finished(1, 0)
                continue
            report.changes.append(Change("replaced" if stored.replaced else "added", pending.source.uri))
            report.chunks += len(pending.chunks)
            report.warn(pending.source.uri, pending.document.warnings)
            progress.finished(1, len(pending.chunks))
            self._note_growth(len(pending.chunks))

    def _stored(self, pending: PendingDocument, identity: int) -> Stored:
        recipe = recipe_of(pending.document, self._settings)
        for _ in range(_TRIES):
            try:
                return self._shelf.documents.store(pending.version(recipe, identity), revive=self._revive)
            except MissingVectors as purged:
                # Another process deleted, meanwhile, the document whose vectors this one was to share.
                wanted = purged.text_hashes
            except OtherModel:
                if self._reopened is None:
                    raise
                # Another generation was swapped in, meanwhile: what is stored now is embedded with its model.
                self._embedder = self._reopened()
                identity, pending.vectors = self._bind(None), {}
                texts = list(pending.texts())
                wanted = set(texts) - self._catalog.known_vectors(identity, texts)
            self._embed(pending, sorted(wanted))
        return self._shelf.documents.store(pending.version(recipe, identity), revive=self._revive)

    def _embed(self, pending: PendingDocument, wanted: Sequence[bytes]) -> None:
        texts = pending.texts()
        vectors = self._embedder.embed([texts[digest] for digest in wanted])
        pending.vectors.update(zip(wanted, vectors, strict=True))

    def _bind(self, source: str | None) -> int:
        """The catalog's number of the embedder; OtherModel when the collection is embedded with another one."""
        embedder, collection = self._embedder, self._shelf.collection
        return self._catalog.collections.bind(collection, embedder.identity, embedder.dimension, source)

    def _note_growth(self, chunks: int) -> None:
        self._grown += chunks
        if self._on_growth is not None and self._grown >= self._settings.delta_limit:
            self._grown = 0
            # A base that cannot be built now is due again at the end, and what is stored is found without it.
            with suppress(StorageError):
                self._on_growth()

    def _fail(self, source: Source, error: RagError, report: Report) -> None:
        if isinstance(error, UnknownKind):
            report.skip(source.uri, error)
            if source.uri not in self._known:
                return
        else:
            report.fail(source.uri, error)
        self._shelf.documents.announce_failure(source.uri, str(error), revive=self._revive)

    @staticmethod
    def _leave_out(source: SkippedSource, report: Report) -> None:
        note = report.fail if source.failed else report.skip
        note(source.uri, source.reason)


def prune(shelf: Shelf, folders: Sequence[str], found: Iterable[Found]) -> list[str]:
    """Delete the documents below these folder uris that are no longer there; returns their uris.

    What lies below a folder that could not be listed is left alone: nobody knows whether it is there.
    """
    found = list(found)
    present = {source.uri for source in found}
    unknown = tuple(f"{source.uri}/" for source in found if isinstance(source, SkippedSource) and source.failed)
    below = {uri for folder in folders for _, uri in shelf.listing.uris(folder.rstrip("/") + "/")}
    gone = sorted(uri for uri in below - present if not uri.startswith(unknown))
    for uri in gone:
        shelf.documents.delete(uri)
    return gone
