"""The waiting room hands out each text once and lets a document go when its last vector has come."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from ingest.sources import Source
from ingest.unpack import PendingDocument
from ingest.waiting import WaitingRoom
from rag.catalog.catalog import Catalog
from rag.catalog.documents import MissingVectors
from rag.catalog.encoding import text_hash
from rag.types import Chunk, Document, SparseVector

DIMENSION = 4


@pytest.fixture
def catalog(tmp_path):
    catalog = Catalog(f"sqlite:///{tmp_path}/catalog.db")
    yield catalog
    catalog.close()


def pending(uri: str, *words: str) -> PendingDocument:
    text, chunks, start = " ".join(words), [], 0
    for word in words:
        chunks.append(Chunk(start, start + len(word)))
        start += len(word) + 1
    nothing = SparseVector(np.empty(0, np.uint32), np.empty(0, np.float32))
    source = Source(uri, Path("unused"), uri, len(text), None, 1000)
    document = Document(text, (), "text/plain")
    return PendingDocument(source, uri, document, chunks, [nothing] * len(words), [text_hash(word) for word in words])


def vectors(count: int) -> np.ndarray:
    return np.tile(np.array([1, 0, 0, 0], np.float32), (count, 1))


def test_shared_texts_are_embedded_once(catalog):
    shelf = catalog.open_shelf("default")
    embedder = catalog.collections.bind(shelf.collection, "tiny@1/x-fp32", DIMENSION)
    room = WaitingRoom(catalog, embedder)
    first = dict(room.admit(pending("a", "amber", "cedar", "amber")))
    second = dict(room.admit(pending("b", "cedar", "onyx")))
    assert sorted(first.values()) == ["amber", "cedar"]
    assert list(second.values()) == ["onyx"]
    room.deliver(list(second), vectors(1))
    assert room.complete() == []
    room.deliver(list(first), vectors(2))
    done = room.complete()
    assert [document.source.uri for document in done] == ["a", "b"]
    assert room.complete() == []
    for document in done:
        shelf.documents.store(document.version("recipe", embedder))
    copy = pending("c", "onyx", "amber")
    assert list(room.admit(copy)) == []
    assert room.complete() == [copy]


def test_vectors_purged_on_the_way_are_noticed(catalog):
    shelf = catalog.open_shelf("default")
    embedder = catalog.collections.bind(shelf.collection, "tiny@1/x-fp32", DIMENSION)
    copy = pending("c", "onyx")
    with pytest.raises(MissingVectors) as missing:
        shelf.documents.store(copy.version("recipe", embedder))
    assert missing.value.text_hashes == {text_hash("onyx")}
    assert shelf.listing.page() == ([], None)


def test_more_texts_than_a_statement_takes(catalog):
    def narrow(connection, _record):
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 11_000)

    event.listen(catalog.database.engine, "connect", narrow)
    catalog.database.engine.dispose()
    assert catalog.known_vectors(1, [text_hash(str(number)) for number in range(25_000)]) == set()
