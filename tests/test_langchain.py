"""The retriever in a chain of LangChain, on a folder that was really ingested."""

from __future__ import annotations

import asyncio

import pytest
from click.testing import CliRunner
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from ingest.cli import cli
from rag.errors import InvalidRequest, NotFound
from rag.langchain import SourceboundRetriever
from rag.settings import Settings
from rag.types import Filter

SHED = "# The garden shed\n\nThe lawn mower runs on petrol. Its blade is sharpened every 25 hours of work.\n"
SHIP = "# The ship\n\nThe ship Aurelia was launched in Rostock in 1911 and carried 1,204 passengers.\n"
LATER = "# The harbour\n\nThe harbour master of Wismar is Ingeborg Thielemann.\n"


def ingest(data, *paths):
    done = CliRunner().invoke(cli, ["ingest", "--data", str(data), *map(str, paths)], catch_exceptions=False)
    assert done.exit_code == 0, done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("manuals")
    (folder / "shed.md").write_text(SHED)
    (folder / "ship.md").write_text(SHIP)
    return folder


@pytest.fixture(scope="module")
def data(folder, tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    ingest(data, folder)
    return data


@pytest.fixture(scope="module")
def retriever(data):
    with SourceboundRetriever.open(Settings(data=data), k=2) as retriever:
        yield retriever


def test_documents_say_where_they_stand(retriever, folder):
    found = retriever.invoke("When was the Aurelia launched?")
    best = found[0]
    assert best.metadata["uri"] == (folder / "ship.md").as_uri()
    assert best.metadata["title"] == "The ship"
    assert set(best.metadata) == {"uri", "title", "start", "end", "document_id", "version", "score", "page"}
    assert [one.metadata["score"] for one in found] == sorted((one.metadata["score"] for one in found), reverse=True)
    for one in found:
        text = retriever.service.text(one.metadata["document_id"], one.metadata["version"])
        assert text[one.metadata["start"] : one.metadata["end"]] == one.page_content


def test_a_chain_is_given_the_passages(retriever):
    """The model is played by a function that answers with the prompt it was given."""
    chain = (
        {"passages": retriever | RunnableLambda(cited), "question": RunnablePassthrough()}
        | ChatPromptTemplate.from_template("{passages}\n\nQuestion: {question}")
        | RunnableLambda(lambda prompt: prompt.to_messages()[0])
        | StrOutputParser()
    )
    question = "What does the lawn mower run on?"
    prompt = chain.invoke(question)
    assert "The lawn mower runs on petrol." in prompt.splitlines()[0]
    assert prompt.endswith(question)
    assert asyncio.run(chain.ainvoke(question)) == prompt


def cited(documents):
    return "\n".join(f"{one.page_content!r} [{one.metadata['uri']}]" for one in documents)


def test_awaited_and_batched_it_finds_the_same(retriever):
    questions = ["How often is the blade sharpened?", "How many passengers did the ship carry?"] * 4
    expected = [retriever.invoke(question) for question in questions]

    async def together():
        return await asyncio.gather(*(retriever.ainvoke(question) for question in questions))

    assert asyncio.run(together()) == expected
    assert retriever.batch(questions) == expected
    assert expected[0] != expected[1]


def test_k_and_filter_are_kept(retriever):
    one = SourceboundRetriever(service=retriever.service, k=1)
    assert len(one.invoke("the ship and the shed")) == 1
    nowhere = SourceboundRetriever(service=retriever.service, filter=Filter(uri_prefix="file:///nowhere/"))
    assert nowhere.invoke("the ship and the shed") == []


def test_what_comes_while_it_is_open_is_found(data, retriever, tmp_path):
    (tmp_path / "harbour.md").write_text(LATER)
    ingest(data, tmp_path / "harbour.md")
    assert "Thielemann" in retriever.invoke("Who is the harbour master?")[0].page_content


def test_a_wrong_question_and_a_wrong_collection_are_named(retriever, data):
    with pytest.raises(InvalidRequest):
        retriever.invoke("  ")
    with pytest.raises(NotFound), SourceboundRetriever.open(Settings(data=data), "no-such-collection"):
        pass
