"""The official MCP client over both transports: search, fetch and ask, with proofs."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from api.mcp_tools import LONGEST_TEXT, TOOLS
from rag.service import Service
from rag.settings import Settings
from tests.api.live_server import LiveServer

QUESTION = "Where does the key of the shed hang?"
UNKNOWN = "Who won the chess championship of 1894?"


@asynccontextmanager
async def over_http(server, key=None, mode="auto"):
    headers = {"authorization": f"Bearer {key}"} if key else {}
    url = f"http://127.0.0.1:{server.port}/mcp"
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as calling,
        Client(streamable_http_client(url, http_client=calling), mode=mode) as client,
    ):
        yield client


def calls(server, *wanted, **how):
    """The results of some (tool, arguments), called one after the other over HTTP."""

    async def run():
        async with over_http(server, **how) as client:
            return [await client.call_tool(tool, arguments) for tool, arguments in wanted]

    return asyncio.run(run())


async def every_tool(client):
    """What all tools say of the garden; every proof is checked against the text that fetch gives."""
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert list(tools) == ["search", "fetch", "ask"]
    assert tools["ask"].input_schema["required"] == ["question"]
    assert tools["search"].annotations.read_only_hint
    found = (await client.call_tool("search", {"query": QUESTION, "k": 2})).structured_content["results"]
    assert "kitchen door" in found[0]["text"]
    fetched = await client.call_tool("fetch", {"id": found[0]["id"]})
    assert json.loads(fetched.content[0].text) == fetched.structured_content
    place = fetched.structured_content["metadata"]
    assert found[0]["text"] in fetched.structured_content["text"]
    answered = await client.call_tool("ask", {"question": QUESTION})
    asked = answered.structured_content
    assert not asked["abstained"]
    assert answered.content[0].text.startswith(f"{asked['sentences'][0]['text']} [1]")
    for citation in asked["citations"]:
        whole = await client.call_tool("fetch", {"id": citation["document_id"]})
        text = whole.structured_content["text"]
        assert len(text) == whole.structured_content["metadata"]["characters"] == place["characters"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    refused = await client.call_tool("ask", {"question": UNKNOWN})
    assert refused.structured_content["abstained"]
    assert refused.content[0].text.startswith("Not in these documents")
    assert not refused.is_error


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_over_http(server, mode):
    async def run():
        async with over_http(server, mode=mode) as client:
            await every_tool(client)

    asyncio.run(run())


def test_over_standard_input_and_output(tmp_path, garden):
    with LiveServer(Settings(data=tmp_path / "data")) as server:
        (document,) = server.upload(("garden.md", garden)).json()["documents"]
        assert server.settled(document["id"])["state"] == "ready"
    program = "from ingest.cli import main; main()"
    rag = StdioServerParameters(
        command=sys.executable, args=["-W", "error", "-c", program, "mcp", "--data", str(tmp_path / "data")]
    )

    async def run():
        async with Client(rag) as client:
            await every_tool(client)

    asyncio.run(run())


def test_each_of_several_questions_has_its_end(server):
    (told,) = calls(server, ("ask", {"question": f"{UNKNOWN} {QUESTION}"}))
    unknown, known = told.structured_content["parts"]
    assert (unknown["question"], unknown["abstained"], known["abstained"]) == (UNKNOWN, True, False)
    assert told.content[0].text.startswith(f"{UNKNOWN} No answer: {unknown['reason']}.\n\n")


def test_a_history_completes_the_question(server):
    history = [{"question": "When was the ship Aurelia launched?", "answer": "In 1911."}]
    (asked,) = calls(server, ("ask", {"question": "Where?", "history": history}))
    assert asked.structured_content["standalone_question"] == "Where was the ship Aurelia launched?"


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ask", {}),
        ("ask", {"question": ""}),
        ("ask", {"question": "x" * 10_001}),
        ("ask", {"question": "x", "k": 101}),
        ("ask", {"question": "x", "model": "/srv/models/other"}),
        ("ask", {"question": "x", "trust_remote_code": True}),
        ("search", {"query": "x", "collection": "../../x"}),
        ("search", {"query": "x", "collection": "nobody"}),
        ("fetch", {"id": "../../etc/passwd"}),
        ("fetch", {"id": "0" * 24}),
        ("fetch", {"id": "0" * 24, "start": -1}),
    ],
    ids=lambda value: str(value)[:50],
)
def test_t53_t57_wrong_calls_are_told_to_the_model(server, tool, arguments):
    (result,) = calls(server, (tool, arguments))
    assert result.is_error
    assert result.structured_content is None
    assert result.content[0].text


def test_another_tool_is_none(server):
    async def run():
        async with over_http(server) as client:
            with pytest.raises(MCPError, match="no tool 'delete'"):
                await client.call_tool("delete", {"id": "0" * 24})

    asyncio.run(run())


def test_t41_failures_show_nothing_of_the_inside(server, monkeypatch):
    def fail(*_arguments, **_more):
        raise ValueError("/srv/data/catalog.db: secret")

    monkeypatch.setattr(Service, "ask_events", fail)
    (result,) = calls(server, ("ask", {"question": QUESTION}))
    assert result.is_error
    assert "its log says why" in result.content[0].text
    assert "secret" not in result.content[0].text


def test_t34_t35_t37_it_is_behind_the_door(guarded):
    ask = ("ask", {"question": "Who keeps the second key?", "collection": "mine"})
    (answered,) = calls(guarded, ask, key=guarded.keys["read"])
    assert "Margarete Vogel" in answered.content[0].text
    fetch = {"id": guarded.document, "collection": "mine"}
    others = calls(
        guarded, ask, ("fetch", fetch), ("search", {"query": "key", "collection": "mine"}), key=guarded.keys["theirs"]
    )
    nowhere = calls(guarded, ("ask", ask[1] | {"collection": "nowhere"}), key=guarded.keys["theirs"])
    assert all(result.is_error for result in others)
    assert {result.content[0].text.replace("mine", "nowhere") for result in others} == {nowhere[0].content[0].text}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    for headers in ({}, {"x-api-key": guarded.keys["revoked"]}):
        assert guarded.client.post("/mcp", json=body, headers=headers).status_code == 401
    assert guarded.client.post("/mcp", json=body, headers={"origin": "http://evil.example"}).status_code == 403


def test_long_texts_are_read_in_pieces(serve):
    text = "".join(f"Paragraph {number} tells of the harbour.\n\n" for number in range(1500))
    with serve() as server:
        (document,) = server.upload(("long.txt", text.encode())).json()["documents"]
        assert server.settled(document["id"])["state"] == "ready"
        read, start = "", 0
        while True:
            (piece,) = calls(server, ("fetch", {"id": document["id"], "start": start}))
            assert len(piece.structured_content["text"]) <= LONGEST_TEXT
            read += piece.structured_content["text"]
            start = piece.structured_content["metadata"]["end"]
            if start == piece.structured_content["metadata"]["characters"]:
                break
        whole = server.client.get(f"/v1/documents/{document['id']}/text").json()["text"]
    assert read == whole
    assert len(whole) > 2 * LONGEST_TEXT


def test_every_tool_only_looks():
    assert {tool.name for tool in TOOLS} == {"search", "fetch", "ask"}
