"""Originals: found by what they hold, kept while a version needs them, gone when none does."""

from __future__ import annotations

import os
from hashlib import sha256

import pytest

from rag.originals import Originals

BYTES = b"# The shed\n\nThe key hangs behind the door.\n"
HASH = sha256(BYTES).hexdigest()


def everything(hashes):
    return set(hashes)


def nothing(hashes):
    return set()


@pytest.fixture
def content(tmp_path):
    path = tmp_path / "content"
    path.write_bytes(BYTES)
    return path


@pytest.fixture
def originals(tmp_path):
    return Originals(tmp_path / "data")


def test_a_kept_original_outlives_its_upload(originals, content):
    originals.keep(content, everything)
    content.unlink()
    found = originals.find("upload:///shed.md", HASH)
    assert found.read_bytes() == BYTES
    assert found.name == HASH
    assert originals.kept() == [HASH]


def test_what_no_version_needs_is_not_kept(originals, content):
    originals.keep(content, nothing)
    assert originals.kept() == []
    assert originals.find("upload:///shed.md", HASH) is None


def test_only_what_is_not_needed_is_forgotten(originals, content, tmp_path):
    other = tmp_path / "other"
    other.write_bytes(b"other")
    for path in (content, other):
        originals.keep(path, everything)
    assert originals.forget(originals.kept(), lambda hashes: {HASH} & set(hashes)) == 1
    assert originals.kept() == [HASH]
    assert originals.forget([HASH, "../../content", "f" * 64], nothing) == 1
    assert originals.kept() == []
    assert content.exists()


def test_a_local_file_is_found_while_it_is_unchanged(originals, tmp_path):
    path = tmp_path / "ein Ordner" / "猫 #1?.md"
    path.parent.mkdir()
    path.write_bytes(BYTES)
    assert originals.find(path.as_uri(), HASH) == path
    path.write_bytes(BYTES.replace(b"door", b"wall"))
    assert originals.find(path.as_uri(), HASH) is None
    path.write_bytes(BYTES)
    assert originals.find(path.as_uri(), HASH) == path
    path.unlink()
    assert originals.find(path.as_uri(), HASH) is None


def test_a_name_that_is_no_utf_8_is_found(originals, tmp_path):
    path = tmp_path / os.fsdecode(b"caf\xe9.txt")
    path.write_bytes(BYTES)
    assert originals.find(path.as_uri(), HASH) == path


def test_a_link_that_was_named_leads_to_its_file(originals, content, tmp_path):
    link = tmp_path / "link.md"
    link.symlink_to(content)
    assert originals.find(link.as_uri(), HASH) == content


def test_a_damaged_original_is_none(originals, content):
    originals.keep(content, everything)
    found = originals.find("upload:///shed.md", HASH)
    found.write_bytes(BYTES[:-1] + b"!")
    assert originals.find("upload:///shed.md", HASH) is None


@pytest.mark.parametrize(
    "uri",
    [
        "upload:///content",
        "https://example.org/content",
        "file://elsewhere/content",
        "file:///%00",
        "content",
        "",
        "file:///",
        "file:///dev/zero",
    ],
)
def test_other_uris_have_no_local_file(originals, uri):
    assert originals.find(uri, HASH) is None


@pytest.mark.parametrize("digest", ["", "..", "../content", "A" * 64, ".lock", HASH + "\n"])
def test_odd_hashes_name_nothing(originals, content, digest):
    assert originals.find(content.as_uri(), digest) is None


def test_a_pipe_is_no_original(originals, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert originals.find((tmp_path / "pipe").as_uri(), HASH) is None
