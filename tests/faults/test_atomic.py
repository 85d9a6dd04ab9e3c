"""Whatever statement a write breaks off at, the catalog is as it was before: nothing is ever half stored."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from sqlalchemy import event, select

from rag.build import tidy
from rag.catalog.purge import purge
from rag.catalog.schema import metadata
from tests.live.house import House, open_house


class Broken(Exception):
    """What stands for a process that dies there."""


@pytest.fixture
def house(tmp_path):
    with open_house(tmp_path, keep_replaced_days=0) as house:
        house.put("file:///a", "amber", "cedar")
        house.put("file:///b", "pearl", "amber pearl")
        yield house


def everything(house: House) -> dict[str, list]:
    with house.shelf.database.reading() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in metadata.sorted_tables}


def breaks_off_anywhere(house: House, write: Callable[[], object]) -> int:
    """Let a write fail at its first statement, its second, ...; returns how many it has."""
    before = everything(house)
    for last in itertools.count(1):
        statements = itertools.count(1)

        def fail(*_, counted=statements, last=last) -> None:
            if next(counted) == last:
                raise Broken

        event.listen(house.catalog.database.engine, "before_cursor_execute", fail)
        try:
            write()
        except Broken:
            pass
        else:
            return last - 1
        finally:
            event.remove(house.catalog.database.engine, "before_cursor_execute", fail)
        assert everything(house) == before, f"broken off at statement {last}"
    raise AssertionError


def test_storing_a_new_document(house):
    assert breaks_off_anywhere(house, lambda: house.put("file:///new", "onyx", "flint")) > 5
    assert len(house.index().view) == 6


def test_replacing_a_document(house):
    assert breaks_off_anywhere(house, lambda: house.put("file:///a", "onyx", "flint", "kelp")) > 5
    assert len(house.index().view) == 5


def test_deleting_a_document(house):
    assert breaks_off_anywhere(house, lambda: house.shelf.documents.delete("file:///a")) > 3
    assert len(house.index().view) == 2


def test_publishing_a_base(house):
    publish = house.shelf.generations.publish
    assert breaks_off_anywhere(house, lambda: publish("faiss", "tiny@1", 16, 2, 4, "generations/default/x")) > 1


def test_purging(house):
    house.delete("file:///a")
    house.put("file:///b", "onyx")

    assert breaks_off_anywhere(house, lambda: purge(house.shelf.database, house.shelf.collection, 0, "9999")) > 4
    assert tidy(house.shelf, house.settings) == 0
    assert len(house.index().view) == 1
