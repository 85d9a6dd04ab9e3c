"""What wakes a watch: reports of the real system, and what is done where it gives none."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ingest.watch.wake import Clock, FolderEvents
from tests.waiting import PATIENCE


def woken(wake, change, seconds=PATIENCE):
    """Whether it wakes, before these seconds are over, while a thread changes something."""
    timer = threading.Timer(0.2, change)
    timer.start()
    wakes = before(wake, seconds)
    timer.join()
    return wakes


def before(wake, seconds):
    started = time.monotonic()
    wake.wait(seconds)
    return time.monotonic() - started < seconds


def settle(wake):
    """Let it tell all that it still has to tell of what was changed."""
    while before(wake, 0.5):
        pass


@pytest.fixture
def events(tmp_path):
    (tmp_path / "papers" / "data").mkdir(parents=True)
    refusals = []
    yield FolderEvents(tmp_path / "papers", tmp_path / "papers" / "data", refusals.append)
    assert refusals == []


def test_changes_wake_and_what_does_not_count_lets_sleep(events, tmp_path):
    papers = tmp_path / "papers"
    assert woken(events, lambda: (papers / "new.txt").write_text("x"))
    assert woken(events, lambda: (papers / "deep" / "er").mkdir(parents=True))
    settle(events)
    assert woken(events, lambda: (papers / "deep" / "er" / "new.txt").write_text("x"))
    settle(events)
    assert not woken(events, lambda: (papers / "data" / "catalog.db").write_text("x"), 1.2)
    assert not woken(events, lambda: (papers / ".hidden").write_text("x"), 1.2)
    assert woken(Clock(0.5), lambda: None)


def test_a_folder_that_is_replaced_is_watched_anew(events, tmp_path):
    papers = tmp_path / "papers"
    papers.rename(tmp_path / "gone")
    papers.mkdir()
    assert before(events, PATIENCE)
    assert woken(events, lambda: (papers / "new.txt").write_text("x"))


def test_a_name_that_is_no_text_ends_no_watch(events, tmp_path):
    odd = bytes(tmp_path / "papers") + b"/\xff.txt"
    assert woken(events, lambda: Path(os.fsdecode(odd)).write_text("x"))
    settle(events)
    assert woken(events, lambda: (tmp_path / "papers" / "new.txt").write_text("x"))


def test_a_system_that_reports_nothing_is_told_of_and_asked_often(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.watch.wake._BLIND_SECONDS", 0.3)
    refusals = []
    wake = FolderEvents(tmp_path / "nowhere", tmp_path, refusals.append)
    assert woken(wake, lambda: None)
    assert "does not report changes" in refusals[0]


FEW_WATCHES = """
import sys
from pathlib import Path
from ingest.watch.wake import FolderEvents
FolderEvents(Path(sys.argv[1]), Path("/nowhere"), print)
"""


def test_more_folders_than_the_system_watches_are_told_of(tmp_path):
    for number in range(9):
        (tmp_path / str(number)).mkdir()
    limited = f'echo 5 > /proc/sys/user/max_inotify_watches && exec {sys.executable} -c "$0" "$1"'
    command = ["unshare", "-rU", "sh", "-c", limited, FEW_WATCHES, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unshare" in done.stderr or "max_inotify_watches" in done.stderr:
        pytest.skip("no name space of its own, and so no limit of its own, can be made here")
    assert "does not report changes" in done.stdout, done.stderr
