"""How things stand at this moment, for whoever watches the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.catalog.changes import last_sequence

if TYPE_CHECKING:
    from api.backend import Backend


@dataclass(frozen=True, slots=True)
class Gauge:
    """A value for each tuple of label values; the empty tuple where there are no labels."""

    name: str
    meaning: str
    values: Mapping[tuple[str, ...], float]
    labels: tuple[str, ...] = ()


def gauges(backend: Backend) -> list[Gauge]:
    """Queues, caches and the open collections that the caller may know of."""
    with backend.catalog.database.reading() as connection:
        newest = last_sequence(connection)
    views = {(name,): service.index.view for name, service in backend.services.opened().items()}
    by_name = ("collection",)
    return [
        Gauge("sourcebound_questions_waiting", "Questions that run or wait", {(): backend.work.admitted}),
        Gauge("sourcebound_uploads_waiting", "Uploads and pages to be ingested", {(): backend.uploads.waiting()}),
        Gauge("sourcebound_page_cache_bytes", "Pictures of pages that are kept", {(): backend.pages.cached_bytes}),
        Gauge(
            "sourcebound_index_lag",
            "Changes in the catalog that a collection's index has not taken in",
            {name: newest - view.sequence for name, view in views.items()},
            by_name,
        ),
        Gauge("sourcebound_chunks", "Chunks that can be found", {name: len(v) for name, v in views.items()}, by_name),
        Gauge(
            "sourcebound_documents",
            "Documents by state",
            {
                (name, state): count
                for (name,) in views
                for state, count in backend.catalog.shelf(name).listing.counts().states.items()
            },
            ("collection", "state"),
        ),
    ]
