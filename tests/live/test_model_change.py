"""Another model is embedded beside the live one, swapped in as one step and swapped back; nothing is paid twice."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import func, select

from rag.build import build, tidy
from rag.catalog.schema import vectors
from rag.catalog.spaces import Space
from rag.catalog.unpaid import pay
from rag.errors import Busy, InvalidRequest, ModelError, OtherModel
from rag.live import LiveIndex
from rag.standing import standing
from rag.swapping import make_candidate, make_candidate_of_engine, swap
from tests.live.house import DIMENSION, TinyEmbedder, open_house, vector_of

OTHER = 8


class Tokens:
    max_tokens = 4

    def count(self, texts):
        return [len(text.split()) + 2 for text in texts]


class OtherEmbedder:
    """Its vectors are those of the other one, cut and turned; ``most`` texts are embedded before it breaks down."""

    identity = "other@2/hash-fp32"
    dimension = OTHER

    def __init__(self, most: int = 10**6) -> None:
        self.most = most
        self.embedded: list[str] = []
        self.tokenizer = Tokens()

    def embed(self, texts):
        self.embedded += texts
        turned = np.stack([-vector_of(text)[:OTHER] for text in texts])
        return (turned / np.linalg.norm(turned, axis=1, keepdims=True)).astype(np.float16).astype(np.float32)

    def embed_stream(self, texts):
        for key, text in texts:
            if len(self.embedded) >= self.most:
                raise KeyboardInterrupt
            yield [key], self.embed([text])


class Drawer:
    """What stands for Embedders: by the identity of a row."""

    def __init__(self, *embedders) -> None:
        self.opened: list[str] = []
        self._by_identity = {embedder.identity: embedder for embedder in embedders}

    def row(self, row):
        self.opened.append(row.identity)
        return self._by_identity[row.identity]


class Streaming(TinyEmbedder):
    def embed_stream(self, texts):
        for key, text in texts:
            yield [key], self.embed([text])


@pytest.fixture
def house(tmp_path, catalog_url):
    with open_house(tmp_path, catalog_url=catalog_url) as house:
        house.put("file:///a", "amber", "cedar")
        house.put("file:///b", "pearl", "amber pearl")
        yield house


@pytest.fixture
def other():
    return OtherEmbedder()


@pytest.fixture
def drawer(other):
    return Drawer(other, Streaming())


def silent(*_):
    pass


def candidate(house, embedder):
    return make_candidate(house.catalog, "default", house.settings, embedder, silent)


def swapped(house, drawer, role="candidate"):
    return swap(house.catalog, "default", house.settings, drawer, role, silent)


def open_index(house, embedder):
    space = house.catalog.collections.space(house.shelf.collection, embedder.identity)
    index = LiveIndex(house.shelf, house.settings, embedder.dimension, space)
    index.catch_up()
    return index


def found(house, index, embedder, question):
    """The uri and start of the nearest chunk, and its cosine."""
    ranked = index.view.dense(embedder.embed([question])[0], 1)
    return house.names()[int(ranked.chunk_ids[0])], float(ranked.scores[0])


def test_a_candidate_changes_nothing_and_a_swap_everything_at_once(house, other, drawer):
    house.build()
    before = open_index(house, TinyEmbedder())
    candidate(house, other)
    before.catch_up()
    assert not before.superseded
    assert found(house, before, TinyEmbedder(), "cedar") == (("file:///a", 7), pytest.approx(1, abs=1e-3))
    with pytest.raises(OtherModel):
        open_index(house, other)

    swapped(house, drawer)
    view = before.view
    assert before.catch_up() is view, "a process of the model before keeps to what it has"
    assert before.superseded
    after = open_index(house, other)
    assert len(after.view.base) == 4
    assert found(house, after, other, "cedar") == (("file:///a", 7), pytest.approx(1, abs=1e-3))
    passages = house.shelf.passages.visible(list(house.names()), after.view.sequence)
    assert {len(passage.vector) for passage in passages.values()} == {OTHER}


def test_what_comes_after_a_swap_is_in_every_generation_that_is_swapped_in(house, other, drawer):
    candidate(house, other)
    house.put("file:///c", "onyx")
    swapped(house, drawer)
    assert other.embedded.count("onyx") == 1, "embedded at the latest when it is swapped in"
    with pytest.raises(OtherModel):
        house.put("file:///d", "flint")
    del house.live["file:///d"]
    number = house.catalog.collections.bind(house.shelf.collection, other.identity, OTHER)
    house.embedder = number
    version = house.version("file:///d", "flint")
    chunk = version.chunks[0]
    object.__setattr__(chunk, "vector", other.embed(["flint"])[0])
    house.shelf.documents.store(version)
    after = open_index(house, other)
    assert found(house, after, other, "flint") == (("file:///d", 0), pytest.approx(1, abs=1e-3))

    swapped(house, drawer, "previous")
    back = open_index(house, TinyEmbedder())
    assert len(back.view) == 6
    assert found(house, back, TinyEmbedder(), "flint") == (("file:///d", 0), pytest.approx(1, abs=1e-3))
    # And forward again: there is nothing left to embed.
    other.embedded.clear()
    swapped(house, drawer)
    assert other.embedded == []
    assert found(house, open_index(house, other), other, "onyx")[1] == pytest.approx(1, abs=1e-3)


def test_an_interrupted_embedding_goes_on_and_pays_nothing_twice(house, monkeypatch):
    monkeypatch.setattr("rag.reembed._AT_ONCE", 2)
    for number in range(5):
        house.put(f"file:///more/{number}", f"flint {number}", f"garnet {number}")
    broken = OtherEmbedder(most=7)
    with pytest.raises(KeyboardInterrupt):
        candidate(house, broken)
    held = standing(house.shelf, house.settings).candidate
    assert (held.built, held.texts, held.paid) == (False, 14, 6)
    again = OtherEmbedder()
    candidate(house, again)
    assert len(again.embedded) == 14 - 6
    assert set(again.embedded).isdisjoint(broken.embedded[:6])


def test_a_swap_waits_for_what_was_stored_last(house, other):
    candidate(house, other)
    house.put("file:///late", "onyx")
    assert house.shelf.generations.swap("candidate", checked=0) is None
    late = house.version("file:///late", "onyx")
    number = house.catalog.collections.record(other.identity, OTHER, "other")
    pay(house.shelf.database, number, {late.chunks[0].text_hash: other.embed(["onyx"])[0]})
    assert house.shelf.generations.swap("candidate", checked=0) is not None


def test_a_model_that_reads_less_is_refused_unless_told(house, other):
    house.put("file:///long", "amber basalt cedar delta ember")
    with pytest.raises(InvalidRequest, match="reads 4 tokens, and 1 of 5 chunks have more, up to 7"):
        candidate(house, other)
    made = make_candidate(house.catalog, "default", house.settings, other, silent, truncate=True)
    assert made.points == 5


def test_deleted_text_is_in_no_generation_beside_the_live_one(house, other, drawer):
    base = candidate(house, other).path
    house.delete("file:///a")
    house.build()
    tidy(house.shelf, house.settings)
    assert not (house.settings.data / base).exists()
    with house.shelf.database.reading() as connection:
        left = connection.execute(select(vectors.c.embedder, func.count()).group_by(vectors.c.embedder)).all()
    assert {count for _, count in left} == {2}, "of both models only the vectors of what is left"
    # A late batch of whoever was embedding meanwhile brings nothing back.
    gone = house.version("file:///a", "amber", "cedar").chunks[1]
    pay(house.shelf.database, 2, {gone.text_hash: other.embed(["cedar"])[0]})
    with house.shelf.database.reading() as connection:
        assert connection.execute(select(func.count()).where(vectors.c.text_hash == gone.text_hash)).scalar() == 0
    assert swapped(house, drawer).points == 2
    assert len(open_index(house, other).view) == 2


def test_a_base_of_the_model_before_does_not_go_live(house, other, drawer, monkeypatch):
    candidate(house, other)
    published = house.shelf.generations.publish
    # It was being built when another generation was swapped in.
    late = ("faiss", "tiny@1", DIMENSION, 10**6, 4, "generations/default/late")
    live = swapped(house, drawer)
    published(*late)
    with house.shelf.database.reading() as connection:
        assert house.shelf.generations.live(connection).id == live.id


def test_another_engine_is_a_candidate_of_the_same_vectors(house, drawer):
    house.build()
    index = open_index(house, TinyEmbedder())
    edge = house.settings.model_copy(update={"engine": "edge"})
    made = make_candidate_of_engine(house.catalog, "default", edge)
    assert (made.engine, made.space) == ("edge", Space("tiny@1"))
    swapped(house, drawer)
    index.catch_up()
    assert not index.superseded
    assert standing(house.shelf, house.settings).live.engine == "edge"
    swapped(house, drawer, "previous")
    assert standing(house.shelf, house.settings).live.engine == "faiss"


def test_one_embeds_at_a_time_and_nothing_is_swapped_that_is_not_there(house, other, drawer):
    with pytest.raises(InvalidRequest, match="no other generation to swap to"):
        swapped(house, drawer)
    with pytest.raises(InvalidRequest, match="no generation to go back to"):
        swapped(house, drawer, "previous")
    with house.shelf.generations.lease("embed"):
        with pytest.raises(Busy, match="rag index status"):
            candidate(house, other)
        assert standing(house.shelf, house.settings).embeds is not None
    assert issubclass(OtherModel, ModelError)


def test_a_base_built_after_a_swap_is_of_the_new_model(house, other, drawer):
    candidate(house, other)
    swapped(house, drawer)
    made = build(house.catalog, "default", house.settings)
    assert (made.dimension, made.space.model) == (OTHER, "other@2")
    assert found(house, open_index(house, other), other, "pearl")[0] == ("file:///b", 0)
