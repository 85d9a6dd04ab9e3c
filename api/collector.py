"""Brings the pages that were asked for by URL into the queue, in the background, every one through the fetch gate."""

from __future__ import annotations

from threading import Thread
from urllib.parse import unquote, urlsplit

from api.background import Background
from api.errors import log_failure
from api.names import shown_name
from api.upload_worker import UploadWorker
from api.uploads import QueuedUpload, UploadFolder
from ingest.fetch import Fetcher
from rag.catalog.catalog import Catalog
from rag.errors import SourceError, StorageError, TooLarge

_SECONDS = 1.0
_AT_ONCE = 4


class Collector:
    """Fetches what waits in the folder; a page that cannot be had is a failed document with the reason.

    Pages wait here, not in the queue, so that a slow server holds up nobody's upload.
    """

    def __init__(self, catalog: Catalog, folder: UploadFolder, fetcher: Fetcher, worker: UploadWorker) -> None:
        self._catalog = catalog
        self._folder = folder
        self._fetcher = fetcher
        self._worker = worker
        self.background = Background("collector", self._work, _SECONDS)

    def address(self, url: str) -> str:
        """A URL in its one spelling, which names the document; RefusedAddress where nobody may go."""
        return self._fetcher.vet(url).url

    def _work(self) -> None:
        with self._folder.turn(".fetching") as mine:
            while mine and not self.background.stopping and self._folder.has_room():
                some = self._folder.wanted()[:_AT_ONCE]
                if not some:
                    return
                self._bring_all(some)

    def _bring_all(self, wanted: list[QueuedUpload]) -> None:
        """Fetch some pages at once, in threads that nothing waits for when the service ends."""
        refused: list[Exception] = []

        def bring(one: QueuedUpload) -> None:
            try:
                self._bring(one)
            except Exception as error:
                refused.append(error)

        threads = [Thread(target=bring, args=(one,), daemon=True, name="fetch") for one in wanted]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if refused:
            # The disk or the catalog: what is wanted stays so, and is tried again after a pause.
            raise refused[0]

    def _bring(self, wanted: QueuedUpload) -> None:
        shelf = self._catalog.open_shelf(wanted.collection)
        try:
            page = self._fetcher.fetch(wanted.uri, wanted.folder)
        except (SourceError, TooLarge) as error:
            reason = str(error)
        except OSError as error:
            raise StorageError(f"the page cannot be stored ({error.strerror})", "free some space") from error
        except Exception as error:
            reason = f"an error of the service; its log says more under {log_failure(error)}"
        else:
            wanted.deliver(page.path, page.modified)
            self._worker.background.wake()
            return
        shelf.documents.announce_failure(wanted.uri, reason, revive=False)
        wanted.remove()


def page_name(url: str) -> str:
    """What a page is shown as before it has a title: the last part of its path, else its host."""
    parts = urlsplit(url)
    return shown_name(unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc)
