"""``rag watch`` as people run it: started, left alone with a folder, and stopped whenever they like."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial

import pytest

from tests.journeys.command_line import rag


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Amber Island leaves from pier seven at noon.\n")
    return folder


@contextmanager
def started(folder, tmp_path, *options):
    """``rag watch`` in a process of its own, whose lines are read one by one."""
    command = [sys.executable, "-c", "from ingest.cli import main; main()", "watch", str(folder), *options]
    command += ["--settle", "0.3", "--data", str(tmp_path / "data")]
    # What runs in the background ignores Ctrl-C, and so does what it starts, unless told otherwise.
    hear = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    begun = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hear)
    try:
        yield begun
    finally:
        begun.kill()
        begun.communicate()


@pytest.fixture
def watching(folder, tmp_path):
    with started(folder, tmp_path, "--json") as process:
        yield process


def told(process) -> dict:
    return json.loads(process.stdout.readline())


def stopped(process, how) -> list[dict]:
    process.send_signal(how)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def names(data) -> list[str]:
    rows = rag(data, "documents", "--json").json["documents"]
    return sorted(row["uri"].rpartition("/")[2] for row in rows)


def test_a_folder_is_followed_until_it_is_enough(watching, folder, tmp_path):
    assert told(watching)["event"] == "begins"
    first = told(watching)
    assert (first["event"], first["added"], first["failed"]) == ("passed", 1, 0)
    (folder / "ferry.md").rename(folder / "boat.md")
    (folder / "rope.txt").write_text("The rope is nine metres long.\n")
    second = told(watching)
    assert (second["added"], second["removed"], second["moving"]) == (2, 1, [])
    changes = {(change["kind"], change["uri"].rpartition("/")[2]) for change in second["changes"]}
    assert changes == {("added", "boat.md"), ("added", "rope.txt"), ("removed", "ferry.md")}
    said = rag(tmp_path / "data", "watch", folder)
    assert said.code == 1
    assert "another rag watch" in said.err
    assert [line["event"] for line in stopped(watching, signal.SIGINT)] == ["stopped"]
    assert names(tmp_path / "data") == ["boat.md", "rope.txt"]


def test_people_read_which_files_changed(folder, tmp_path):
    (folder / "tides").mkdir()
    for number in range(25):
        (folder / "tides" / f"tide \a{number}.md").write_text(f"Tide {number} is high.")
    with started(folder, tmp_path) as process:
        lines = [process.stdout.readline() for _ in range(23)]
        (folder / "ferry.md").write_text("# Ferry\n\nThe ferry leaves at one.\n")
        (folder / "tides" / "tide \a7.md").unlink()
        changed = [process.stdout.readline() for _ in range(3)]
    assert "26 added" in lines[1]
    assert lines[2] == "  added: ferry.md\n"
    assert all(line.startswith("  added: tides/tide  ") for line in lines[3:22])
    assert lines[22] == "  ... and 6 more (--json lists all)\n"
    assert "0 added, 1 replaced" in changed[0]
    assert changed[1:] == ["  replaced: ferry.md\n", "  removed: tides/tide  7.md\n"]


def test_stopped_in_the_middle_it_leaves_whole_documents(watching, folder, tmp_path):
    for number in range(60):
        (folder / f"note{number}.md").write_text(f"# Note {number}\n\n" + f"Bell {number} rings at noon. " * 60)
    assert told(watching)["event"] == "begins"
    with pytest.raises(subprocess.TimeoutExpired):
        watching.wait(2.0)
    assert stopped(watching, signal.SIGTERM)[-1]["event"] == "stopped"
    assert rag(tmp_path / "data", "index", "verify").code == 0
    report = rag(tmp_path / "data", "ingest", folder, "--prune", "--json").json
    assert report["added"] + report["unchanged"] == 61
    assert report["failed"] == report["replaced"] == report["removed"] == 0


@pytest.mark.parametrize(
    ("data", "arguments", "reason"),
    [
        ("data", ["nowhere"], "no folder"),
        ("data", [".", "--settle", "0"], "0.1 seconds"),
        (".", ["."], "data folder"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tmp_path, monkeypatch, data, arguments, reason):
    monkeypatch.chdir(tmp_path)
    said = rag(tmp_path / data, "watch", *arguments)
    assert said.code == 2
    assert reason in said.err
