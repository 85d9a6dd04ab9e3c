"""What an EPUB says of itself and which of its parts are read in which order."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from ingest.language import language_code
from ingest.readers.builder import collapse
from ingest.readers.dates import parse_date
from ingest.readers.package import Element, Package
from rag.errors import ReadError

CONTAINER = "META-INF/container.xml"

_CONTAINED = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_OPF = "{http://www.idpf.org/2007/opf}"
_DUBLIN = "{http://purl.org/dc/elements/1.1/}"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"
_TEXT = {"application/xhtml+xml", "text/html", "text/x-oeb1-document"}
_MOST_PARTS = 5000


@dataclass(frozen=True, slots=True)
class Book:
    """The facts that a book states, and the paths of its text parts in the order of the spine."""

    title: str | None
    authors: tuple[str, ...]
    language: str | None
    created: datetime | None
    metadata: dict[str, str]
    parts: tuple[str, ...]


def open_book(package: Package, name: str) -> Book:
    """Read the book's package document; raises ReadError where there is none or its text is encrypted."""
    file = next(package.main().iter(_CONTAINED), None)
    path = "" if file is None else file.get("full-path", "")
    root = package.xml(path)
    if root is None:
        raise ReadError(f"{name} does not say what is in the book", "Fetch or save the file again")
    parts = _spine(root, posixpath.dirname(path))
    locked = _encrypted(package)
    if any(part in locked for part in parts):
        raise ReadError(f"{name} is locked by copy protection", "Get it without protection from who published it")
    return Book(
        title=_first(root, "title") or None,
        authors=tuple(dict.fromkeys(_all(root, "creator"))),
        language=language_code(_first(root, "language")),
        created=parse_date(_first(root, "date")),
        metadata={key: text for key in ("publisher", "subject", "description") if (text := _first(root, key))},
        parts=parts,
    )


def _spine(root: Element, folder: str) -> tuple[str, ...]:
    """Paths of the parts in reading order, each once, without the table of contents."""
    items = {item.get("id", ""): item for item in root.iter(_OPF + "item")}
    parts: dict[str, None] = {}
    for reference in root.iter(_OPF + "itemref"):
        item = items.get(reference.get("idref", ""))
        if item is None or item.get("media-type") not in _TEXT or "nav" in item.get("properties", "").split():
            continue
        if len(parts) < _MOST_PARTS:
            parts[_inside(folder, item.get("href", ""))] = None
    return tuple(parts)


def _encrypted(package: Package) -> set[str]:
    """The paths of encrypted parts; fonts are often among them, and harmless."""
    root = package.xml("META-INF/encryption.xml")
    return set() if root is None else {_inside("", entry.get("URI", "")) for entry in root.iter(_ENCRYPTED)}


def _inside(folder: str, reference: str) -> str:
    """The path in the book that a reference leads to; one with ``..`` ends at the book's own root."""
    target = unquote(reference.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _all(root: Element, name: str) -> list[str]:
    return [text for entry in root.iter(_DUBLIN + name) if (text := collapse("".join(entry.itertext())))]


def _first(root: Element, name: str) -> str:
    return next(iter(_all(root, name)), "")
