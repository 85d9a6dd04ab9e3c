"""The catalog keeps what it was given, replaces in one step, and shows what may be seen."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import create_engine, func, select

from rag.catalog.catalog import Catalog, Shelf
from rag.catalog.encoding import pack_terms, text_hash, unpack_terms
from rag.catalog.points import chunks_of, difference, live_points
from rag.catalog.purge import purge
from rag.catalog.records import EmbeddedChunk, NewVersion
from rag.catalog.schema import REVISION, chunks, metadata, questions, vectors, versions
from rag.catalog.spaces import Space
from rag.errors import InvalidRequest, ModelError, NotFound, Purged
from rag.types import Answer, Block, Chunk, Citation, Document, Filter, Page, SparseVector

DIMENSION = 4
SPACE = Space("tiny@1")


def vector_of(text: str) -> np.ndarray:
    generator = np.random.default_rng(abs(hash(text)) % 2**32)
    vector = generator.normal(size=DIMENSION).astype(np.float32)
    return vector / np.linalg.norm(vector)


def new_version(shelf: Shelf, embedder: int, uri: str, *passages: str, language: str = "en") -> NewVersion:
    text = "\n\n".join(passages)
    embedded, start = [], 0
    for number, passage in enumerate(passages):
        chunk = Chunk(start, start + len(passage), "Title")
        terms = SparseVector(np.array([1, 7 + number], dtype=np.uint32), np.array([1.5, 0.25], dtype=np.float32))
        embedded.append(EmbeddedChunk(chunk, text_hash(passage), terms, vector_of(passage)))
        start += len(passage) + 2
    document = Document(
        text=text,
        blocks=(Block("paragraph", 0, len(text)),),
        media_type="text/plain",
        title="Title",
        language=language,
        pages=(Page(1, 0, 3), Page(2, 3, len(text))),
        metadata={"team": "blue"},
    )
    return NewVersion(uri, text_hash(text).hex(), "recipe", document, embedded, embedder)


@pytest.fixture
def catalog(catalog_url: str):
    catalog = Catalog(catalog_url)
    yield catalog
    catalog.close()


@pytest.fixture
def shelf(catalog: Catalog) -> Shelf:
    return catalog.open_shelf("default")


@pytest.fixture
def embedder(catalog: Catalog, shelf: Shelf) -> int:
    return catalog.collections.bind(shelf.collection, "tiny@1/torch-fp32", DIMENSION)


def chunk_ids(shelf: Shelf) -> list[int]:
    with shelf.database.reading() as connection:
        return list(connection.execute(select(chunks.c.id).order_by(chunks.c.id)).scalars())


def test_migrations_end_in_the_schema_of_the_code(catalog: Catalog):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with catalog.database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == REVISION
        assert compare_metadata(context, metadata) == []


def test_stored_document_comes_back_with_its_chunks(shelf: Shelf, embedder: int):
    stored = shelf.documents.store(new_version(shelf, embedder, "file:///a", "Über 😀 alles", "zweitens"))
    assert (stored.version, stored.replaced) == (1, False)
    text, version = shelf.passages.text(stored.document_id)
    seen = shelf.passages.visible(chunk_ids(shelf), stored.sequence)
    assert version == 1
    assert [text[p.start : p.end] for p in seen.values()] == ["Über 😀 alles", "zweitens"]
    assert [p.page for p in seen.values()] == [1, 2]


def test_terms_survive_packing():
    terms = SparseVector(np.array([3, 2**32 - 1], dtype=np.uint32), np.array([0.5, 1.625], dtype=np.float32))
    again = unpack_terms(pack_terms(terms))
    assert again.terms.tolist() == [3, 2**32 - 1]
    assert again.weights.tolist() == [0.5, 1.625]


def test_a_replacement_is_seen_whole_or_not_at_all(shelf: Shelf, embedder: int):
    first = shelf.documents.store(new_version(shelf, embedder, "file:///a", "old one", "old two"))
    second = shelf.documents.store(new_version(shelf, embedder, "file:///a", "new one", "new two"))
    everything = chunk_ids(shelf)
    before = {p.text for p in shelf.passages.visible(everything, first.sequence).values()}
    after = {p.text for p in shelf.passages.visible(everything, second.sequence).values()}
    assert second.replaced
    assert before == {"old one", "old two"}
    assert after == {"new one", "new two"}


def test_a_deleted_document_is_not_seen_even_by_those_who_lag_behind(shelf: Shelf, embedder: int):
    stored = shelf.documents.store(new_version(shelf, embedder, "file:///a", "secret"))
    shelf.documents.delete("file:///a")
    assert shelf.passages.visible(chunk_ids(shelf), stored.sequence) == {}
    assert shelf.listing.page() == ([], None)
    with pytest.raises(NotFound):
        shelf.passages.text(stored.document_id)
    with pytest.raises(NotFound):
        shelf.documents.delete(stored.document_id)


def test_the_very_same_again_changes_nothing(shelf: Shelf, embedder: int):
    first = shelf.documents.store(new_version(shelf, embedder, "file:///a", "one"))
    again = shelf.documents.store(new_version(shelf, embedder, "file:///a", "one"))
    assert (first.new, again.new, again.version, again.sequence) == (True, False, 1, first.sequence)
    shelf.documents.delete("file:///a")
    assert shelf.documents.store(new_version(shelf, embedder, "file:///a", "one")).version == 2


def test_a_deleted_document_leaves_the_log_of_questions(shelf: Shelf, embedder: int):
    stored = [shelf.documents.store(new_version(shelf, embedder, f"file:///{name}", name)) for name in ("gone", "kept")]
    for one in stored:
        citation = Citation(one.document_id, 1, "file:///x", None, 0, 4, "text")
        shelf.journal.log_question("what?", Answer("text", False, 0.9, "quoted", citations=(citation,)), keep_days=1)
    shelf.documents.delete("file:///gone")
    with shelf.database.reading() as connection:
        assert list(connection.execute(select(questions.c.answer).order_by(questions.c.id)).scalars()) == [None, "text"]


def test_a_deleted_document_may_come_back(shelf: Shelf, embedder: int):
    shelf.documents.store(new_version(shelf, embedder, "file:///a", "first life"))
    shelf.documents.delete("file:///a")
    again = shelf.documents.store(new_version(shelf, embedder, "file:///a", "second life"))
    assert again.version == 2
    assert {p.text for p in shelf.passages.visible(chunk_ids(shelf), again.sequence).values()} == {"second life"}


def test_difference_and_snapshot_tell_the_same_story(shelf: Shelf, embedder: int):
    stored = shelf.documents.store(new_version(shelf, embedder, "file:///a", "one", "two"))
    base = stored.sequence
    shelf.documents.store(new_version(shelf, embedder, "file:///a", "three"))
    shelf.documents.store(new_version(shelf, embedder, "file:///b", "brief"))
    shelf.documents.delete("file:///b")
    with shelf.database.reading() as connection:
        change = difference(connection, shelf.collection, base, DIMENSION, SPACE)
        now = np.concatenate(
            [p.chunk_ids for p in live_points(connection, shelf.collection, change.sequence, DIMENSION, SPACE)]
        )
        then = np.concatenate([p.chunk_ids for p in live_points(connection, shelf.collection, base, DIMENSION, SPACE)])
        gone = [number for number, _ in chunks_of(connection, change.left)]
    added = [number for _, points in change.added for number in points.chunk_ids.tolist()]
    assert sorted(set(then.tolist()) - set(gone) | set(added)) == now.tolist()
    assert len(change.added) == 1


def test_points_carry_the_stored_vectors(shelf: Shelf, embedder: int):
    stored = shelf.documents.store(new_version(shelf, embedder, "file:///a", "one", "two"))
    with shelf.database.reading() as connection:
        (points,) = live_points(connection, shelf.collection, stored.sequence, DIMENSION, SPACE)
    expected = np.stack([vector_of("one"), vector_of("two")]).astype(np.float16).astype(np.float32)
    np.testing.assert_array_equal(points.dense, expected)


def test_purge_takes_the_text_and_gives_space_back(shelf: Shelf, embedder: int, tmp_path: Path):
    passages = [f"{number} " + "filler " * 2000 for number in range(200)]
    shelf.documents.store(new_version(shelf, embedder, "file:///a", *passages))
    kept = shelf.documents.store(new_version(shelf, embedder, "file:///b", passages[0], "other"))
    file = tmp_path / "catalog.db"
    full = file.stat().st_size if file.exists() else 0
    shelf.documents.delete("file:///a")
    assert purge(shelf.database, shelf.collection, base_sequence=0, replaced_before="0") == 1
    if full:
        assert file.stat().st_size < full / 4
        assert b"filler filler" in file.read_bytes()
    assert {p.document_id for p in shelf.passages.visible(chunk_ids(shelf), 10**6).values()} == {kept.document_id}
    with shelf.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(vectors)).scalar_one() == 2


def test_purge_leaves_what_the_live_base_still_holds(shelf: Shelf, embedder: int):
    stored = shelf.documents.store(new_version(shelf, embedder, "file:///a", "one"))
    shelf.documents.delete("file:///a")
    assert purge(shelf.database, shelf.collection, base_sequence=stored.sequence, replaced_before="0") == 0
    assert purge(shelf.database, shelf.collection, base_sequence=stored.sequence + 1, replaced_before="0") == 1


def test_replaced_versions_can_be_read_until_they_are_old(shelf: Shelf, embedder: int):
    stored = shelf.documents.store(new_version(shelf, embedder, "file:///a", "old"))
    shelf.documents.store(new_version(shelf, embedder, "file:///a", "new"))
    assert purge(shelf.database, shelf.collection, base_sequence=0, replaced_before="2000") == 0
    assert shelf.passages.text(stored.document_id, 1) == ("old", 1)
    assert purge(shelf.database, shelf.collection, base_sequence=0, replaced_before="9999") == 1
    with pytest.raises(Purged):
        shelf.passages.text(stored.document_id, 1)
    assert shelf.passages.text(stored.document_id) == ("new", 2)


def test_filters_choose_documents(shelf: Shelf, embedder: int):
    shelf.documents.store(new_version(shelf, embedder, "file:///docs/a", "one"))
    shelf.documents.store(new_version(shelf, embedder, "file:///docs_b", "two", language="de"))
    everything = shelf.passages.matching(Filter())
    assert len(everything) == 2
    assert len(shelf.passages.matching(Filter(uri_prefix="file:///docs/"))) == 1
    assert len(shelf.passages.matching(Filter(uri_prefix="file:///docs_"))) == 1
    assert len(shelf.passages.matching(Filter(language=("de",)))) == 1
    assert shelf.passages.matching(Filter(metadata={"team": ("red", "blue")})) == everything
    assert shelf.passages.matching(Filter(metadata={"team": ("red",)})) == frozenset()
    assert shelf.passages.matching(Filter(metadata={"te\"am'; --": ("x",)})) == frozenset()


def test_another_model_is_refused(catalog: Catalog, shelf: Shelf, embedder: int):
    assert catalog.collections.bind(shelf.collection, "tiny@1/openvino-bf16", DIMENSION) != embedder
    with pytest.raises(ModelError, match="tiny@1"):
        catalog.collections.bind(shelf.collection, "other@2/torch-fp32", DIMENSION)


@pytest.mark.parametrize("name", ["../../x", "a/b", "", ".", "a\0b", "x" * 200, "ü", "C:\\x"])
def test_names_of_collections_are_plain(catalog: Catalog, name: str):
    with pytest.raises(InvalidRequest):
        catalog.open_shelf(name)


def test_pages_of_the_listing_cover_everything_once(shelf: Shelf, embedder: int):
    for number in range(7):
        shelf.documents.store(new_version(shelf, embedder, f"file:///{number}", "text"))
    seen, cursor = [], None
    while True:
        rows, cursor = shelf.listing.page(limit=3, cursor=cursor)
        seen += [row.uri for row in rows]
        if cursor is None:
            break
    assert seen == [f"file:///{number}" for number in range(7)]
    with pytest.raises(InvalidRequest):
        shelf.listing.page(cursor="1 OR 1=1")


def test_two_connections_write_at_once(catalog_url: str):
    def write(name: str) -> None:
        catalog = Catalog(catalog_url)
        shelf = catalog.open_shelf("default")
        embedder = catalog.collections.bind(shelf.collection, "tiny@1/torch-fp32", DIMENSION)
        for number in range(25):
            shelf.documents.store(new_version(shelf, embedder, f"file:///{name}/{number}", name, str(number)))
        catalog.close()

    writers = [threading.Thread(target=write, args=(name,)) for name in ("left", "right")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    catalog = Catalog(catalog_url)
    shelf = catalog.shelf("default")
    with shelf.database.reading() as connection:
        sequences = list(connection.execute(select(versions.c.live_from)).scalars())
    catalog.close()
    assert sorted(sequences) == list(range(1, 51))


def test_a_catalog_from_elsewhere_is_a_plain_sqlite_file(tmp_path: Path):
    Catalog(f"sqlite:///{tmp_path}/catalog.db").close()
    engine = create_engine(f"sqlite:///{tmp_path}/catalog.db")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
