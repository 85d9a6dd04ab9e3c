"""Kinds of files are told by content: names only tell kinds of text apart, and what is not read is named."""

from __future__ import annotations

import gzip
import io
import sqlite3
import struct
import sys
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.magic import DOCX, PDF, XLSX
from ingest.readers.decode import decode
from ingest.readers.registry import media_types, reader_for
from ingest.sniff import media_type
from rag.errors import UnknownKind


def archive(members: dict[str, str], encrypted: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in members.items():
            # The hour would be part of the test's name, which two processes of one run must agree on.
            file.writestr(zipfile.ZipInfo(name), content)
    data = buffer.getvalue()
    if encrypted:
        # Bit 0 of the flags in the central directory, as an archiver with a password sets it.
        at = data.index(b"PK\x01\x02") + 8
        data = data[:at] + b"\x01" + data[at + 1 :]
    return data


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n", "a.txt", PDF),
        (b"\n\n%PDF-1.4", "scan", PDF),
        (archive({"[Content_Types].xml": "", "word/document.xml": "<a/>"}), "a.zip", DOCX),
        (archive({"xl/workbook.xml": "x"}), "a.docx", XLSX),
        (b"<!DOCTYPE html><p>x", "a.pdf", "text/html"),
        (b"\xef\xbb\xbf <!-- c --> <HTML>", "a.bin", "text/html"),
        (b'<?xml version="1.0"?><html xmlns="x"/>', "a.xml", "text/html"),
        ("<html>".encode("utf-16"), "a", "text/html"),
        (b"<div class=x>hello</div>", "a", "text/html"),
        (b"some <b>bold</b> words", "a.html", "text/html"),
        (b"<h1 align=center>Name</h1>\n\ntext", "README.md", "text/markdown"),
        (b"# Title", "a.MD", "text/markdown"),
        (b'{"a": [1, 2', "a.json", "application/json"),
        (b'{"a": 1}', "a.txt", "application/json"),
        (b'[1, {"b": null}]', "a", "application/json"),
        (b'{"a": 1}\n{"a": 2}\n', "a.log", "application/x-ndjson"),
        (b'{"a": 1}', "a.jsonl", "application/x-ndjson"),
        (b'{"a": "' + b"x" * 100_000 + b'"}', "a", "application/json"),
        (b"[" * 100_000, "deep.json", "application/json"),
        (b"[1] A note, not JSON.", "a.txt", "text/plain"),
        (b"[link](x) and more", "a", "text/plain"),
        (b"{curly} text", "a", "text/plain"),
        (b"a,b\n1,2\n", "a.csv", "text/csv"),
        (b"a\tb\n1\t2\n", "a.tsv", "text/tab-separated-values"),
        (b"A long sentence that somebody put into a file with the wrong suffix by mistake.\n", "a.csv", "text/plain"),
        (b"def f(): pass", "a.py", "text/x-python"),
        (b"#!/usr/bin/env python3\nx", "tool", "text/x-python"),
        (b"#!/bin/bash -e\nx", "tool", "text/x-shellscript"),
        (b"all:\n\techo", "Makefile", "text/x-makefile"),
        (b"just words", "a.unknown", "text/plain"),
        (b"just words", "a.pdf", "text/plain"),
        (b"", "empty.html", "text/plain"),
        (b"caf\xe9 \xff\xfe broken", "a.txt", "text/plain"),
        (b"MZ is how a word may begin", "a.txt", "text/plain"),
        (b"BZh, said the bee", "a.txt", "text/plain"),
        (b"one,two\n1,\x002\nthree,four\n" * 20, "nul.csv", "text/csv"),
    ],
)
def test_kinds_that_are_read(data, name, kind):
    assert media_type(data, name) == kind
    assert kind in media_types()


def database(folder: Path) -> bytes:
    with sqlite3.connect(folder / "x.db") as connection:
        connection.execute("create table a (b)")
    connection.close()
    return (folder / "x.db").read_bytes()


def png() -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"GIF89a" + bytes(20), "a GIF image"),
        (gzip.compress(b"words", mtime=0), "a gzip archive"),
        (archive({"a.txt": "x"}), "a zip archive"),
        (archive({"a.txt": "x"}, encrypted=True), "an encrypted zip archive"),
        (archive({"xl/workbook.bin": "x"}), "an Excel workbook"),
        (archive({"a.txt": "x"})[:-30], "a damaged zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "of before 2007"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "an encrypted Office document"),
        (Path(sys.executable).resolve().read_bytes()[:4096], "program"),
        (b"{\\rtf1 text}", "an RTF document"),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><lolz>&b;</lolz>", "XML"),
        (b"<svg width='1'><text>x</text></svg>", "XML (svg)"),
        (bytes(range(256)) * 50, "application/octet-stream"),
        (bytes(5000), "application/octet-stream"),
    ],
)
def test_kinds_that_are_not_read_are_named(data, named):
    with pytest.raises(UnknownKind) as caught:
        media_type(data, "upload.txt")
    assert named in str(caught.value)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(), "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"MM\0*\0\0\0\x08", "image/tiff"),
        (b"II*\0\x08\0\0\0", "image/tiff"),
        (b"RIFF\x1a\0\0\0WEBPVP8 ", "image/webp"),
        (b"BM\x36\0\0\0\0\0\0\0", "image/bmp"),
    ],
)
def test_pictures_are_told_apart_whatever_their_name(data, kind):
    assert media_type(data, "upload.txt") == kind


def test_a_word_that_begins_like_a_bitmap_is_text():
    assert media_type(b"BMW and others", "cars.txt") == "text/plain"


def test_a_database_is_named(tmp_path):
    with pytest.raises(UnknownKind, match="an SQLite database"):
        media_type(database(tmp_path), "notes.md")


@given(st.binary(max_size=300), st.text(max_size=12))
def test_any_bytes_have_a_kind_or_a_reason(data, name):
    for start in (b"", b"<", b"{", b"PK\x03\x04", b"\xff\xfe", b"#!"):
        with suppress(UnknownKind):
            assert media_type(start + data, name) in media_types()


@pytest.mark.parametrize("kind", media_types())
def test_every_registered_reader_says_that_it_reads_the_kind(kind):
    assert kind in reader_for(kind).media_types


def test_an_unregistered_kind_is_named():
    with pytest.raises(UnknownKind, match="image/gif"):
        reader_for("image/gif")


RUSSIAN = "Приливы поднимаются и опускаются дважды в день, потому что луна притягивает воду моря. " * 5
FRENCH = "Les élèves français étaient étonnés à l'arrivée du garçon, près de la forêt où il était né. " * 5
HUNGARIAN = "A gyerekek örömmel játszottak az erdőben, és később hazamentek, mert hűvös idő volt. " * 5
JAPANESE = "月が海の水を引くので、潮は一日に二回満ち引きします。" * 10


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        (RUSSIAN, "utf-8", "cp1251"),
        (RUSSIAN, "utf-8-sig", None),
        (RUSSIAN, "cp1251", None),
        (RUSSIAN, "koi8-r", "KOI8-R"),
        (FRENCH, "cp1252", None),
        (HUNGARIAN, "cp1250", None),
        (FRENCH, "latin-1", "iso-8859-1"),
        (FRENCH, "utf-16", None),
        (FRENCH, "utf-16-le", None),
        (FRENCH, "utf-16-be", None),
        (FRENCH, "utf-32", None),
        (JAPANESE, "shift_jis", None),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        ("plain", "ascii", "no-such-charset"),
        ("plain", "ascii", "rot13"),
    ],
)
def test_charsets_are_found(text, charset, declared):
    assert decode(text.encode(charset), declared)[0] == text


@pytest.mark.parametrize("declared", ["raw-unicode-escape", "utf-7", "idna", "punycode"])
def test_codecs_that_are_no_charsets_are_not_believed(declared):
    assert decode(b"caf\xe9 +AGE- \\u0041", declared)[0] == "café +AGE- \\u0041"


def test_damaged_utf8_is_kept_and_told():
    text, warnings = decode("déjà vu, été, forêt".encode() + b" \xff\xfe end")
    assert text.startswith("déjà vu")
    assert "utf-8" in warnings[0]


@given(st.binary(max_size=2000), st.one_of(st.none(), st.text(max_size=10)))
def test_any_bytes_decode(data, declared):
    text, _ = decode(data, declared)
    assert isinstance(text, str)
