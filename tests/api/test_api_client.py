"""The typed client: held to the agreed description, and against the real server."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from rag.client import Client
from rag.errors import InvalidRequest, NotFound, SourceError
from rag.service import Service
from rag.types import Answer, Filter, Turn
from rag.writing.events import Found, Said, in_parts
from tests.api.write_openapi import SNAPSHOT

QUESTION = "Where does the key of the shed hang?"
KEYS, LAUNCHED = "Who keeps the second key?", "When was the ship Aurelia launched?"
DESCRIPTION = json.loads(SNAPSHOT.read_text())
ANY_FILTER = Filter("file:///", ("text/plain",), ("en",), datetime(2001, 1, 1, tzinfo=UTC), None, {"a": ("b",)})


def resolved(schema):
    while "$ref" in schema:
        schema = DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def example(schema):
    """A value with every field that is described and no other."""
    schema = resolved(schema)
    if "anyOf" in schema:
        return example(schema["anyOf"][0])
    if "const" in schema or "enum" in schema:
        return schema.get("const") or schema["enum"][0]
    made = {
        "object": lambda: {name: example(part) for name, part in schema.get("properties", {}).items()},
        "array": lambda: [example(schema["items"])],
        "string": lambda: "text",
        "integer": lambda: 1,
        "number": lambda: 0.5,
        "boolean": lambda: False,
        "null": lambda: None,
    }
    return made[schema["type"]]()


def check(schema, value, place):
    """Every field that is sent is described, and every one that is needed is sent."""
    if "anyOf" in (schema := resolved(schema)):
        options = [resolved(one) for one in schema["anyOf"]]
        kind = {dict: "object", list: "array", type(None): "null"}.get(type(value))
        schema = next((one for one in options if kind is None or one["type"] == kind), None)
        assert schema is not None, f"{place} may not be {value!r}"
    if isinstance(value, dict) and "properties" in schema:
        assert set(value) <= set(schema["properties"]), place
        assert set(schema.get("required", ())) <= set(value), place
        for name, part in value.items():
            check(schema["properties"][name], part, f"{place}.{name}")
    elif isinstance(value, list) and "items" in schema:
        for part in value:
            check(schema["items"], part, f"{place}[]")


class Described(httpx.AsyncBaseTransport):
    """Answers by the agreed description alone, after checking that the call is in it."""

    def __init__(self):
        self.called = set()

    async def handle_async_request(self, request):
        path, route = next(
            (path, methods[request.method.lower()])
            for path, methods in DESCRIPTION["paths"].items()
            if re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), request.url.path) and request.method.lower() in methods
        )
        self.called.add((request.method, path))
        known = {each["name"] for each in route.get("parameters", ()) if each["in"] == "query"}
        assert set(request.url.params) <= known, path
        body = await request.aread()
        kinds = route.get("requestBody", {}).get("content", {})
        if "application/json" in kinds:
            check(kinds["application/json"]["schema"], json.loads(body), path)
        else:
            names = set(re.findall(rb'form-data; name="(\w+)"', body))
            assert {name.decode() for name in names} <= set(
                kinds.get("multipart/form-data", {}).get("schema", {}).get("properties", ())
            )
        status = next(code for code in route["responses"] if code.startswith("2"))
        content = route["responses"][status].get("content")
        said = example(content["application/json"]["schema"]) if content else None
        if isinstance(said, dict) and "next" in said and "cursor" in request.url.params:
            said["next"] = None
        return httpx.Response(int(status), json=said) if content else httpx.Response(int(status))


def test_every_call_and_every_field_is_in_the_description(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    described = Described()

    async def run():
        async with Client("http://described", transport=described) as client:
            await client.search("x", filter=ANY_FILTER)
            answer = await client.ask("x", history=[Turn("a", "b")], filter=ANY_FILTER, steps=True)
            assert answer.citations[0].quote == "text"
            assert answer.sentences[0].support.unmatched == ("text",)
            explained = await client.explain("x", history=[Turn("a")], filter=ANY_FILTER, document="a.txt")
            assert explained.parts[0].passages[0].dense.rank == 1
            assert explained.document.changes[0].text == "text"
            await client.similar(["a", "b"])
            assert await client.upload(tmp_path / "a.txt") == ["text"]
            assert len([document async for document in client.documents()]) == 2
            await client.document("0" * 24)
            await client.settled("0" * 24)
            await client.text("0" * 24, 1)
            await client.delete("0" * 24)

    asyncio.run(run())
    assert len(described.called) == 9


def test_it_gives_what_the_service_gives(server):
    service = server.backend.services.get("default")

    async def run():
        async with Client(f"http://127.0.0.1:{server.port}") as client:
            hits = await client.search(QUESTION, k=2)
            answer = await client.ask(QUESTION)
            told = [event async for event in client.ask_events(QUESTION)]
            states = [document.uri async for document in client.documents()]
            text = await client.text(answer.citations[0].document_id, answer.citations[0].version)
            similar = await client.similar(["a", "a"])
            return hits, answer, told, states, text, similar

    hits, answer, told, states, text, similar = asyncio.run(run())
    assert hits == [replace(hit, context="") for hit in service.search(QUESTION, 2)]
    expected = service.ask(QUESTION)
    assert (answer.text, answer.sentences, answer.citations) == (expected.text, expected.sentences, expected.citations)
    assert [type(event) for event in told] == [Found, *[Said] * len(answer.sentences), Answer]
    assert told[-1].citations == answer.citations
    assert told[1].citations[0] == answer.citations[answer.sentences[0].citations[0]]
    assert states == ["upload:///garden.md", "upload:///ship.md"]
    assert text[answer.citations[0].start : answer.citations[0].end] == answer.citations[0].quote
    assert similar[0][1] == pytest.approx(1, abs=0.01)


def test_several_questions_come_in_parts(server):
    async def run():
        async with Client(f"http://127.0.0.1:{server.port}") as client:
            return [event async for event in client.ask_events(f"{KEYS} {LAUNCHED}")]

    _, *said, answer = asyncio.run(run())
    assert [(event.question, event.sentence) for event in said] == [
        (part.asked, sentence) for part, sentences in in_parts(answer) for sentence in sentences
    ]
    assert [part.question for part in answer.parts] == [KEYS, LAUNCHED]
    assert [part.asked for part in answer.parts] == [KEYS, LAUNCHED]
    assert ["Vogel" in answer.parts[0].text, "1911" in answer.parts[1].text] == [True, True]
    assert [event.citations[0].uri for event in said] == ["upload:///garden.md", "upload:///ship.md"]


def test_a_question_without_an_answer_stands_among_the_others(server):
    captain, spoken = "Who was her captain?", f"{LAUNCHED} Who was her captain? {KEYS}"

    async def run():
        async with Client(f"http://127.0.0.1:{server.port}") as client:
            return [event async for event in client.ask_events(spoken)]

    *told, answer = asyncio.run(run())
    assert [type(event) for event in told] == [Found, Said, Said]
    assert [part.asked for part in answer.parts] == [LAUNCHED, captain, KEYS]
    assert [part.abstained for part in answer.parts] == [False, True, False]
    assert answer.notes == ()
    local = server.backend.services.get("default").ask(spoken)
    assert [(part.asked, part.question, part.reason) for part in answer.parts] == [
        (part.asked, part.question, part.reason) for part in local.parts
    ]


@pytest.mark.parametrize("asked", [f"{KEYS} {LAUNCHED}", LAUNCHED])
def test_an_explanation_comes_as_it_was_made(server, asked):
    async def run():
        async with Client(f"http://127.0.0.1:{server.port}") as client:
            return await client.explain(asked, document="garden.md")

    explained = asyncio.run(run())
    made = server.backend.services.get("default").explain(asked, document="garden.md")
    assert timeless(explained) == timeless(made)
    assert len(explained.parts) == (2 if KEYS in asked else 0)


def timeless(explanation):
    """An explanation, without how long it took."""
    return replace(explanation, timings_ms={}, parts=tuple(map(timeless, explanation.parts)))


def test_steps_are_asked_for_where_they_are_wanted(server, monkeypatch):
    wanted = []
    ask_events = Service.ask_events

    def heard(*parts, steps):
        wanted.append(steps)
        return ask_events(*parts, steps=steps)

    monkeypatch.setattr(Service, "ask_events", heard)

    async def run():
        async with Client(f"http://127.0.0.1:{server.port}") as client:
            await client.ask(QUESTION, steps=True)
            [event async for event in client.ask_events(QUESTION, steps=True)]

    asyncio.run(run())
    assert wanted == [True, True]


def test_files_go_up_and_down_again(serve, tmp_path):
    (tmp_path / "gate.md").write_text("The gate is green.")

    async def run(server):
        async with Client(f"http://127.0.0.1:{server.port}") as client:
            (document,) = await client.upload(tmp_path / "gate.md")
            settled = await client.settled(document)
            await client.delete(document)
            with pytest.raises(NotFound, match="no document"):
                await client.document(document)
            return settled

    with serve() as server:
        settled = asyncio.run(run(server))
    assert (settled.state, settled.uri, settled.chunks) == ("ready", "upload:///gate.md", 1)


def test_errors_are_the_services_own(server, guarded, monkeypatch):
    def fail(*_arguments, **_more):
        yield from ()
        raise ValueError("secret")

    async def run():
        async with Client(f"http://127.0.0.1:{server.port}") as client:
            with pytest.raises(InvalidRequest):
                await client.ask("")
            with pytest.raises(NotFound, match="no collection"):
                await client.search("x", collection="nobody")
            with pytest.raises(InvalidRequest):
                [event async for event in client.ask_events("")]
            monkeypatch.setattr(Service, "ask_events", fail)
            with pytest.raises(Exception, match="could not do this"):
                [event async for event in client.ask_events("x")]
        async with Client(f"http://127.0.0.1:{guarded.port}", "sb_wrong") as client:
            with pytest.raises(Exception, match="a valid key is needed"):
                await client.search("x")
        async with Client("http://127.0.0.1:9", seconds=1) as client:
            with pytest.raises(ConnectionError):
                await client.search("x")

    asyncio.run(run())


def test_of_errors_with_one_code_the_plainest_is_raised():
    said = {"error": {"code": "source_error", "message": "the disk is gone", "remedy": "bring it back"}}
    answers = httpx.MockTransport(lambda _: httpx.Response(400, json=said))

    async def run():
        async with Client("http://described", transport=answers) as client:
            await client.search("x")

    with pytest.raises(SourceError) as raised:
        asyncio.run(run())
    assert (type(raised.value), str(raised.value)) == (SourceError, "the disk is gone. bring it back")


def test_a_key_opens(guarded):
    async def run():
        async with Client(f"http://127.0.0.1:{guarded.port}", guarded.keys["read"]) as client:
            return await client.ask("Who keeps the second key?", collection="mine")

    assert "Margarete Vogel" in asyncio.run(run()).text
