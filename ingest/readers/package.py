"""The parts of an Office file or book: a zip with a cap on what comes out, and XML in which nothing is expanded."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from rag.errors import ReadError

PART_LIMIT = 64 << 20
"""Most bytes of one part after decompression."""

TOTAL_LIMIT = 256 << 20
"""Most bytes of all parts that are read."""

_CHUNK = 1 << 20
_OOXML_STRICT = b"http://purl.oclc.org/ooxml/"
_HARMLESS: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "remove_comments": True,
    "remove_pis": True,
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DECLARATIONS = tuple(
    f"<!{mark}".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be") for mark in ("DOCTYPE", "ENTITY")
)
# Files in the "strict" variant differ from the usual one in nothing but their namespaces.
_STRICT = tuple(
    (
        f"http://purl.oclc.org/ooxml/{room}/{part}".encode(),
        f"http://schemas.openxmlformats.org/{room}/2006/{part}".encode(),
    )
    for room, part in (
        ("wordprocessingml", "main"),
        ("spreadsheetml", "main"),
        ("presentationml", "main"),
        ("drawingml", "main"),
        ("officeDocument", "math"),
        ("officeDocument", "relationships"),
    )
)

Element = Any
"""An lxml element; lxml ships no types."""


class Package:
    """A file's parts by their path or role; paths are looked up in the zip only, so one with ``..`` leads nowhere.

    ``kind`` is what the file should be ("DOCX"), ``main`` where its own part lies unless the file says otherwise.
    Raises ReadError when the file is no readable package.
    """

    def __init__(self, data: bytes, name: str, kind: str, main: str) -> None:
        self._name, self._kind = name, kind
        self._left = TOTAL_LIMIT
        if data.startswith(_OLE):
            raise ReadError(
                f"{name} is encrypted or in the old binary Office format", f"Save it as {kind} without a password"
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise ReadError(f"{name} is not a whole {kind} file: {error}", "Fetch or save the file again") from error
        self._names = {entry.filename.lstrip("/").lower(): entry for entry in self._zip.infolist()}
        self.main_path = self._related("", "officeDocument") or main

    def main(self) -> Element:
        """The root of the document's own part."""
        root = self.xml(self.main_path)
        if root is None:
            raise ReadError(f"{self._name} holds no part that makes it {self._kind}", f"Save it as {self._kind} again")
        return root

    def part(self, role: str) -> Element | None:
        """The root of the part that plays ``role`` (styles, numbering, footnotes, ...), or None."""
        path = self._related(self.main_path, role)
        return None if path is None else self.xml(path)

    def properties(self) -> Element | None:
        """The root of the core properties (title, authors, dates), or None."""
        path = self._related("", "core-properties")
        return None if path is None else self.xml(path)

    def relations(self, source: str) -> dict[str, tuple[str, str]]:
        """What the part at ``source`` refers to inside the file: id -> (role, path)."""
        folder, file = posixpath.split(source)
        root = self.xml(posixpath.join(folder, "_rels", f"{file}.rels"))
        if root is None:
            return {}
        return {
            relation.get("Id", ""): (
                relation.get("Type", "").rsplit("/", 1)[-1],
                posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in root.iter(_RELATIONS)
            if relation.get("TargetMode") != "External"
        }

    def xml(self, path: str) -> Element | None:
        """The root of the part at ``path``, or None where there is no such part."""
        from lxml import etree

        data = self._declared_nothing(path)
        if data is None:
            return None
        parser = etree.XMLParser(**_HARMLESS)
        try:
            return etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError) as error:
            raise self._damaged(path, error) from error

    def elements(self, path: str, tags: Sequence[str]) -> Iterator[Element]:
        """The elements of these tags in the part at ``path``, one by one, each emptied when the next is asked for."""
        from lxml import etree

        data = self._declared_nothing(path)
        if data is None:
            return
        try:
            for _, element in etree.iterparse(io.BytesIO(data), tag=tags, **_HARMLESS):
                yield element
                element.clear()
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]
        except (etree.LxmlError, ValueError) as error:
            raise self._damaged(path, error) from error

    def data(self, path: str) -> bytes | None:
        """A part's bytes, counted as they come out: the sizes that a zip states can lie. None for no such part."""
        entry = self._names.get(path.lower())
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise ReadError(f"{self._name} is encrypted", "Save it without a password")
        chunks, size = [], 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._count(size, len(chunk), path)
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise self._damaged(path, error) from error
        return b"".join(chunks)

    def _count(self, size: int, more: int, path: str) -> None:
        self._left -= more
        limit = PART_LIMIT if size > PART_LIMIT else TOTAL_LIMIT
        if size > PART_LIMIT or self._left < 0:
            raise ReadError(
                f"{self._name} unpacks to more than {limit >> 20} MB in {path}",
                "Split the document, or check where it comes from",
            )

    def _related(self, source: str, role: str) -> str | None:
        return next((path for kind, path in self.relations(source).values() if kind == role), None)

    def _declared_nothing(self, path: str) -> bytes | None:
        """The bytes of an XML part that declares no document type and no entities."""
        data = self.data(path)
        if data is None:
            return None
        if any(mark in data for mark in _DECLARATIONS):
            raise ReadError(
                f"{self._name} declares a document type or entities in {path}, which no {self._kind} needs",
                "Open it in the program that made it and save it again",
            )
        if _OOXML_STRICT in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual)
        return data

    def _damaged(self, path: str, error: Exception) -> ReadError:
        return ReadError(f"{self._name} is damaged in {path}: {error}", "Fetch or save the file again")
