"""What points can be coloured by: their documents, and the folders, languages and days of these."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from urllib.parse import unquote, urlsplit

import numpy as np

from rag.catalog.mapped import Mapped, MappedDocument
from rag.map.current import CurrentMap

_MOST_FOLDERS = 40
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Named:
    """A folder or a language and how many points it has."""

    name: str
    points: int


@dataclass(frozen=True, slots=True)
class LegendDocument:
    """A document with the places of its folder and language in the legend's lists, -1 where unknown."""

    document: MappedDocument
    folder: int
    language: int
    points: int


@dataclass(frozen=True, slots=True)
class Legend:
    """Everything that has points, as of a sequence number; folders and languages by their number of points."""

    sequence: int
    documents: list[LegendDocument]
    folders: list[Named]
    languages: list[Named]
    first_date: str | None
    last_date: str | None


def legend(points: CurrentMap, mapped: Mapped) -> Legend:
    """The legend of a map as it may be seen now."""
    numbers, counts = np.unique(points.documents, return_counts=True)
    having = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    documents = [document for document in mapped.documents() if document.number in having]
    weights = [having[document.number] for document in documents]
    folders, folder_of = _counted(folders_of([document.uri for document in documents]), weights, _MOST_FOLDERS)
    languages, language_of = _counted([document.language for document in documents], weights, len(documents))
    dates = [document.date for document in documents]
    rows = zip(documents, folder_of, language_of, weights, strict=True)
    listed = [LegendDocument(*row) for row in rows]
    return Legend(points.sequence, listed, folders, languages, min(dates, default=None), max(dates, default=None))


def folders_of(uris: Sequence[str]) -> list[str]:
    """The folder of each uri, below what all have in common, cut where there would be more than can be told apart."""
    parts = [_parts(uri) for uri in uris]
    shared = _shared(parts)
    top = parts[0][shared - 1] if parts and shared else "/"
    below = [path[shared:] for path in parts]
    depth = max((len(path) for path in below), default=0)
    while depth > 1 and len({tuple(path[:depth]) for path in below}) > _MOST_FOLDERS:
        depth -= 1
    return ["/".join(path[:depth]) or top for path in below]


def _parts(uri: str) -> list[str]:
    """Host and folders of a uri, readable."""
    split = urlsplit(uri)
    folders = split.path.rpartition("/")[0].strip("/")
    return [part for part in [split.netloc, *unquote(folders).split("/")] if part]


def _shared(paths: Sequence[Sequence[str]]) -> int:
    """How many parts all paths begin with."""
    return sum(1 for _ in takewhile(lambda parts: len(set(parts)) == 1, zip(*paths, strict=False)))


def _counted(names: Sequence[str | None], weights: Sequence[int], most: int) -> tuple[list[Named], list[int]]:
    """The names by weight, and for each given one its place among them."""
    total: Counter[str] = Counter()
    for name, weight in zip(names, weights, strict=True):
        if name is not None:
            total[name] += weight
    ordered = [Named(name, points) for name, points in total.most_common(most)]
    places = {named.name: place for place, named in enumerate(ordered)}
    return ordered, [places.get(name, UNKNOWN) if name is not None else UNKNOWN for name in names]
