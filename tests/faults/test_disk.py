"""A disk that is full or read-only: a clear error with its remedy, nothing lost, and on it goes once there is space."""

from __future__ import annotations

import subprocess

import pytest
from sqlalchemy import event

from bench.kills.folder import make_folder
from rag.errors import StorageError
from tests.journeys.command_line import rag
from tests.live.house import WORDS, open_house
from tests.live.oracle import check_view

FULL = "rag: the disk is full. free some space and run the same command again: it resumes\n"


def test_a_full_disk_refuses_writes_whole_and_answers_on(tmp_path):
    with open_house(tmp_path) as house:
        house.put("file:///first", "amber", "cedar")
        index = house.index()

        def narrow(connection, _record):
            # What SQLite says when the disk is full, at whichever write comes first over the limit.
            connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0] + 8}")

        event.listen(house.catalog.database.engine, "connect", narrow)
        house.catalog.database.engine.dispose()
        stored = dict(house.live)
        full = None
        for number in range(100):
            try:
                house.put(f"file:///{number}", *[f"{word} {number} {'pearl ' * 20}" for word in WORDS])
            except StorageError as error:
                full = error
                break
            stored = dict(house.live)
        assert full is not None
        assert (full.status, full.cause) == (507, "the disk is full")
        assert "free some space" in full.remedy
        index.catch_up()
        check_view(index.view, stored, house.names(), ["amber", "pearl 0"], k=10)
        assert len(house.shelf.listing.page()[0]) == len(stored)

        event.remove(house.catalog.database.engine, "connect", narrow)
        house.catalog.database.engine.dispose()
        house.put("file:///later", "onyx")
        house.live = stored | {"file:///later": ("onyx",)}
        check_view(house.index().view, house.live, house.names(), ["onyx"], k=10)
        with house.shelf.database.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


@pytest.fixture
def small_disk(tmp_path):
    """A file system of two megabytes, where mounting is allowed: an empty catalog takes most of one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting needs the rights of an administrator")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


def remount(disk, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(disk)], check=True)


def test_an_ingestion_on_a_full_disk_resumes_when_there_is_space(small_disk, tmp_path):
    folder, data = tmp_path / "folder", small_disk / "data"
    make_folder(folder, seed=3, documents=40)
    said = rag(data, "ingest", folder)
    assert (said.code, said.err) == (1, FULL)
    stored = len(rag(data, "documents", "--json").json["documents"])
    assert stored > 0

    remount(small_disk, "size=64m")
    again = rag(data, "ingest", folder, "--json", RAG_BUILD_AFTER="1").json
    total = len(list(folder.iterdir()))
    assert again["added"] + again["unchanged"] == total
    assert again["unchanged"] == stored
    assert list((data / "generations" / "default").iterdir())
    assert rag(data, "search", "who keeps the lantern?", "--json").json["hits"]

    remount(small_disk, "ro")
    for command in (["search", "who keeps the lantern?"], ["ingest", folder]):
        refused = rag(data, *command)
        assert refused.code == 1
        assert refused.err.endswith("check path and permissions of --data\n")
