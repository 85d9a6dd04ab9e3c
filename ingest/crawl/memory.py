"""What a crawl knows of pages from the crawl before, and what it keeps for the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from ingest.readers.html_links import PageLinks
from ingest.run import Ingestion
from ingest.validators import Validators
from rag.catalog.records import Visit

_READ_AS = "links-1"
"""How links and wishes are found; pages of which they were found otherwise are fetched whole."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a page (``content_hash``, ``links``) and its server (``robots``, ``validators``) told when it came whole.

    ``content_hash`` is None where the child that looks through pages failed.
    """

    content_hash: str | None
    links: PageLinks
    robots: str
    validators: Validators


class Memory(Protocol):
    """Told of pages; what it is told it may recall in another crawl."""

    def recall(self, uri: str) -> Told | None:
        """What was told of a page that is stored as it was then; None where it is to be fetched whole."""

    def note(self, uri: str, told: Told) -> None:
        """A page that came whole told this."""


class Forgetful:
    """Recalls nothing: every page is fetched whole."""

    def recall(self, uri: str) -> Told | None:
        """Nothing is known."""
        return None

    def note(self, uri: str, told: Told) -> None:
        """Nothing is kept."""


class CatalogMemory:
    """Recalls what the catalog keeps with the documents of a collection."""

    def __init__(self, ingestion: Ingestion) -> None:
        self._ingestion = ingestion
        self._noted: list[Visit] = []

    def recall(self, uri: str) -> Told | None:
        visit = self._ingestion.last_visit(uri)
        return _unpacked(visit.content_hash, visit.told) if visit else None

    def note(self, uri: str, told: Told) -> None:
        if told.content_hash is not None and told.validators.headers():
            self._noted.append(Visit(uri, told.content_hash, _packed(told)))

    def keep(self) -> None:
        """Keep what was noted of pages that are stored by now."""
        if self._noted:
            self._ingestion.keep_visits(self._noted)
            self._noted.clear()


def links_of(told: Mapping[str, Any]) -> PageLinks:
    """Links and wishes from their JSON; empty for a page that has none."""
    return PageLinks(**{**told, "links": tuple(told.get("links", ()))})


def _packed(told: Told) -> dict[str, Any]:
    return {
        "read_as": _READ_AS,
        "robots": told.robots,
        "validators": asdict(told.validators),
        "links": asdict(told.links),
    }


def _unpacked(content_hash: str, packed: Mapping[str, Any]) -> Told | None:
    if packed.get("read_as") != _READ_AS:
        return None
    links, said = links_of(packed["links"]), Validators(**packed["validators"])
    return Told(content_hash, links, packed["robots"], said)
