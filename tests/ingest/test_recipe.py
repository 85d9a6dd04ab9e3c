"""Which stored documents are read again."""

from __future__ import annotations

import pytest

from ingest import recipe as module
from ingest.recipe import recipe, recipe_of, still_holds
from rag.settings import Settings
from rag.types import Document

WHOLE = Document("text", (), "application/pdf")
PARTLY = Document("text", (), "application/pdf", metadata={"unrecognised_pages": "2"})


@pytest.fixture
def installed(monkeypatch):
    """Sets whether text recognition is."""
    return lambda there: monkeypatch.setattr(module, "is_installed", lambda: there)


def test_another_way_of_splitting_is_another_recipe():
    assert recipe(Settings()) != recipe(Settings(chunk_tokens=100))
    assert not still_holds(recipe(Settings()), Settings(chunk_tokens=100))
    assert not still_holds("read-1 split-1", Settings())


def test_what_was_read_whole_is_never_read_again(installed):
    installed(False)
    stored = recipe_of(WHOLE, Settings())
    installed(True)
    assert still_holds(stored, Settings(file_seconds=500))


def test_scans_are_read_again_once_text_recognition_is_installed(installed):
    installed(False)
    stored = recipe_of(PARTLY, Settings())
    assert still_holds(stored, Settings())
    installed(True)
    assert not still_holds(stored, Settings())


def test_pages_left_out_for_want_of_time_are_read_again_when_there_is_more(installed):
    installed(True)
    stored = recipe_of(PARTLY, Settings(file_seconds=60))
    assert still_holds(stored, Settings(file_seconds=60))
    assert not still_holds(stored, Settings(file_seconds=61))
