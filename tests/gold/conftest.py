"""Two English pages and a German one, for every test."""

from __future__ import annotations

import pytest

from tests.gold.library import GERMAN, KITCHEN, SHED, Library


@pytest.fixture
def library(tmp_path):
    house = Library(tmp_path)
    house.write("file:///shed.md", SHED)
    house.write("file:///kitchen.md", KITCHEN)
    house.write("file:///keller.md", GERMAN, "de")
    yield house
    house.close()
