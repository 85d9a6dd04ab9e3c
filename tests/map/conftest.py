"""Folders with made-up subjects, and one map of them for tests that change nothing."""

from __future__ import annotations

import pytest

from tests.map.islands import open_islands


@pytest.fixture
def islands(tmp_path):
    with open_islands(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    """Six subjects of 30 chunks, computed."""
    with open_islands(tmp_path_factory.mktemp("islands")) as opened:
        opened.stored = opened.fill()
        opened.compute()
        yield opened
