"""The sample documents in a collection of their own, for the guided tour: filled on demand, by the queue of uploads."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from api.backend import Backend
from api.names import upload_uri
from rag.catalog.records import DocumentRow
from rag.errors import NotFound

COLLECTION = "tour"
_MOST = 1000


def begin_tour(backend: Backend) -> dict[str, Any]:
    """Put the samples that are missing into the queue, unless they wait there already; returns the state."""
    shelf = backend.catalog.open_shelf(COLLECTION)
    stored = _stored(backend)
    for name, content in _samples().items():
        row = stored.get(upload_uri(name))
        if row is not None and row.state != "failed":
            continue
        incoming = backend.uploads.begin(name)
        try:
            incoming.write(content.read_bytes())
            incoming.complete(COLLECTION)
            shelf.documents.announce(incoming.uri)
            incoming.publish()
        finally:
            incoming.abandon()
    backend.upload_worker.background.wake()
    return tour_state(backend)


def tour_state(backend: Backend) -> dict[str, Any]:
    """How far the samples are, as ``TourReply`` says it."""
    stored = _stored(backend)
    rows = [stored[uri] for name in _samples() if (uri := upload_uri(name)) in stored]
    failed = next((row for row in rows if row.state == "failed"), None)
    ready = sum(row.state == "ready" for row in rows)
    if len(rows) < len(_samples()):
        state = "missing"
    elif failed is not None:
        state = "failed"
    else:
        state = "ready" if ready == len(rows) else "reading"
    # Whoever has read here that the samples are ready may ask about them at once.
    backend.services.catch_up(COLLECTION)
    return {
        "collection": COLLECTION,
        "state": state,
        "documents": len(_samples()),
        "ready": ready,
        "reason": failed.reason if failed else None,
    }


def _samples() -> Mapping[str, Any]:
    """Name -> resource of each sample document."""
    folder = files("ingest") / "samples" / "documents"
    return {sample.name: sample for sample in sorted(folder.iterdir(), key=lambda sample: sample.name)}


def _stored(backend: Backend) -> dict[str, DocumentRow]:
    """uri -> document of what the collection holds; nothing before it was made."""
    try:
        rows, _ = backend.catalog.shelf(COLLECTION).listing.page(_MOST)
    except NotFound:
        return {}
    return {row.uri: row for row in rows}
