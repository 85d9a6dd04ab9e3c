"""The parts of a DOCX file: a zip read with a cap on what really comes out, and XML in which nothing is expanded."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from typing import Any

from rag.errors import ReadError

PART_LIMIT = 64 << 20
"""Most bytes of one part after decompression."""

_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DECLARATIONS = tuple(
    f"<!{mark}".encode(code) for code in ("ascii", "utf-16-le", "utf-16-be") for mark in ("DOCTYPE", "ENTITY")
)
# Files in the "strict" variant differ from the usual one in nothing but their namespaces.
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)

Element = Any
"""An lxml element; lxml ships no types."""


class Package:
    """A DOCX file's parts by their role. Raises ReadError when the file is no readable package."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        if data.startswith(_OLE):
            raise ReadError(
                f"{name} is encrypted or in the old binary Word format", "Save it as DOCX without a password"
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
            raise ReadError(f"{name} is not a whole DOCX file: {error}", "Fetch or save the file again") from error
        self._names = {entry.filename.lstrip("/").lower(): entry for entry in self._zip.infolist()}
        self._main = self._related("", "officeDocument") or "word/document.xml"

    def main(self) -> Element:
        """The root of the document's own part."""
        root = self._parse(self._main)
        if root is None:
            raise ReadError(f"{self._name} holds no Word document", "Open it in a word processor and save it as DOCX")
        return root

    def part(self, role: str) -> Element | None:
        """The root of the part that plays ``role`` (styles, numbering, footnotes, ...), or None."""
        path = self._related(self._main, role)
        return None if path is None else self._parse(path)

    def properties(self) -> Element | None:
        """The root of the core properties (title, authors, dates), or None."""
        path = self._related("", "core-properties")
        return None if path is None else self._parse(path)

    def _related(self, source: str, role: str) -> str | None:
        folder, file = posixpath.split(source)
        relations = self._parse(posixpath.join(folder, "_rels", f"{file}.rels"))
        if relations is None:
            return None
        for relation in relations.iter(_RELATIONS):
            kind, target = relation.get("Type", ""), relation.get("Target", "")
            if kind.rsplit("/", 1)[-1] == role and relation.get("TargetMode") != "External":
                return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return None

    def _parse(self, path: str) -> Element | None:
        from lxml import etree

        data = self._bytes(path)
        if data is None:
            return None
        if any(mark in data for mark in _DECLARATIONS):
            raise ReadError(
                f"{self._name} declares a document type or entities in {path}, which no word processor writes",
                "Open it in a word processor and save it again",
            )
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        parser = etree.XMLParser(
            resolve_entities=False, load_dtd=False, no_network=True, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError) as error:
            raise ReadError(f"{self._name} is damaged in {path}: {error}", "Fetch or save the file again") from error

    def _bytes(self, path: str) -> bytes | None:
        """A part's bytes, counted as they come out: the sizes that a zip states can lie."""
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
                    if size > PART_LIMIT:
                        raise ReadError(
                            f"{self._name} unpacks to more than {PART_LIMIT >> 20} MB in {path}",
                            "Split the document, or check where it comes from",
                        )
                    chunks.append(chunk)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError) as error:
            raise ReadError(f"{self._name} is damaged in {path}: {error}", "Fetch or save the file again") from error
        return b"".join(chunks)
