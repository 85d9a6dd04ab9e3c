"""Packages of Office files and books made by hand, and the ways in which any of them may be hostile."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CORE = f"""<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<dc:title>A report</dc:title><dc:creator>Ann Ex; Bob Why</dc:creator>
<dcterms:created>2020-01-02T03:04:05Z</dcterms:created></cp:coreProperties>"""
DOCTYPES = (
    '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE w [<!ENTITY a "lol"><!ENTITY x "&a;&a;&a;&a;&a;&a;">]>',
)

ENTITIES = ("entities", "laughs")
"""How the names of damaged files end that declare a document type."""


def relations(*links: tuple[str, str, str]) -> str:
    """A part of relations, each (id, role, target)."""
    inside = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{role}" Target="{at}"/>' for i, role, at in links)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def pack(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # A book's first member is stored, so that its kind stands in its first bytes.
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return buffer.getvalue()


def locked(data: bytes) -> bytes:
    """The same zip with every member marked as encrypted."""
    out, at = bytearray(data), data.find(b"PK\x01\x02")
    while at >= 0:
        out[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(out)


def damaged(parts: Mapping[str, str | bytes], main: str) -> dict[str, bytes]:
    """What is no whole file of its kind, by what is wrong with it; ``main`` is its own part."""
    whole = pack(parts)
    return {
        "empty": b"",
        "torn": b"PK\x03\x04 torn",
        "of another kind": b"%PDF-1.7",
        "with a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "truncated": whole[:-200],
        "encrypted": locked(whole),
        "without its part": pack({name: part for name, part in parts.items() if name != main}),
        "broken XML": pack({**parts, main: "<open"}),
        "deep XML": pack({**parts, main: "<a>" * 5000 + "</a>" * 5000}),
        "entities": pack({**parts, main: f"{DOCTYPES[0]}<w>&x;</w>"}),
        "laughs": pack({**parts, main: f"{DOCTYPES[1]}<w>&x;</w>"}),
        "wide entities": pack(
            {**parts, main: f'<?xml version="1.0" encoding="utf-16"?>{DOCTYPES[0]}<w/>'.encode("utf-16")}
        ),
    }
