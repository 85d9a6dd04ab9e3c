"""``rag watch`` as people run it: started, left alone with a folder, and stopped whenever they like."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from functools import partial

import pytest

from tests.journeys.command_line import rag


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "ferry.md").write_text("# Ferry\n\nThe ferry to Amber Island leaves from pier seven at noon.\n")
    return folder


@pytest.fixture
def watching(folder, tmp_path):
    """Starts ``rag watch`` and gives the process, whose lines are read one by one."""
    command = [sys.executable, "-c", "from ingest.cli import main; main()", "watch", str(folder), "--json"]
    command += ["--settle", "0.3", "--data", str(tmp_path / "data")]
    # What runs in the background ignores Ctrl-C, and so does what it starts, unless told otherwise.
    hear = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    begun = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=hear)
    yield begun
    begun.kill()
    begun.communicate()


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
    said = rag(tmp_path / "data", "watch", folder)
    assert said.code == 1
    assert "another rag watch" in said.err
    assert [line["event"] for line in stopped(watching, signal.SIGINT)] == ["stopped"]
    assert names(tmp_path / "data") == ["boat.md", "rope.txt"]


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
