"""Searching opens no reader; the first answer opens one, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from rag.compose import make_service
from rag.errors import ModelError
from rag.reader.when_needed import ReaderWhenNeeded
from tests.explain.library import QUESTION, PointingReader
from tests.guard.test_quarantine import ingested
from tests.ingest.test_pipeline import CountingEmbedder
from tests.live.house import open_house


def test_a_search_opens_no_reader_and_an_answer_does(tmp_path, monkeypatch):
    def absent(settings):
        raise ModelError("the reader is absent", "install it")

    monkeypatch.setattr("rag.compose.make_reader", absent)
    with open_house(tmp_path) as house:
        ingested(house, tmp_path, {"lagoon.txt": "The amber lagoon has birds."})
        service = make_service(house.settings, house.catalog, "default", CountingEmbedder())
        assert service.search(QUESTION)
        with pytest.raises(ModelError, match="absent"):
            service.ask(QUESTION)


def test_threads_that_begin_together_open_one():
    opened = []

    def once():
        opened.append(PointingReader())
        return opened[-1]

    reader = ReaderWhenNeeded(once)
    with ThreadPoolExecutor(8) as threads:
        assert set(threads.map(lambda _: reader.identity, range(32))) == {PointingReader().identity}
    assert len(opened) == 1


def test_what_could_not_be_opened_is_tried_again():
    tries = iter([ModelError("away", "wait"), PointingReader()])

    def again():
        found = next(tries)
        if isinstance(found, ModelError):
            raise found
        return found

    reader = ReaderWhenNeeded(again)
    with pytest.raises(ModelError, match="away"):
        reader.read("x", [])
    assert reader.identity == PointingReader().identity
