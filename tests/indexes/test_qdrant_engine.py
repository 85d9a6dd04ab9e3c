"""What the Qdrant engine keeps on a server, and what becomes of it."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
from qdrant_client import models

from rag.errors import IndexDamaged, InvalidRequest, MissingExtra, StorageError, Unreachable
from rag.indexes import engines
from rag.indexes.edge import EdgeEngine
from rag.indexes.qdrant_calls import connect
from rag.indexes.qdrant_engine import QdrantEngine, reserved
from rag.settings import Settings
from tests.indexes.qdrant_places import LOCAL_WARNINGS, NOWHERE, LocalClient, local_engine
from tests.indexes.sample_points import DIMENSION, random_points, random_sparse, unit_rows

pytestmark = [pytest.mark.filterwarnings(f"ignore:{warning}") for warning in LOCAL_WARNINGS]
POINTS = random_points(seed=50, count=60)


@pytest.fixture
def client():
    return LocalClient()


@pytest.fixture
def base(client, tmp_path):
    """A built base below a generation's folder, as the builder makes it."""
    directory = tmp_path / "generations" / "my notes" / "20260101T000000-abc" / "base"
    local_engine(client).build(directory, DIMENSION, [POINTS])
    return directory


def names(client):
    return [found.name for found in client.get_collections().collections]


def test_a_generation_is_a_collection_named_by_it(client, base):
    (name,) = names(client)
    assert name.startswith("sourcebound-my-notes-20260101T000000-abc-")
    params = client.get_collection(name).config.params
    assert (params.vectors["dense"].size, params.vectors["dense"].distance) == (DIMENSION, models.Distance.DOT)
    # Our weights carry the IDF; the server must not weigh once more.
    assert params.sparse_vectors["lexical"].modifier is None
    ids = [point.id for point in client.scroll(name, limit=100)[0]]
    assert sorted(ids) == sorted(POINTS.chunk_ids.tolist())


def test_the_alias_follows_from_base_to_base(client, base, tmp_path):
    engine, later = local_engine(client), tmp_path / "later" / "base"
    engine.build(later, DIMENSION, [POINTS])
    for directory in (base, later, base):
        engine.publish(directory, "my notes")
        (alias,) = client.get_aliases().aliases
        assert alias.alias_name == "sourcebound-my-notes"
        assert alias.collection_name == reserved(directory)


def test_a_filtered_search_looks_past_what_does_not_pass(client, base, monkeypatch):
    """The local mode compares everything, so what is asked of a server can only be looked at."""
    asked = []
    query = client.inner.query_points
    monkeypatch.setattr(
        client.inner, "query_points", lambda *args, **named: asked.append(named) or query(*args, **named)
    )
    index = local_engine(client).open(base)
    for documents in (None, frozenset({1})):
        index.dense(POINTS.dense[0], 3, documents)
    index.close()
    assert [named["search_params"].acorn for named in asked] == [
        None,
        models.AcornSearchParams(enable=True, max_selectivity=1.0),
    ]


def test_removing_a_base_removes_its_collection_and_no_other(client, base, tmp_path):
    engine, other = local_engine(client), tmp_path / "other" / "base"
    engine.build(other, DIMENSION, [POINTS])
    engine.remove(base)
    engine.remove(base)
    assert names(client) == [reserved(other)]
    with pytest.raises(IndexDamaged, match="is gone"):
        engine.open(base)


def test_what_a_killed_build_left_on_the_server_can_be_found_and_removed(client, tmp_path):
    class Killed(BaseException):
        pass

    def batches():
        yield POINTS
        raise Killed

    engine, directory = local_engine(client), tmp_path / "g.unfinished" / "base"
    with pytest.raises(Killed):
        engine.build(directory, DIMENSION, batches())
    assert len(names(client)) == 1
    with pytest.raises(IndexDamaged):
        engine.open(directory)
    engine.remove(directory)
    assert names(client) == []


def test_the_name_is_on_disk_before_the_collection_is_made(client, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(client, "create_collection", lambda name, **_: seen.append(reserved(tmp_path / "base")))
    with pytest.raises(StorageError):
        local_engine(client).build(tmp_path / "base", DIMENSION, [POINTS])
    (name,) = seen
    assert name is not None
    assert name == reserved(tmp_path / "base")


def test_a_folder_without_a_name_keeps_nothing_elsewhere(tmp_path):
    assert reserved(tmp_path) is None
    (tmp_path / "collection.json").write_text('{"coll')
    assert reserved(tmp_path) is None
    engines.remove(tmp_path, Settings())


def test_a_collection_that_lacks_points_is_damaged(client, base):
    some = models.PointIdsList(points=POINTS.chunk_ids[:3].tolist())
    client.delete(reserved(base), points_selector=some)
    with pytest.raises(IndexDamaged, match="57 of 60"):
        local_engine(client).open(base)


@pytest.mark.parametrize(
    ("size", "distance"), [(DIMENSION + 1, models.Distance.DOT), (DIMENSION, models.Distance.EUCLID)]
)
def test_a_collection_of_another_kind_is_damaged(client, base, size, distance):
    name = reserved(base)
    client.delete_collection(name)
    client.create_collection(
        name,
        vectors_config={"dense": models.VectorParams(size=size, distance=distance)},
        sparse_vectors_config={"lexical": models.SparseVectorParams()},
    )
    with pytest.raises(IndexDamaged, match=f"of dimension {size}"):
        local_engine(client).open(base)


def test_a_collection_without_words_is_damaged(client, base):
    name = reserved(base)
    client.delete_collection(name)
    client.create_collection(name, models.VectorParams(size=DIMENSION, distance=models.Distance.DOT))
    with pytest.raises(IndexDamaged, match="does not hold"):
        local_engine(client).open(base)


def test_a_base_of_another_engine_is_refused(client, base, tmp_path):
    with pytest.raises(IndexDamaged, match="not one of engine edge"):
        EdgeEngine().open(base)
    EdgeEngine().build(tmp_path / "edge", DIMENSION, [POINTS])
    with pytest.raises(IndexDamaged, match="not one of engine qdrant"):
        local_engine(client).open(tmp_path / "edge")


def test_repeated_chunk_ids_are_refused(client, tmp_path):
    with pytest.raises(StorageError, match="chunk ids repeat"):
        local_engine(client).build(tmp_path / "base", DIMENSION, [POINTS, POINTS])


def test_a_batch_that_is_sent_twice_is_there_once(client, tmp_path, monkeypatch):
    """The reply to the first try may be lost on its way."""
    lost = []

    class Dropped(Exception):
        status_code = 503

    def upsert(*arguments, **named):
        reply = client.inner.upsert(*arguments, **named)
        if not lost:
            lost.append(reply)
            raise Dropped
        return reply

    monkeypatch.setattr(client, "upsert", upsert, raising=False)
    engine = QdrantEngine(NOWHERE, client=lambda server: client, waits=(0.0,), pause=0)
    engine.build(tmp_path / "base", DIMENSION, [POINTS])
    assert lost
    assert len(engine.open(tmp_path / "base")) == len(POINTS)


def test_a_closed_index_says_so(client, base):
    index = local_engine(client).open(base)
    index.close()
    index.close()
    with pytest.raises(StorageError, match="closed"):
        index.dense(unit_rows(np.random.default_rng(0), 1)[0], 3)


def test_a_collection_that_goes_while_it_is_open_is_named(client, base, monkeypatch):
    class Gone(Exception):
        status_code = 404

    def query(*_, **__):
        raise Gone

    index = local_engine(client).open(base)
    monkeypatch.setattr(client, "query_points", query, raising=False)
    with pytest.raises(StorageError, match="is gone"):
        index.lexical(random_sparse(np.random.default_rng(0), 20), 3)


def test_a_failed_optimizer_fails_the_build(client, tmp_path, monkeypatch):
    def failing(name):
        found = client.inner.get_collection(name)
        return found.model_copy(update={"optimizer_status": models.OptimizersStatusOneOf1(error="out of disk")})

    monkeypatch.setattr(client, "get_collection", failing, raising=False)
    with pytest.raises(StorageError, match="out of disk"):
        local_engine(client).build(tmp_path / "base", DIMENSION, [POINTS])


def test_a_build_waits_until_the_server_has_indexed(client, tmp_path, monkeypatch):
    states = iter(["green", "yellow", "grey", "green", "green", "green"])
    asked = []

    def busy(name):
        asked.append(next(states))
        return client.inner.get_collection(name).model_copy(update={"status": models.CollectionStatus(asked[-1])})

    monkeypatch.setattr(client, "get_collection", busy, raising=False)
    local_engine(client).build(tmp_path / "base", DIMENSION, [POINTS])
    assert len(asked) == 6


def test_without_an_address_the_engine_says_what_to_set():
    with pytest.raises(InvalidRequest, match="RAG_QDRANT_URL"):
        engines.engine("qdrant", Settings())


def test_without_the_client_the_engine_names_its_extra(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "qdrant_client", None)
    with pytest.raises(MissingExtra, match=r"sourcebound\[qdrant\]"):
        connect(NOWHERE)


def test_the_key_is_in_no_text_about_the_settings():
    settings = Settings(qdrant_url="http://localhost:6333", qdrant_api_key="top-secret")
    engine = engines.engine("qdrant", settings)
    assert "top-secret" not in f"{settings!r} {settings} {engine._server!r}"
    # The child that builds needs it all the same.
    assert settings.as_environment()["RAG_QDRANT_API_KEY"] == "top-secret"


def test_an_older_server_is_refused(client, base, monkeypatch):
    version = client.info().model_copy(update={"version": "1.9.7"})
    monkeypatch.setattr(client, "info", lambda: version, raising=False)
    with pytest.raises(StorageError, match=r"version 1\.9\.7\. 1\.10 is needed"):
        local_engine(client).open(base)


def test_a_base_outlives_the_move_of_its_folder(client, base, tmp_path):
    """A build is finished under one name and renamed to another."""
    shutil.move(base, tmp_path / "moved")
    index = local_engine(client).open(tmp_path / "moved")
    assert index.dense(POINTS.dense[4], 1).chunk_ids.tolist() == [POINTS.chunk_ids[4]]
    assert json.loads((tmp_path / "moved" / "collection.json").read_text())["collection"] == names(client)[0]


def test_nothing_listens_there(tmp_path, monkeypatch):
    monkeypatch.setattr("rag.indexes.qdrant_calls.WAITS", (0.0,))
    engine = QdrantEngine(NOWHERE.__class__("http://127.0.0.1:9"), waits=(0.0,))
    with pytest.raises(Unreachable, match="does not answer") as caught:
        engine.build(tmp_path / "base", DIMENSION, [POINTS])
    assert caught.value.remedy.startswith("Start it")
    assert not (tmp_path / "base").exists()
