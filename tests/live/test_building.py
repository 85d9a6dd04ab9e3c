"""Building aside: one builder at a time, nothing half done is used or left, damage is survived and repaired."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from sqlalchemy import func, insert, select

from rag import build as building
from rag.build import build_in_child, is_damaged, is_due, tidy
from rag.catalog.schema import generations, leases, vectors, versions
from rag.errors import Busy, StorageError
from rag.indexes.engines import engine
from tests.live.house import House, open_house
from tests.live.oracle import check_view

QUESTIONS = ("amber cedar", "pearl")


@pytest.fixture
def house(tmp_path):
    with open_house(tmp_path) as house:
        house.put("file:///a", "amber", "cedar")
        house.put("file:///b", "pearl", "amber pearl")
        yield house


def check(house: House, index) -> None:
    check_view(index.view, house.live, house.names(), QUESTIONS, k=10)


def folders(house: House) -> list[str]:
    return sorted(path.name for path in (house.settings.data / "generations" / "default").iterdir())


@pytest.mark.parametrize("name", ["edge", "faiss"])
def test_a_child_process_builds(tmp_path, name):
    with open_house(tmp_path, name) as house:
        house.put("file:///a", "amber", "cedar")
        index = house.index()
        build_in_child(house.settings, "default")
        index.catch_up()
        assert (len(index.view.base), len(index.view.delta)) == (2, 0)
        check(house, index)


def test_a_data_folder_below_home_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "below").mkdir()
    with open_house(tmp_path / "below") as house:
        house.put("file:///a", "amber")
        below_home = house.settings.model_copy(update={"data": type(tmp_path)("~/below")})
        build_in_child(below_home, "default")
        assert len(house.index().view.base) == 1
        assert not (tmp_path / "~").exists()


def test_a_build_is_due_when_much_has_changed(house):
    eager = house.settings.model_copy(update={"build_after": 4})
    assert is_due(house.shelf, eager)
    assert not is_due(house.shelf, house.settings)
    house.build()
    assert not is_due(house.shelf, eager)
    house.put("file:///a", "flint", "garnet")
    assert is_due(house.shelf, eager), "two came and two went"


def test_a_second_builder_is_told_to_wait(house):
    with house.shelf.generations.lease():
        with pytest.raises(Busy):
            house.build()
        with pytest.raises(Busy):
            build_in_child(house.settings, "default")
        assert tidy(house.shelf, house.settings) == 0
    house.build()
    assert len(folders(house)) == 1


def test_the_lease_of_a_dead_holder_is_free_and_that_of_a_living_one_is_not(house):
    import socket

    def hold(process: int) -> None:
        row = {"name": f"build:{house.shelf.collection}", "holder": f"{socket.gethostname()}:{process}:x"}
        with house.shelf.database.writing() as connection:
            connection.execute(leases.delete())
            connection.execute(insert(leases).values(row | {"expires_at": time.time() + 500}))

    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    hold(dead.pid)
    house.build()
    hold(os.getppid())
    with pytest.raises(Busy):
        house.build()


def test_a_lease_lasts_as_long_as_its_holder_builds(house, monkeypatch):
    monkeypatch.setattr("rag.catalog.leases.LEASE_SECONDS", 2.0)
    with house.shelf.generations.lease():
        time.sleep(3)
        with pytest.raises(Busy), house.shelf.generations.lease():
            pass
    with house.shelf.generations.lease():
        pass


@pytest.mark.parametrize("name", ["edge", "faiss"])
def test_a_damaged_base_is_searched_in_memory_until_it_is_rebuilt(tmp_path, name):
    with open_house(tmp_path, name) as house:
        house.put("file:///a", "amber", "cedar")
        house.put("file:///b", "pearl", "amber pearl")
        path = house.build().path
        house.put("file:///c", "amber new")
        files = [f for f in (tmp_path / path).rglob("*") if f.is_file() and f.suffix != ".json" and f.stat().st_size]
        assert files
        for file in files:
            kept = file.read_bytes()
            file.write_bytes(kept[: len(kept) // 2])
            index = house.index()
            assert index.damage or index.view.base is not None
            check(house, index)
            file.write_bytes(kept)
        files[0].unlink()
        index = house.index()
        assert index.damage
        assert index.view.base is None
        assert is_damaged(house.shelf, house.settings)
        house.delete("file:///a")
        index.catch_up()
        check(house, index)
        house.build()
        index.catch_up()
        assert index.damage is None
        assert not is_damaged(house.shelf, house.settings)
        check(house, index)


def test_frequencies_of_another_base_are_damage(house):
    directory = house.settings.data / house.build().path
    np.save(directory / "frequencies.npy", np.zeros((2, 3)))
    index = house.index()
    assert index.damage
    check(house, index)


def test_superseded_bases_are_removed_but_for_the_last(house):
    paths = []
    for number in range(4):
        house.put("file:///n", f"flint {number}")
        paths.append(house.build().path.rpartition("/")[2])
    assert folders(house) == sorted(paths[-2:])
    with house.shelf.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(generations)).scalar_one() == 2


def test_a_process_goes_on_searching_a_base_that_was_removed(house):
    house.build()
    laggard, live = house.index(), dict(house.live)
    for number in range(3):
        house.put("file:///n", f"flint {number}")
        house.build()
    check_view(laggard.view, live, house.names(), QUESTIONS, k=10)
    laggard.catch_up()
    check(house, laggard)


def test_what_killed_builds_left_behind_is_cleared_away(house):
    house.build()
    root = house.settings.data / "generations" / "default"
    for name in ("20200101T000000-abcdef.unfinished", "20200101T000000-abcdef"):
        (root / name / "base").mkdir(parents=True)
    tidy(house.shelf, house.settings)
    assert len(folders(house)) == 1


def test_a_failed_build_leaves_nothing_and_the_old_base_goes_on(house, monkeypatch):
    house.build()

    class Failing:
        name = "faiss"

        def build(self, directory, dimension, batches):
            directory.mkdir()
            (directory / "half").write_bytes(b"x" * 1000)
            raise StorageError("the disk is full")

    house.put("file:///c", "amber")
    with monkeypatch.context() as broken:
        broken.setattr(building, "engine", lambda name, settings: Failing())
        with pytest.raises(StorageError):
            house.build()
    assert len(folders(house)) == 1
    check(house, house.index())
    house.build()


def test_what_is_deleted_while_a_base_is_built_is_counted_out_of_it(house, monkeypatch):
    """The new base holds it: were its terms purged meanwhile, nobody could tell which of its points are dead."""

    class Slow:
        name = "faiss"

        def publish(self, directory, name):
            pass

        def build(self, directory, dimension, batches):
            engine("faiss", house.settings).build(directory, dimension, batches)
            # As another process would, after the builder has read and before it publishes.
            done = threading.Thread(target=delete)
            done.start()
            done.join()

    def delete() -> None:
        house.delete("file:///a")
        assert tidy(house.shelf, house.settings) == 0

    with monkeypatch.context() as slowly:
        slowly.setattr(building, "engine", lambda name, settings: Slow())
        house.build()
    index = house.index()
    assert len(index.view.base) == 4
    check(house, index)
    house.build()
    check(house, house.index())
    assert tidy(house.shelf, house.settings) == 0, "the second build purged it"
    with house.shelf.database.reading() as connection:
        texts = connection.execute(select(versions.c.text).where(versions.c.deleted)).scalars().all()
    assert texts == [None]


def test_vectors_leave_with_the_last_text_that_needs_them(house):
    house.put("file:///copy", "amber", "cedar")
    house.delete("file:///a")
    tidy(house.shelf, house.settings)
    check(house, house.index())
    house.delete("file:///copy")
    tidy(house.shelf, house.settings)
    with house.shelf.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(vectors)).scalar_one() == 2
