"""Deleting a document with a receipt: where it was looked for, what went, and what stays until when and why."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.build import build_in_child, tidy
from rag.catalog.catalog import Shelf
from rag.catalog.purge import hashes_of
from rag.catalog.traces import Traced, bases_with, counts, traced
from rag.errors import NotFound
from rag.originals import Originals
from rag.removal import remove
from rag.settings import Settings

_NOW = "rag delete --now builds at once"
_STAYS = {
    "versions with text": f"empty once the live base no longer holds it: at the next build, or {_NOW}",
    "passages and their terms": f"needed to count it out of the live base until the next build; {_NOW}",
    "vectors": f"as long as the passages; {_NOW}",
    "live base": f"numbers, no text, until the next build; {_NOW}",
    "older bases": f"numbers, no text, until the build after the next; {_NOW}",
    "map": "perhaps places, vectors and words of clusters, unseen, until the map is computed again; --now removes it",
    "uploads that wait": "not read any more, and removed when their turn comes",
    "originals": "another document has the same bytes",
    "evaluation runs": "cited elsewhere, without its text",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where something of the document was looked for: how much was found before and is there after, and why."""

    name: str
    found: int
    left: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What deleting did; it is ``complete`` when nothing is left anywhere in the data folder."""

    document_id: str
    uri: str
    complete: bool
    places: tuple[Place, ...]


def delete(shelf: Shelf, settings: Settings, key: str, *, now: bool = False) -> Receipt:
    """Delete a document and purge what can be purged; with ``now``, build so that nothing is left.

    It is in no result from the first commit on. Raises NotFound when there is no such document, Busy when it is to go
    now and another process builds.
    """
    return delete_with_receipts(shelf, settings, [key], now=now)[0]


def delete_with_receipts(shelf: Shelf, settings: Settings, keys: Sequence[str], *, now: bool = False) -> list[Receipt]:
    """Delete documents as ``delete`` does, building at most once; a receipt for each."""
    documents = [_traced(shelf, key) for key in keys]
    before = [_survey(shelf, settings, document) for document in documents]
    delete_all(shelf, settings, keys, now=now)
    return [
        _receipt(document, found, _survey(shelf, settings, document))
        for document, found in zip(documents, before, strict=True)
    ]


def delete_all(shelf: Shelf, settings: Settings, keys: Sequence[str], *, now: bool = False) -> list[str]:
    """The same without looking anywhere before and after, which takes its time; returns the ids."""
    deleted = [remove(shelf, settings.data, key) for key in keys]
    if now:
        _build_without(shelf, settings)
    tidy(shelf, settings)
    return deleted


def pending(shelf: Shelf, settings: Settings, document_id: str) -> Receipt:
    """What is left of a deleted document at this moment, before the purge that follows."""
    document = _traced(shelf, document_id)
    found = _survey(shelf, settings, document)
    return _receipt(document, found, found)


def _traced(shelf: Shelf, key: str) -> Traced:
    document = traced(shelf.database, shelf.collection, key)
    if document is None:
        raise NotFound(f"no document {key!r} in collection {shelf.name!r}", "rag documents lists them")
    return document


def _receipt(document: Traced, before: dict[str, int], after: dict[str, int]) -> Receipt:
    places = tuple(
        Place(name, found, after[name], _STAYS.get(name, "") if after[name] else "") for name, found in before.items()
    )
    return Receipt(document.id, document.uri, not any(place.left for place in places), places)


def _survey(shelf: Shelf, settings: Settings, document: Traced) -> dict[str, int]:
    live, older = bases_with(shelf.database, shelf.collection, document)
    data = settings.data.expanduser()
    return {
        **counts(shelf.database, document),
        "live base": len(live),
        "older bases": len(older),
        "originals": _originals(shelf, data, document),
        "uploads that wait": _waiting(data / "uploads", shelf.name, document.uri),
        "map": _maps(data / "maps" / shelf.name),
    }


def _originals(shelf: Shelf, data: Path, document: Traced) -> int:
    return len(set(Originals(data).kept()) & set(hashes_of(shelf.database, document.id)))


def _waiting(folder: Path, collection: str, uri: str) -> int:
    """Uploads of the document that nobody has read yet."""
    found = 0
    for about in folder.glob("*/about.json"):
        try:
            said = json.loads(about.read_bytes())
        except (OSError, ValueError):
            continue
        found += (said.get("collection"), said.get("uri")) == (collection, uri)
    return found


def _maps(folder: Path) -> int:
    return sum(path.is_dir() for path in folder.glob("*"))


def _build_without(shelf: Shelf, settings: Settings) -> None:
    """Build a base that does not hold it, let the older ones go, and the maps that may."""
    with shelf.database.reading() as connection:
        lives = shelf.generations.live(connection) is not None
    if lives:
        build_in_child(settings, shelf.name)
    with shelf.generations.lease():
        shelf.generations.retire_older(keep=0)
    for path in (settings.data.expanduser() / "maps" / shelf.name).glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
