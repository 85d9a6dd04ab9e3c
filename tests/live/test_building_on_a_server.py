"""Bases on a Qdrant server, in its client's local mode: built, published, superseded, and cleared away there too."""

from __future__ import annotations

import pytest

from rag.errors import Unreachable
from rag.indexes import engines
from rag.indexes.qdrant_engine import reserved
from tests.indexes.qdrant_places import LOCAL_WARNINGS, LocalClient, local_engine
from tests.live.house import open_house
from tests.live.oracle import check_view

pytestmark = [pytest.mark.filterwarnings(f"ignore:{warning}") for warning in LOCAL_WARNINGS]


@pytest.fixture
def client(monkeypatch):
    client = LocalClient()
    monkeypatch.setattr(engines, "_qdrant", lambda settings: local_engine(client))
    return client


@pytest.fixture
def house(tmp_path, client):
    with open_house(tmp_path, "qdrant") as house:
        house.put("file:///a", "amber", "cedar")
        house.put("file:///b", "pearl", "amber pearl")
        yield house


def collections(client):
    return {found.name for found in client.get_collections().collections}


def folders(house):
    return sorted((house.settings.data / "generations" / "default").iterdir())


def check(house, index):
    check_view(index.view, house.live, house.names(), ("amber cedar", "pearl"), k=10)


def test_what_came_and_went_since_is_searched_with_the_base(house):
    house.build()
    index = house.index()
    house.put("file:///c", "onyx", "amber onyx")
    house.put("file:///a", "flint")
    house.delete("file:///b")
    index.catch_up()
    assert (len(index.view.base), len(index.view.delta)) == (4, 3)
    check(house, index)


def test_the_alias_points_to_the_live_base_and_old_ones_leave_the_server(house, client):
    for uri in ("file:///c", "file:///d", "file:///e"):
        house.put(uri, "onyx")
        house.build()
        check(house, house.index())
        (alias,) = client.get_aliases().aliases
        with house.shelf.database.reading() as connection:
            live = house.shelf.generations.live(connection)
        (folder,) = [folder for folder in folders(house) if live.path.endswith(folder.name)]
        assert (alias.alias_name, alias.collection_name) == ("sourcebound-default", reserved(folder / "base"))
    # The live base and the one before it stay.
    assert len(folders(house)) == 2
    assert collections(client) == {reserved(folder / "base") for folder in folders(house)}


def test_a_build_that_fails_leaves_nothing_on_the_server(house, client, monkeypatch):
    monkeypatch.setattr(client, "update_collection", lambda *_, **__: 1 / 0, raising=False)
    with pytest.raises(Exception, match="division"):
        house.build()
    assert collections(client) == set()
    assert folders(house) == []


def test_what_a_killed_build_left_is_cleared_by_the_next(house, client):
    place = house.settings.data / "generations" / "default" / "20260101T000000-dead.unfinished" / "base"
    local_engine(client)._reserve(place)
    client.create_collection(reserved(place), vectors_config={})
    house.build()
    assert len(folders(house)) == 1
    assert collections(client) == {reserved(folders(house)[0] / "base")}


def test_while_the_server_is_away_what_is_to_be_removed_waits(house, client, monkeypatch, caplog):
    house.build()
    old = folders(house)[0]

    def away(directory, settings):
        raise Unreachable("the Qdrant server does not answer")

    with monkeypatch.context() as gone:
        gone.setattr("rag.build.remove", away)
        for _ in range(2):
            house.put("file:///c", f"onyx {_}")
            house.build()
    assert old.exists()
    assert "does not answer" in caplog.text
    house.put("file:///c", "onyx")
    house.build()
    assert not old.exists()
    assert collections(client) == {reserved(folder / "base") for folder in folders(house)}


def test_a_collection_that_somebody_removed_is_searched_in_memory_and_built_anew(house, client):
    house.build()
    client.delete_collection(reserved(folders(house)[0] / "base"))
    index = house.index()
    assert "is gone" in index.damage
    check(house, index)
    house.put("file:///c", "onyx")
    house.build()
    index.catch_up()
    assert index.damage is None
    check(house, index)
