"""What a crawl keeps with the documents it made, and when that no longer counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

import ingest.crawl.memory
from ingest.crawl.crawl import crawl
from ingest.crawl.frontier import Bounds
from ingest.crawl.memory import CatalogMemory, Told
from ingest.readers.html_links import PageLinks
from ingest.recipe import recipe
from ingest.run import Ingestion, Quiet
from ingest.sources import UnmodifiedSource
from ingest.validators import Validators
from rag.catalog.purge import purge
from rag.catalog.schema import versions
from tests.ingest.crawled import fetcher, serving
from tests.ingest.loopback import page, playable
from tests.ingest.watched import OneEmbedder, open_house

PAGE = "https://docs.example/a"
TOLD = PageLinks(("/b", "c d"), "/base/", "/canonical", follow=False)


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.pipeline._WORKERS", 1)
    with open_house(tmp_path / "data") as house:
        yield house


def ingestion(house, **settings):
    settings = house.settings.model_copy(update=settings)
    return Ingestion(settings, house.catalog, "default", OneEmbedder(settings))


def stored(house, uri=PAGE, text="The ferry leaves at noon.", etag='W/"1"'):
    """Store a page as a crawl does; what it told."""
    version = replace(house.version(uri, text), recipe=recipe(house.settings))
    house.shelf.documents.store(version)
    told = Told(version.content_hash, TOLD, "nofollow", Validators(etag))
    memory = CatalogMemory(ingestion(house))
    memory.note(uri, told)
    memory.keep()
    return told


def recalled(house, uri=PAGE, **settings):
    return CatalogMemory(ingestion(house, **settings)).recall(uri)


def visits(house):
    with house.shelf.database.reading() as connection:
        return list(connection.execute(select(versions.c.visit).order_by(versions.c.version)).scalars())


def test_what_was_told_is_recalled_whole(house):
    assert recalled(house) is None
    assert recalled(house, "https://docs.example/b") is None
    assert stored(house) == recalled(house)
    assert stored(house, etag='"2"') == recalled(house)  # the same bytes under another etag


def test_nothing_is_kept_of_what_is_not_stored_or_cannot_be_asked_for(house):
    memory = CatalogMemory(ingestion(house))
    memory.note(PAGE, Told("00", TOLD, "", Validators('"1"')))
    memory.keep()
    version = house.shelf.documents.store(replace(house.version(PAGE, "text"), recipe=recipe(house.settings)))
    for content_hash, etag in ((None, '"1"'), ("00", '"1"'), (house.version(PAGE, "text").content_hash, None)):
        memory.note(PAGE, Told(content_hash, TOLD, "", Validators(etag)))
        memory.keep()
        assert (version.version, visits(house)) == (1, [None])


def test_it_goes_with_the_bytes_that_it_was_told_with(house):
    stored(house)
    house.shelf.documents.store(replace(house.version(PAGE, "Other bytes."), recipe=recipe(house.settings)))
    assert recalled(house) is None


def test_a_document_that_would_be_read_anew_is_not_recalled(house, monkeypatch):
    told = stored(house)
    assert recalled(house, chunk_tokens=house.settings.chunk_tokens + 1) is None
    monkeypatch.setattr("ingest.recipe._READING", "read-999")
    assert recalled(house) is None
    monkeypatch.undo()
    assert recalled(house) == told
    monkeypatch.setattr(ingest.crawl.memory, "_READ_AS", "links-999")
    assert recalled(house) is None


def test_a_deleted_document_is_not_recalled_and_what_it_told_is_purged(house):
    stored(house)
    house.shelf.documents.delete(PAGE)
    assert recalled(house) is None
    assert purge(house.shelf.database, house.shelf.collection, 0, "") == 1
    assert visits(house) == [None]


def test_what_another_collection_holds_is_not_recalled(house):
    stored(house)
    other = Ingestion(house.settings, house.catalog, "other", OneEmbedder(house.settings))
    assert CatalogMemory(other).recall(PAGE) is None


def test_a_document_that_is_deleted_while_its_server_answers_stays_deleted(house):
    stored(house)
    stored(house, f"{PAGE}/kept")
    house.shelf.documents.announce_failure(f"{PAGE}/kept", "it could not be read the last time")
    house.shelf.documents.delete(PAGE)
    found = [UnmodifiedSource(PAGE), UnmodifiedSource(f"{PAGE}/kept")]
    report = ingestion(house).some(["crawl"], found, Quiet())
    assert [(change.kind, change.uri) for change in report.changes] == [("removed", PAGE)]
    (row,) = house.shelf.listing.page(10)[0]
    assert (report.unchanged, row.uri, row.reason) == (1, f"{PAGE}/kept", None)


def test_a_page_that_is_not_modified_is_not_gone(house):
    stored(house)
    stored(house, f"{PAGE}/gone")
    found = [UnmodifiedSource(PAGE)]
    report = ingestion(house).some(["crawl"], found, Quiet(), folders=["https://docs.example"], present=found)
    assert [change.uri for change in report.changes] == [f"{PAGE}/gone"]


@pytest.mark.skipif(not playable(), reason="this system has one loopback address only")
def test_a_site_is_kept_in_step_by_what_has_changed(house):
    def crawled(**settings):
        site.server.hits.clear()
        bounds, storing = Bounds(), ingestion(house, **settings)
        return crawl(site.url(), house.settings, storing, bounds, delay=0.0, fetcher=fetcher())

    with serving() as site:
        site.html("/", "/list.csv", "/a", etag='"1"')
        site.html("/a", words="The ferry leaves at noon.", etag='"2"')
        site.answers["/list.csv"] = page(b"article,price\nlantern,40 euros\n", Content_Type="text/csv")
        assert crawled().stored.added == 3

        site.html("/a", "/b", words="The ferry leaves at dusk.", etag='"3"')
        site.html("/b", etag='"4"')
        second = crawled()
        assert (second.stored.added, second.stored.replaced, second.stored.unchanged) == (1, 1, 2)
        said = second.as_json()
        assert (said["unchanged"], said["not_modified"], said["asked"]) == (2, 1, 4)

        house.shelf.documents.delete(site.url("/b"))
        third = crawled()
        assert (third.not_modified, third.stored.unchanged, third.stored.added) == (2, 3, 1)
        assert {row.uri for row in house.shelf.listing.page(9)[0]} == {
            site.url(path) for path in ("/", "/a", "/b", "/list.csv")
        }
        fourth = crawled(chunk_tokens=house.settings.chunk_tokens - 1)
        assert (fourth.not_modified, fourth.stored.replaced, fourth.stored.failed) == (0, 4, 0)
