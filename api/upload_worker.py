"""Ingests queued uploads, one batch after the other, in the background."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from api.background import Background
from api.errors import log_failure
from api.services import Services
from api.upkeep import Upkeep
from api.uploads import QueuedUpload, UploadFolder
from ingest.pipeline import Pipeline
from ingest.report import Report
from ingest.sources import Found, SkippedSource, Source
from rag.catalog.catalog import Catalog, Shelf
from rag.catalog.purge import needed_hashes
from rag.errors import Busy, RagError, SourceError, StorageError
from rag.originals import Originals, local_file
from rag.settings import Settings

_SECONDS = 1.0
_BATCH = 16


class _StoppingError(Exception):
    """The service ends; what is not stored yet stays in the queue."""


class UploadWorker:
    """Takes uploads from the folder to ``ready`` or ``failed``; what a stop interrupts is done after the next start."""

    def __init__(
        self,
        settings: Settings,
        catalog: Catalog,
        folder: UploadFolder,
        services: Services,
        upkeep: Upkeep,
    ) -> None:
        self._settings = settings
        self._catalog = catalog
        self._folder = folder
        self._services = services
        self._upkeep = upkeep
        self._originals = Originals(settings.data)
        self.background = Background("uploads", self._work, _SECONDS)

    def found(self, sources: int) -> None:
        """The pipeline tells its progress here."""

    def finished(self, sources: int, chunks: int) -> None:
        """A document is done: the moment at which a run may be interrupted."""
        if self.background.stopping:
            raise _StoppingError

    def _work(self) -> None:
        with self._folder.turn() as mine:
            if not mine:
                return
            self._folder.recover()
            while batch := next_batch(self._folder.queued()):
                try:
                    self._ingest(batch)
                except _StoppingError:
                    return

    def _ingest(self, batch: list[QueuedUpload]) -> None:
        """Ingest a batch of one collection. Busy and StorageError leave it queued, to be tried again."""
        shelf = self._catalog.open_shelf(batch[0].collection)
        try:
            report = self._run(shelf, batch)
        except (_StoppingError, Busy, StorageError):
            for upload in batch:
                with suppress(RagError):
                    shelf.documents.advance(upload.uri, "queued")
            raise
        except RagError as error:
            report = _failed(batch, str(error))
        except Exception as error:
            report = _failed(batch, f"an error of the service; its log says more under {log_failure(error)}")
        self._settle(shelf, batch, report)

    def _run(self, shelf: Shelf, batch: list[QueuedUpload]) -> Report:
        run = shelf.journal.begin_run([upload.uri for upload in batch])
        told = shelf.documents.advance
        embedders = self._services.embedders
        pipeline = Pipeline(
            self._catalog,
            shelf,
            embedders.of(shelf.name),
            embedders.settings_of(shelf.name),
            revive=False,
            on_stage=told,
            reopened=lambda: embedders.of(shelf.name),
        )
        report = pipeline.run([self._source(upload) for upload in batch], self)
        shelf.journal.end_run(run, report.as_json())
        return report

    def _settle(self, shelf: Shelf, batch: list[QueuedUpload], report: Report) -> None:
        """Write down what the pipeline left open, keep the originals, and only then forget the files."""
        for problem in [*report.failures, *report.skips]:
            shelf.documents.announce_failure(problem.uri, problem.reason, revive=False)
        for upload in batch:
            if self._settings.keep_originals and not _is_local(upload):
                self._originals.keep(upload.content, partial(needed_hashes, shelf.database))
            upload.remove()
        self._services.catch_up(shelf.name)
        self._upkeep.soon(shelf.name)

    def _source(self, upload: QueuedUpload) -> Found:
        """The bytes of an upload, or the local file that is to be read again."""
        path, modified = upload.content, upload.modified
        if _is_local(upload):
            found = local_file(upload.uri)
            if found is None:
                reason = SourceError("The file is not there any more", "Put it back, or delete the document")
                return SkippedSource(upload.uri, reason, failed=True)
            path, modified = found, _modified(found)
        limit = self._settings.max_file_megabytes << 20
        return Source(upload.uri, path, upload.name, _size(path), modified, limit)


def _is_local(upload: QueuedUpload) -> bool:
    return upload.uri.startswith("file://")


def next_batch(queued: list[QueuedUpload]) -> list[QueuedUpload]:
    """The uploads from the front of the queue that may run together: of one collection, each document once."""
    batch: list[QueuedUpload] = []
    for upload in queued[:_BATCH]:
        if upload.collection != queued[0].collection or upload.uri in {other.uri for other in batch}:
            break
        batch.append(upload)
    return batch


def _failed(batch: list[QueuedUpload], reason: str) -> Report:
    report = Report()
    for upload in batch:
        report.fail(upload.uri, RagError(reason))
    return report


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _modified(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, OverflowError, ValueError):
        return None
