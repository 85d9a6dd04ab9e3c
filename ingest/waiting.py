"""Where documents that were read wait until all of their texts have vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ingest.unpack import PendingDocument
from rag.catalog.catalog import Catalog
from rag.types import FloatVector


class WaitingRoom:
    """Hands out each new text once, and lets a document go when its last vector has come."""

    def __init__(self, catalog: Catalog, embedder: int) -> None:
        self._catalog = catalog
        self._embedder = embedder
        self._texts: dict[int, bytes] = {}
        self._waiting: dict[bytes, list[PendingDocument]] = {}
        self._complete: list[PendingDocument] = []
        self._next_key = 0

    def admit(self, pending: PendingDocument) -> Iterator[tuple[int, str]]:
        """Take a document in; yields (key, text) of what must be embedded for it and is not under way already."""
        texts = pending.texts()
        paid = self._catalog.known_vectors(self._embedder, list(texts))
        pending.missing = set(texts) - paid
        if not pending.missing:
            self._complete.append(pending)
        new = [digest for digest in texts if digest in pending.missing and digest not in self._waiting]
        for digest in pending.missing:
            self._waiting.setdefault(digest, []).append(pending)
        for digest in new:
            key, self._next_key = self._next_key, self._next_key + 1
            self._texts[key] = digest
            yield key, texts[digest]

    def deliver(self, keys: Sequence[int], vectors: FloatVector) -> None:
        """The vectors of some keys have come."""
        for key, vector in zip(keys, vectors, strict=True):
            digest = self._texts.pop(key)
            for pending in self._waiting.pop(digest):
                pending.vectors[digest] = vector
                pending.missing.discard(digest)
                if not pending.missing:
                    self._complete.append(pending)

    def complete(self) -> list[PendingDocument]:
        """The documents that have everything now; each is returned once."""
        complete, self._complete = self._complete, []
        return complete
