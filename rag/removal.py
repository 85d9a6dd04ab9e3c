"""Deleting a document, with the bytes that were kept of it, and clearing away what nobody needs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from rag.catalog.catalog import Shelf
from rag.catalog.database import Database
from rag.catalog.purge import hashes_of, needed_hashes
from rag.originals import Originals


def remove(shelf: Shelf, data: Path, key: str) -> str:
    """Delete a document by id or uri: it is in no result from now on, and its kept originals are gone from disk.

    Bytes that another document still needs stay. Returns its id; NotFound when there is no such document.
    """
    deleted = shelf.documents.delete(key)
    needed = partial(needed_hashes, shelf.database)
    Originals(data).forget(hashes_of(shelf.database, deleted), needed)
    return deleted


def sweep(database: Database, data: Path) -> int:
    """Remove every kept original that no version needs any more; returns how many."""
    originals = Originals(data)
    kept = originals.kept()
    return originals.forget(kept, partial(needed_hashes, database)) if kept else 0
