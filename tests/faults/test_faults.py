"""A handful of ``python -m bench.faults``: kills, full and broken disks, few file descriptors."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

from bench.faults.record import read_record
from bench.faults.steps import Step, short

SEED = "11"


def faults(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.faults", *arguments, "--seed", SEED]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert (done.returncode, "WRONG" in done.stdout) == (0, False), done.stdout + done.stderr
    return done.stdout


def test_killed_anywhere_or_on_a_disk_that_fails_nothing_acknowledged_is_lost():
    kinds = ["kills", "full", "broken", "sync"] if shutil.which("cc") else ["kills"]
    told = faults(*kinds, "--kills", "4", "--every", "400")
    assert "kills: 4 faults" in told
    assert told.count(", 0 violations") == len(kinds)


def test_what_may_be_stored_follows_from_the_log(tmp_path):
    todo = [Step("put", "a", ("x",)), Step("put", "a", ("y",)), Step("delete", "a"), Step("upload", "u")]
    told = [["begin", 0, ""], ["done", 0, ""], ["begin", 1, ""], ["failed", 1, "StorageError"], ["begin", 2, ""]]
    (tmp_path / "log").write_text("\n".join(map(json.dumps, told)))
    record = read_record(tmp_path / "log", todo)
    assert record.documents == {"a": {("x",), ("y",), None}}
    assert (record.under_way, record.failed, record.ended) == ("delete a", ["put: StorageError"], False)
    assert {step.kind for step in short()} >= {"put", "delete", "build", "search", "upload", "reopen", "tidy"}
