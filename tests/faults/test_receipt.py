"""A deleted text is in no result at once and nowhere on the disk in the end, and the receipt says what is where."""

from __future__ import annotations

import hashlib
import json

import pytest

from rag.receipt import delete
from tests.journeys.command_line import rag
from tests.live.house import House, open_house
from tests.live.oracle import check_view

CANARY = "xyzzycanary"


@pytest.fixture(params=["edge", "faiss"])
def house(tmp_path, request):
    with open_house(tmp_path, request.param) as house:
        yield house


def grep(house: House) -> list[str]:
    """The files of the data folder in which the canary stands, the write-ahead log and free pages included."""
    files = [path for path in house.settings.data.rglob("*") if path.is_file()]
    return sorted(str(path.relative_to(house.settings.data)) for path in files if CANARY.encode() in path.read_bytes())


def left(receipt) -> dict[str, int]:
    return {place.name: place.left for place in receipt.places if place.left}


def test_without_a_base_nothing_is_left_at_once(house):
    house.put("file:///kept", "amber", "pearl")
    house.put("file:///gone", f"amber {CANARY}", "pearl", f"{CANARY} {'onyx ' * 2000}")
    assert grep(house)
    del house.live["file:///gone"]
    receipt = delete(house.shelf, house.settings, "file:///gone")
    assert (receipt.complete, left(receipt)) == (True, {})
    found = {place.name: place.found for place in receipt.places}
    # Its vector of "pearl" is that of another document too, and stays.
    assert (found["versions with text"], found["passages and their terms"], found["vectors"]) == (1, 3, 2)
    assert grep(house) == []
    check_view(house.index().view, house.live, house.names(), ["amber", "pearl"], k=10)


def test_space_comes_back(house):
    house.put("file:///kept", "amber")
    house.catalog.database.give_space_back()
    before = (house.settings.data / "catalog.db").stat().st_size
    house.put("file:///gone", *[f"{CANARY} {number} {'onyx ' * 500}" for number in range(200)])
    delete(house.shelf, house.settings, "file:///gone")
    assert (house.settings.data / "catalog.db").stat().st_size <= before + 100_000
    assert grep(house) == []


def test_the_live_base_keeps_some_until_it_is_built_and_the_receipt_says_so(house):
    house.put("file:///kept", "amber", "pearl")
    house.put("file:///gone", f"amber {CANARY}", "pearl")
    house.build()
    house.build()
    (house.settings.data / "maps" / "default" / "20260101").mkdir(parents=True)
    del house.live["file:///gone"]
    receipt = delete(house.shelf, house.settings, "file:///gone")
    assert not receipt.complete
    assert left(receipt) == {
        "versions with text": 1,
        "passages and their terms": 2,
        "vectors": 1,
        "live base": 1,
        "older bases": 1,
        "map": 1,
    }
    assert all(place.why for place in receipt.places if place.left)
    house.build()
    assert grep(house) == []
    check_view(house.index().view, house.live, house.names(), ["amber", "pearl"], k=10)


def test_now_leaves_nothing_in_any_base(house):
    house.put("file:///kept", "amber", "pearl")
    house.put("file:///gone", f"amber {CANARY}", "pearl")
    house.build()
    house.build()
    (house.settings.data / "maps" / "default" / "20260101").mkdir(parents=True)
    del house.live["file:///gone"]
    receipt = delete(house.shelf, house.settings, "file:///gone", now=True)
    assert (receipt.complete, left(receipt)) == (True, {})
    assert grep(house) == []
    assert len(list((house.settings.data / "generations" / "default").iterdir())) == 1
    check_view(house.index().view, house.live, house.names(), ["amber", "pearl"], k=10)


def test_original_and_waiting_upload_are_looked_for(house):
    stored = house.put("file:///gone", CANARY)
    content = hashlib.sha256(CANARY.encode()).hexdigest()
    with house.shelf.database.writing() as connection:
        connection.exec_driver_sql(f"UPDATE versions SET content_hash = '{content}'")
    originals = house.settings.data / "originals"
    originals.mkdir()
    (originals / content).write_bytes(CANARY.encode())
    waits = house.settings.data / "uploads" / "1"
    waits.mkdir(parents=True)
    (waits / "about.json").write_text(json.dumps({"collection": "default", "name": "x", "uri": "file:///gone"}))
    receipt = delete(house.shelf, house.settings, stored.document_id)
    places = {place.name: (place.found, place.left) for place in receipt.places}
    assert (places["originals"], places["uploads that wait"]) == ((1, 0), (1, 1))
    assert grep(house) == []


def test_by_the_command_line_question_log_and_all(tmp_path):
    (tmp_path / "gone.txt").write_text(f"The password of the harbor crane is {CANARY}.")
    (tmp_path / "kept.txt").write_text("The ferry leaves from pier seven at noon.")
    data = tmp_path / "data"
    rag(data, "ingest", tmp_path / "gone.txt", tmp_path / "kept.txt", RAG_BUILD_AFTER="1")
    asked = rag(data, "ask", "What is the password of the harbor crane?", "--json", RAG_ANSWER_THRESHOLD="0").json
    assert CANARY in asked["answer"]
    said = rag(data, "delete", tmp_path / "gone.txt", "--now", "--receipt").out
    assert "Nothing is left." in said
    assert "answers in the log of questions" in said
    assert CANARY not in rag(data, "search", "password of the crane", "--json").out
    assert not [path for path in data.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    assert "pier seven" in rag(data, "search", "ferry", "--json").out
