"""What stands behind the routes: everything that is opened when the service starts and closed when it ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace

from fastapi import Request

from api.background import Background
from api.callers import caller_of
from api.collector import Collector
from api.evaluation_runner import EvaluationRunner
from api.follow import Follower
from api.metrics import Metrics
from api.page_views import PageViews
from api.question_log import QuestionLog
from api.services import Services
from api.upkeep import Upkeep
from api.upload_worker import UploadWorker
from api.uploads import UploadFolder
from api.work import Work
from ingest.fetch import Fetcher
from rag.catalog.catalog import Catalog
from rag.compose import open_catalog
from rag.map.maps import Maps
from rag.protocols import Embedder
from rag.settings import Settings

DEFAULT_COLLECTION = "default"
_STOP_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Backend:
    """Shared by all requests; every part may be used from any thread."""

    settings: Settings
    catalog: Catalog
    services: Services
    work: Work
    uploads: UploadFolder
    upload_worker: UploadWorker
    collector: Collector
    upkeep: Upkeep
    follower: Follower
    questions: QuestionLog
    evaluations: EvaluationRunner
    pages: PageViews
    maps: Maps

    @property
    def embedder(self) -> Embedder:
        """What embeds texts that belong to no collection."""
        return self.services.embedder

    def wake_queue(self) -> None:
        """Something new waits to be fetched or ingested."""
        self.collector.background.wake()
        self.upload_worker.background.wake()

    def stop(self) -> None:
        """Take no more work; what is under way may go on for a while, then whoever waits for it is told."""
        for work in (self.work, self.pages.work):
            work.stop(self.settings.stop_seconds)

    def limited_to(self, collections: frozenset[str]) -> Backend:
        """The same backend for somebody who may know of these collections only: any other is not there."""
        catalog = self.catalog.limited_to(collections)
        return replace(self, catalog=catalog, services=self.services.limited_to(collections))


@contextmanager
def open_backend(settings: Settings, counted: Metrics) -> Iterator[Backend]:
    """Open the data folder, load the model and start the background threads; all of it ends with the context.

    Raises StorageError or ModelError when questions could not be answered.
    """
    with open_catalog(settings) as catalog, ExitStack() as parts:
        # Questions are logged beside the answers here, see QuestionLog.
        services = Services(settings.model_copy(update={"log_questions": False}), catalog, DEFAULT_COLLECTION)
        catalog.open_shelf(DEFAULT_COLLECTION)
        # The first text compiles the model; it should not be somebody's question.
        services.get(DEFAULT_COLLECTION).similar(["warm up"])
        work = parts.enter_context(closing(Work()))
        upkeep = Upkeep(settings, catalog, services)
        uploads = UploadFolder(settings.data.expanduser() / "uploads", settings.max_queue_megabytes << 20)
        upload_worker = UploadWorker(settings, catalog, uploads, services, upkeep)
        collector = Collector(catalog, uploads, Fetcher(settings), upload_worker)
        follower = Follower(services, upkeep)
        questions = parts.enter_context(closing(QuestionLog(settings, counted.answered)))
        evaluations = EvaluationRunner(settings, catalog, services)
        pages = parts.enter_context(closing(PageViews(settings)))
        maps = parts.enter_context(closing(Maps(settings)))
        threads = tuple(part.background for part in (follower, upload_worker, collector, upkeep, evaluations))
        _start(parts, threads, questions)
        yield Backend(
            settings,
            catalog,
            services,
            work,
            uploads,
            upload_worker,
            collector,
            upkeep,
            follower,
            questions,
            evaluations,
            pages,
            maps,
        )


def backend_of(request: Request) -> Backend:
    """The backend of the application that a request came to, as far as whoever calls may know of it."""
    backend: Backend = request.app.state.backend
    caller = caller_of(request.scope)
    return backend if caller is None or caller.collections is None else backend.limited_to(caller.collections)


def _start(parts: ExitStack, threads: Sequence[Background], questions: QuestionLog) -> None:
    """Start what runs in the background; the log of questions ends by its own closing, once it is written."""
    parts.callback(_stop, threads)
    for thread in (*threads, questions.background):
        thread.start()


def _stop(threads: Sequence[Background]) -> None:
    for thread in threads:
        thread.stop(seconds=0)
    for thread in threads:
        thread.stop(_STOP_SECONDS)
