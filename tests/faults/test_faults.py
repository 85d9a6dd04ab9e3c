"""A handful of ``python -m bench.faults``: kills, full and broken disks, few file descriptors."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from bench.faults.record import read_record
from bench.faults.steps import Step, short

SEED = "11"


def faults(*arguments: str) -> str:
    command = [sys.executable, "-m", "bench.faults", *arguments, "--seed", SEED]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=280)
    assert (done.returncode, "WRONG" in done.stdout) == (0, False), done.stdout + done.stderr
    return done.stdout


def test_killed_anywhere_what_was_acknowledged_is_whole():
    assert "kills: 6 faults" in faults("kills", "--kills", "6")


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler")
@pytest.mark.parametrize(("kind", "every"), [("full", 211), ("broken", 211), ("sync", 211)])
def test_a_disk_that_fails_anywhere_loses_nothing(kind, every):
    assert ", 0 violations" in faults(kind, "--every", str(every))


def test_what_may_be_stored_follows_from_the_log(tmp_path):
    todo = [Step("put", "a", ("x",)), Step("put", "a", ("y",)), Step("delete", "a"), Step("upload", "u")]
    told = [["begin", 0, ""], ["done", 0, ""], ["begin", 1, ""], ["failed", 1, "StorageError"], ["begin", 2, ""]]
    (tmp_path / "log").write_text("\n".join(map(json.dumps, told)))
    record = read_record(tmp_path / "log", todo)
    assert record.documents == {"a": {("x",), ("y",), None}}
    assert (record.under_way, record.failed, record.ended) == ("delete a", ["put: StorageError"], False)
    assert {step.kind for step in short()} >= {"put", "delete", "build", "search", "upload", "reopen", "tidy"}
