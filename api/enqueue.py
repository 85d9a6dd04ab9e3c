"""From an upload that has arrived to a document that is on its way."""

from __future__ import annotations

from collections.abc import Sequence

from api.uploads import IncomingUpload
from rag.catalog.catalog import Shelf
from rag.errors import StorageError


def enqueue(shelf: Shelf, arrived: Sequence[IncomingUpload]) -> list[dict[str, str]]:
    """Announce each while it is complete but not yet in the queue, so that nobody finishes it before.

    Returns the id, state and uri of each document. Raises StorageError when the disk refuses.
    """
    for upload in arrived:
        upload.complete(shelf.name)
    announced = []
    for upload in arrived:
        announced.append({"id": shelf.documents.announce(upload.uri), "state": "queued", "uri": upload.uri})
        try:
            upload.publish()
        except StorageError as error:
            shelf.documents.announce_failure(upload.uri, str(error))
            raise
    return announced
