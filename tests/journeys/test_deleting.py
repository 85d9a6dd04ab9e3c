"""``rag delete`` of a folder: everything below it and nothing beside it, and not before somebody agreed."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tests.journeys.command_line import rag


@pytest.fixture
def folder(tmp_path):
    for name in ("old/a.md", "old/deep/b.md", "old/deep/%_.md", "older.md", "new/c.md"):
        (tmp_path / "papers" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "papers" / name).write_text(f"# {name}\n\nThe bell rings.")
    assert rag(tmp_path / "data", "ingest", tmp_path / "papers").code == 0
    return tmp_path / "papers"


def names(folder):
    rows = rag(folder.parent / "data", "documents", "--json").json["documents"]
    return sorted(row["uri"].rpartition("/papers/")[2] for row in rows)


ALL = ["new/c.md", "old/a.md", "old/deep/%25_.md", "old/deep/b.md", "older.md"]


def test_nobody_is_asked_and_nothing_is_deleted(folder):
    for options in ((), ("--json",), ("--receipt",)):
        refused = rag(folder.parent / "data", "delete", folder / "old", *options)
        assert refused.code == 2
    refused = rag(folder.parent / "data", "delete", folder / "old")
    assert f"3 documents lie below {(folder / 'old').as_uri()}. --yes deletes them all" in refused.err
    assert names(folder) == ALL


def test_what_lies_below_goes_and_nothing_beside_it(folder):
    data = folder.parent / "data"
    assert len(rag(data, "delete", folder / "old", "--yes", "--json").json["deleted"]) == 3
    assert names(folder) == ["new/c.md", "older.md"]
    assert (folder / "old/a.md").exists()
    # One document is as clear as its own name.
    said = rag(data, "delete", f"{(folder / 'new').as_uri()}/", "--now")
    assert (said.code, said.out) == (0, f"deleted 1 document below {(folder / 'new').as_uri()}/\n")
    assert rag(data, "delete", folder / "new").code == 1
    assert rag(data, "delete", folder / "old%").code == 1
    assert names(folder) == ["older.md"]


def test_each_document_of_a_folder_has_its_receipt(folder):
    data = folder.parent / "data"
    assert rag(data, "index", "build").code == 0
    told = rag(data, "delete", folder / "old/deep", "--yes", "--receipt").out
    assert told.startswith(f"deleted 2 documents below {(folder / 'old/deep').as_uri()}\n")
    assert [line.rpartition("/")[2] for line in told.splitlines() if line.startswith("file:")] == ["%25_.md", "b.md"]
    assert told.count("Some is left.") == 2
    done = rag(data, "delete", folder / "old", "--yes", "--receipt", "--now", "--json").json
    assert [one["document_id"] for one in done["receipts"]] == done["deleted"]
    assert [one["complete"] for one in done["receipts"]] == [True]
    assert sum(place["found"] for place in done["receipts"][0]["places"]) > 0
    assert names(folder) == ["new/c.md", "older.md"]


@pytest.mark.parametrize(("reply", "left"), [(b"n\n", ALL), (b"y\n", ["new/c.md", "older.md"])])
def test_a_person_is_asked(folder, reply, left):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from ingest.cli import main; main()", "delete", str(folder / "old")]
    command += ["--data", str(folder.parent / "data")]
    with subprocess.Popen(command, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.write(ours, reply)
        said = process.stdout.read().decode()
        process.wait(60)
    os.close(theirs)
    os.close(ours)
    assert "Delete these 3 documents?" in said
    assert "/old/deep/b.md" in said
    assert (process.returncode == 0) == (reply == b"y\n")
    assert names(folder) == left
