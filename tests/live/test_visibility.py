"""What may be seen: a delete acts at once and for good, versions never mix, other collections are other worlds."""

from __future__ import annotations

import threading

import pytest

from rag.compose import make_service
from rag.errors import NotFound
from rag.lexical import Bm25Encoder
from rag.retrieve.retriever import Retriever
from tests.live.house import House, TinyEmbedder, open_house, vector_of

PARTS = 6


@pytest.fixture
def house(tmp_path, catalog_url):
    with open_house(tmp_path, catalog_url=catalog_url) as house:
        yield house


def service_of(house: House):
    return make_service(house.settings, house.catalog, "default", TinyEmbedder())


def everything_seen(house: House, service) -> set[str]:
    """All texts that any door shows: search by meaning and by words, nearest, and the listing's documents."""
    found = {hit.text for hit in service.search("amber secret", 50)}
    found |= {hit.text for hit in service.nearest("amber secret", 50)}
    rows, _ = house.shelf.listing.page()
    return found | {service.text(row.id) for row in rows if row.chunks}


def test_a_delete_acts_at_once_for_a_process_that_lags_behind(house):
    house.put("file:///kept", "amber kept")
    stored = house.put("file:///gone", "amber secret", "amber secret too")
    house.build()
    lagging = service_of(house)
    assert len(everything_seen(house, lagging)) > 1
    house.delete("file:///gone")
    # No catch_up: the base still holds it.
    assert len(lagging.index.view) == 3
    assert everything_seen(house, lagging) == {"amber kept"}
    assert not lagging.ask("amber secret").citations
    assert house.shelf.passages.quote(stored.document_id, 1, 0, 5) is None


def test_a_deleted_text_stays_gone_when_its_document_returns(house):
    house.put("file:///a", "amber secret")
    house.build()
    lagging = service_of(house)
    house.delete("file:///a")
    document = house.shelf.documents.announce("file:///a")
    assert everything_seen(house, lagging) == set()
    assert [(row.chunks, row.title) for row in house.shelf.listing.page()[0]] == [(0, None)]
    house.put("file:///a", "amber redacted")
    assert everything_seen(house, lagging) == {"amber redacted"}
    assert {hit.text for hit in lagging.search("amber secret", 50)} == set()
    with pytest.raises(NotFound):
        house.shelf.passages.text(document, 1)
    assert house.shelf.passages.quote(document, 1, 0, 5) is None
    lagging.index.catch_up()
    assert {hit.text for hit in lagging.search("amber secret", 50)} == {"amber redacted"}


def test_a_deleted_text_leaves_the_disk_although_its_document_returned(house):
    house.put("file:///a", "amber secret-in-the-file")
    house.put("file:///b", "basalt")
    house.build()
    house.delete("file:///a")
    house.put("file:///a", "amber redacted")
    house.build()
    house.catalog.database.give_space_back()
    names = [path for path in house.settings.data.rglob("*") if path.is_file()]
    assert not [path for path in names if b"secret-in-the-file" in path.read_bytes()]


def test_versions_never_mix_while_bases_are_built_and_swapped(house):
    def put(number: int) -> None:
        house.put("file:///a", *[f"amber version{number} part{part}" for part in range(PARTS)])

    put(0)
    house.put("file:///other", *[f"cedar {number}" for number in range(20)])
    index = house.index()
    retriever = Retriever(index, house.shelf.passages, TinyEmbedder(), Bm25Encoder())
    ended, mixed, asked = threading.Event(), [], []

    def ask() -> None:
        while not ended.is_set():
            view = index.view
            ids = view.dense(vector_of("amber"), 50).chunk_ids.tolist()
            seen = house.shelf.passages.visible(ids, view.sequence).values()
            versions = [p.text.split()[1] for p in seen if p.uri == "file:///a"]
            hits = retriever.search(retriever.prepare("amber part3"), 20)
            shown = {hit.version for hit in hits if hit.uri == "file:///a"}
            if len(set(versions)) != 1 or len(versions) != PARTS or len(shown) != 1:
                mixed.append((versions, shown))
            asked.append(1)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(1, 13):
        put(number)
        if number % 3 == 0:
            house.build()
        index.catch_up()
    ended.set()
    for thread in threads:
        thread.join()
    assert mixed == []
    assert len(asked) > 20


def test_collections_do_not_see_each_other(house):
    house.put("file:///a", "amber here")
    house.build()
    other = house.catalog.open_shelf("other")
    service = make_service(house.settings, house.catalog, "other", TinyEmbedder())
    assert service.search("amber here") == []
    stored = other.documents.store(house.version("file:///a", "amber there"))
    service.index.catch_up()
    assert [hit.text for hit in service.search("amber here")] == ["amber there"]
    assert [hit.text for hit in service_of(house).search("amber there")] == ["amber here"]
    with pytest.raises(NotFound):
        house.shelf.documents.delete(stored.document_id)
    with pytest.raises(NotFound):
        house.shelf.passages.text(stored.document_id)


def test_prefixes_are_letter_for_letter(house):
    house.put("file:///Docs/a", "amber")
    house.put("file:///docs/b", "cedar")
    assert [uri for _, uri in house.shelf.listing.uris("file:///Docs/")] == ["file:///Docs/a"]


NOTHING_MORE = {
    "sqlite": "CREATE TRIGGER nothing_more BEFORE INSERT ON questions BEGIN SELECT RAISE(ABORT, 'full'); END",
    "postgresql": "ALTER TABLE questions ADD CONSTRAINT nothing_more CHECK (false) NOT VALID",
}


def test_an_answer_is_given_although_the_log_cannot_be_written(house):
    house.put("file:///a", "Amber is the resin of old trees.")
    service = service_of(house)
    with house.catalog.database.engine.connect() as connection:
        connection.exec_driver_sql(NOTHING_MORE[connection.dialect.name])
        connection.commit()
    assert service.ask("What is amber?").hits
