"""A watched folder that is not there, or not wholly: what it held stays, for disks come back."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.ingest.watched import SETTLE, Watched, open_house


@pytest.mark.parametrize("times", [1, 4])
def test_a_folder_that_is_away_for_a_moment_of_a_pass_loses_nothing(watched, tmp_path, monkeypatch, times):
    """Its files could not be read then, and are the same, to the inode, when it is back."""
    watched.write("one.txt", "What stood in it before.")
    watched.until_at_rest()
    watched.write("one.txt", "What stands in it.")
    some, moments = watched.ingestion.some, [1] * times

    def away_meanwhile(*arguments, **options):
        if not moments:
            return some(*arguments, **options)
        moments.pop()
        watched.folder.rename(tmp_path / "elsewhere")
        report = some(*arguments, **options)
        (tmp_path / "elsewhere").rename(watched.folder)
        return report

    monkeypatch.setattr(watched.ingestion, "some", away_meanwhile)
    waits = []
    while moments:
        waits.append(watched.turn()[0])
        time.sleep(SETTLE)
    watched.until_at_rest()
    ((_, state, _, _, characters, reason),) = watched.listed().values()
    assert (state, characters, reason) == ("ready", len("What stands in it."), None)
    assert sum(report.failed for report in watched.told.reports) == min(times - 1, 1)  # the first is not believed
    assert waits[2:] == [SETTLE * 2**number for number in range(1, times)]


def no_folder(folder: Path) -> None:
    shutil.rmtree(folder)


def emptied(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def a_file_instead(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.write_text("no folder")


@pytest.mark.parametrize("lose", [no_folder, emptied, a_file_instead])
def test_a_folder_that_is_not_there_takes_nothing_with_it(watched, tmp_path, lose):
    for name in ("one.txt", "two.txt"):
        watched.write(name, f"What stands in {name}.")
    watched.until_at_rest()
    before = watched.listed()
    shutil.copytree(watched.folder, tmp_path / "copy")
    lose(watched.folder)
    for _ in range(4):
        assert watched.turn()[1] is False
        time.sleep(SETTLE)
    assert watched.listed() == before
    (reason,) = watched.told.waited
    assert str(watched.folder) in reason
    if watched.folder.is_file():
        watched.folder.unlink()
    shutil.copytree(tmp_path / "copy", watched.folder, dirs_exist_ok=True)
    watched.write("three.txt", "What stands in the third.")
    (report,) = watched.until_at_rest()
    assert (report.added, report.unchanged, report.removed) == (1, 2, 0)
    assert watched.told.resumptions == 1


def test_the_first_look_at_an_empty_folder_deletes_nothing_either(watched, tmp_path):
    watched.write("one.txt", "What stands in it.")
    watched.until_at_rest()
    (watched.folder / "one.txt").unlink()
    again = Watched(watched.house, watched.folder)
    again.turn()
    assert len(again.listed()) == 1
    assert "is empty" in again.told.waited[0]


@pytest.fixture
def disk(tmp_path):
    """A file system of its own in a folder of the papers."""
    place = tmp_path / "papers" / "disk"
    place.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing may be mounted here")
    yield place
    subprocess.run(["umount", str(place)], capture_output=True, check=False)


@pytest.mark.parametrize("left", [[], ["stray.txt"]])
def test_a_disk_that_is_unmounted_takes_nothing_with_it(disk, tmp_path, left):
    with open_house(tmp_path / "data") as house:
        watched = Watched(house, tmp_path / "papers")
        watched.write("disk/deep/one.txt", "What stands on the disk.")
        watched.write("two.txt", "What stands beside it.")
        watched.until_at_rest()
        subprocess.run(["umount", str(disk)], check=True)
        for name in left:
            watched.write(f"disk/{name}", "Something under the mount point.")
        (watched.folder / "two.txt").rename(watched.folder / "renamed.txt")
        (report,) = watched.until_at_rest()
        assert (report.removed, report.added, report.failed) == (1, 1 + len(left), 1)
        names = sorted(uri.rpartition("/")[2] for uri in watched.listed())
        assert names == sorted(["one.txt", "renamed.txt", *left])
        assert "file system" in report.failures[0].reason
