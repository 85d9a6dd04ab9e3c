"""Pages of PDF and picture files, drawn, and boxes around their words, made by a sandboxed child process."""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict
from typing import Any

from api.work import Work
from ingest.magic import PICTURES
from ingest.page_view import TASK
from ingest.sandbox import Sandbox
from rag.catalog.catalog import Shelf
from rag.catalog.records import SourceFacts
from rag.errors import Busy, NotFound, Purged
from rag.originals import Originals
from rag.settings import Settings

_VIEWABLE = {"application/pdf", *PICTURES}
_THREADS = 2
_WAITING = 32
_SECONDS = 20.0
_CACHED_BYTES = 64 << 20

ImageKey = tuple[str, int, int]
"""Hash of the document's bytes, page, width."""


class PageViews:
    """Shows pages of stored versions; safe to use from several threads.

    The child is started when the first page is asked for. A page takes at most 20 s, then the child is replaced.
    """

    def __init__(self, settings: Settings) -> None:
        self.work = Work(_THREADS, _WAITING)
        self._settings = settings
        self._originals = Originals(settings.data)
        self._images = _Images()
        self._opening = threading.Lock()
        self._child: Sandbox | None = None
        self._closed = False

    @property
    def cached_bytes(self) -> int:
        """What the pictures that are kept take."""
        return self._images.bytes

    def has_original(self, facts: SourceFacts) -> bool:
        """Whether the pages of a version can be shown: it is a PDF or a picture, and its bytes are still there."""
        return _has_pages(facts) and self._originals.find(facts.uri, facts.content_hash) is not None

    def image(self, facts: SourceFacts, number: int, width: int) -> bytes:
        """Page ``number`` as a PNG file about ``width`` pixels wide.

        Raises NotFound where there is no such page, Purged where the original is gone, ReadError for a damaged page,
        ReaderStopped for one that takes too much.
        """
        job = self._job(facts, number)
        key = (facts.content_hash, number, width)
        image = self._images.get(key)
        if image is None:
            image = base64.b64decode(self._open_child().ask({**job, "width": width})["png"])
            self._images.put(key, image)
        return image

    def boxes(
        self, shelf: Shelf, document_id: str, facts: SourceFacts, number: int, span: tuple[int, int]
    ) -> dict[str, Any]:
        """What ``ingest.page_view`` tells of the words of a span that stand on page ``number``; errors as ``image``."""
        job = self._job(facts, number)
        page = next((page for page in facts.pages if page.number == number), None)
        if page is None:
            raise _no_page(facts, number)
        text = shelf.sources.text(document_id, facts.version, page.start, page.end)
        start, end = (min(max(offset, page.start), page.end) - page.start for offset in span)
        return self._open_child().ask({**job, "text": text, "start": start, "end": end})

    def close(self) -> None:
        """End the child and refuse what is asked from now on."""
        with self._opening:
            self._closed = True
            child = self._child
        if child is not None:
            child.close()
        self.work.close()

    def _job(self, facts: SourceFacts, number: int) -> dict[str, Any]:
        if not _has_pages(facts):
            raise NotFound("the document has no pages", "GET /v1/documents/{id}/blocks gives its text")
        if number > len(facts.pages):
            raise _no_page(facts, number)
        path = self._originals.find(facts.uri, facts.content_hash)
        if path is None:
            remedy = "read its text instead, or ingest the file again"
            raise Purged("the file that this version was read from is not there any more", remedy)
        limit = self._settings.max_file_megabytes << 20
        return {"path": str(path), "hash": facts.content_hash, "limit": limit, "page": number}

    def _open_child(self) -> Sandbox:
        with self._opening:
            if self._closed:
                raise Busy("the service is stopping", "try again when it is back")
            if self._child is None:
                megabytes = self._settings.file_megabytes
                self._child = Sandbox(TASK, workers=1, seconds=_SECONDS, megabytes=megabytes).__enter__()
            return self._child


class _Images:
    """Pictures kept in memory, the newest used first; those used longest ago go when they are too many bytes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[ImageKey, bytes] = OrderedDict()
        self.bytes = 0

    def get(self, key: ImageKey) -> bytes | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: ImageKey, image: bytes) -> None:
        with self._lock:
            self.bytes += len(image) - len(self._kept.get(key, b""))
            self._kept[key] = image
            self._kept.move_to_end(key)
            while self.bytes > _CACHED_BYTES:
                self.bytes -= len(self._kept.popitem(last=False)[1])


def _has_pages(facts: SourceFacts) -> bool:
    return facts.media_type in _VIEWABLE and bool(facts.pages)


def _no_page(facts: SourceFacts, number: int) -> NotFound:
    return NotFound(f"the document has no page {number}", f"ask for one of its {len(facts.pages)} pages")
