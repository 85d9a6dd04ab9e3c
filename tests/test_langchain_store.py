"""The vector store and the retriever against LangChain's own standard tests, and any loader as a source."""

from __future__ import annotations

import itertools
import json

import pytest
from click.testing import CliRunner
from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document
from langchain_core.embeddings import DeterministicFakeEmbedding
from langchain_tests.integration_tests import RetrieversIntegrationTests, VectorStoreIntegrationTests

from ingest.cli import cli
from ingest.library import Sourcebound
from ingest.vector_store import SourceboundEmbeddings, SourceboundVectorStore
from rag.compose import make_embedder, make_reader
from rag.errors import InvalidRequest
from rag.langchain import SourceboundRetriever
from rag.settings import Settings
from rag.types import Filter

pytestmark = pytest.mark.anyio
NUMBERS = itertools.count()


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture(scope="module", autouse=True)
def _loaded_once():
    """Loading embedder and reader costs seconds; every store of these tests uses the same two."""
    embedder, reader = make_embedder(Settings()), make_reader(Settings())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rag.compose.make_embedder", lambda settings: embedder)
        patch.setattr("rag.compose.make_reader", lambda settings: reader)
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def documents(data):
    """An empty collection."""
    with Sourcebound(data, f"c{next(NUMBERS)}") as documents:
        yield documents


@pytest.fixture
def store(documents):
    return SourceboundVectorStore(documents)


class TestStandardVectorStore(VectorStoreIntegrationTests):
    @pytest.fixture
    def vectorstore(self, store):
        return store


class TestStandardRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _library(self, documents):
        texts = ["The mower runs on petrol.", "The ship was launched in 1911.", "The key hangs in the kitchen."]
        SourceboundVectorStore(documents).add_texts([*texts, "Cats sleep all day."])
        self.service = documents.service

    @property
    def retriever_constructor(self):
        return SourceboundRetriever

    @property
    def retriever_constructor_params(self):
        return {"service": self.service}

    @property
    def retriever_query_example(self):
        return "What does the mower run on?"


def test_scores_are_cosines_and_vectors_find_what_texts_find(store):
    store.add_texts(["a ship on the sea", "a lawn mower", "bread"], ids=["s", "m", "b"])
    found = store.similarity_search_with_score("vessel", k=3)
    assert found[0][0].id == "s"
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert store.similarity_search_with_score("a lawn mower", k=1)[0][1] == pytest.approx(1, abs=0.01)
    vector = store.embeddings.embed_query("vessel")
    assert [one.id for one in store.similarity_search_by_vector(vector, k=3)] == [one.id for one, _ in found]
    assert store.similarity_search_with_relevance_scores("bread", k=1)[0][1] == pytest.approx(1, abs=0.01)
    assert store.as_retriever(search_kwargs={"k": 1}).invoke("bread")[0].id == "b"
    with pytest.raises(InvalidRequest):
        store.similarity_search_by_vector([1.0, 0.0], k=1)


def test_a_long_document_is_found_by_a_part_and_returned_whole(store):
    long = "\n\n".join(f"Paragraph {number} tells of the weather." for number in range(200))
    long += "\n\nThe harbour master is Ingeborg Thielemann."
    metadata = {"source": "x.txt", "pages": [1, 2], "draft": True, "none": None, "über": "ä"}
    store.add_texts([long, "Bread."], [metadata, {}], ids=["long/1 ä", "b"])
    (found,) = store.similarity_search("Who is the harbour master?", k=1)
    assert (found.id, found.page_content, found.metadata) == ("long/1 ä", long, metadata)
    assert len(store.similarity_search("weather", k=5)) == 2, "each document once"


def test_what_is_stored_is_answered_from_and_filtered(documents):
    store = SourceboundVectorStore(documents)
    store.add_texts(["The mower runs on petrol.", "The mower runs on hope."], [{"year": 2024}, {"year": 1999}])
    answer = documents.ask("What does the mower run on?", filter=Filter(metadata={"year": ("2024",)}))
    assert answer.citations
    for citation in answer.citations:
        text = documents.text(citation.document_id, citation.version)
        assert text[citation.start : citation.end] == citation.quote
    assert "petrol" in answer.text


def test_ingested_files_are_found_beside(documents, tmp_path):
    (tmp_path / "ship.md").write_text("# The ship\n\nThe ship Aurelia was launched in Rostock.\n")
    assert documents.add(tmp_path).added == 1
    store = SourceboundVectorStore(documents)
    store.add_texts(["bread"])
    (found,) = store.similarity_search("Where was the Aurelia launched?", k=1)
    assert found.metadata["uri"] == (tmp_path / "ship.md").as_uri()
    text = documents.text(found.metadata["document_id"])
    assert text[found.metadata["start"] : found.metadata["end"]] == found.page_content


def test_wrong_calls_are_named(store, documents):
    for wrong in (
        lambda: store.add_texts(["a"], [{}, {}]),
        lambda: store.add_texts(["a"], ids=["1", "2"]),
        lambda: store.add_texts([" \n"]),
        lambda: store.add_texts(["a"], [{"set": {1}}]),
        lambda: store.similarity_search("a", k=0),
        lambda: store.delete(),
        lambda: SourceboundVectorStore.from_texts(["a"], DeterministicFakeEmbedding(size=6), documents=documents),
    ):
        with pytest.raises(InvalidRequest):
            wrong()
    made = SourceboundVectorStore.from_texts(["a b"], store.embeddings, ids=["1"], documents=documents)
    assert isinstance(made.embeddings, SourceboundEmbeddings)
    assert made.get_by_ids(["1"])[0].page_content == "a b"


class Diary(BaseLoader):
    """A loader as others write them: pages of one source, given one by one."""

    def __init__(self, path, last="The end."):
        self.path = path
        self.last = last

    def lazy_load(self):
        for page, text in enumerate(["Monday: the mower was repaired.", "Tuesday: the ship left.", self.last]):
            yield Document(page_content=text, metadata={"source": self.path, "page": page, "title": "Diary"})


def test_a_loader_is_a_source(documents):
    assert documents.add_documents(Diary("/home/me/diary ä.txt")).added == 3
    again = documents.add_documents(Diary("/home/me/diary ä.txt", last="Another end."))
    assert (again.unchanged, again.replaced, again.added) == (2, 1, 0)
    rows = documents.documents()
    assert [row.uri for row in rows] == [f"loader:////home/me/diary%20%C3%A4.txt{end}" for end in ("", "#2", "#3")]
    assert json.loads(rows[1].metadata["langchain"])["page"] == 1
    hits = documents.search("When did the ship leave?", filter=Filter(metadata={"page": ("1",)}))
    assert [(hit.uri, hit.title) for hit in hits] == [(rows[1].uri, "Diary")]


def test_a_loader_is_named_on_the_command_line(data):
    def rag(*arguments):
        where = ["--data", str(data), "--collection", "loaded", "--json"]
        return CliRunner().invoke(cli, ["ingest", *where, "--loader", *arguments])

    done = rag(f"{__name__}:Diary", "diary.txt", "The very end.")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["added"] == 3
    with Sourcebound(data, "loaded") as documents:
        assert "The very end." in {documents.text(row.id) for row in documents.documents()}
    for wrong in ("Diary", "os:system", f"{__name__}:data", "no.such.module:X", "../x:Y", f"{__name__}:Sourcebound"):
        refused = rag(wrong, "x")
        assert isinstance(refused.exception, InvalidRequest), wrong
    assert isinstance(rag(f"{__name__}:Diary", "a", "b", "too many").exception, InvalidRequest)
