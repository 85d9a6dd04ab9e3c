"""A model behind a real server that speaks the OpenAI protocol, well and in every bad way."""

from __future__ import annotations

import logging
import time
import traceback

import pytest

from rag.errors import Busy, GenerationFailed, GenerationTimeout
from rag.models.failures import Refused
from rag.types import Message, Sampling
from rag.wanted import NobodyWaits, wanted_while
from tests.models.scripted_server import CUT, SILENT, UNFINISHED, Reply, fails, says
from tests.waiting import PATIENCE

ASK = (Message("system", "You answer from passages."), Message("user", "Where is the key?"))
KEY = "sk-a-key-that-must-not-be-seen"
QUICK = {"model_first_seconds": 0.4, "model_silent_seconds": 0.4, "model_seconds": 2.0}
PATIENT = {"model_first_seconds": 600.0, "model_silent_seconds": 600.0, "model_seconds": 600.0}


def reply(model, **sampling):
    return list(model.stream(ASK, Sampling(**sampling)))


def failure(model, kind=GenerationFailed, **sampling):
    with pytest.raises(kind) as caught:
        reply(model, **sampling)
    return caught.value


def test_a_reply_comes_in_its_pieces(served):
    server, model = served(Reply(("The key ", "hangs ", "there [1].")))
    assert reply(model, max_tokens=40, temperature=0.5, top_p=0.9, seed=3, stop=("END",)) == [
        "The key ",
        "hangs ",
        "there [1].",
    ]
    (call,) = server.calls
    assert call["messages"] == [{"role": part.role, "content": part.content} for part in ASK]
    sent = {name: call[name] for name in ("model", "stream", "max_tokens", "temperature", "top_p", "seed", "stop")}
    assert sent == {
        "model": "scripted",
        "stream": True,
        "max_tokens": 40,
        "temperature": 0.5,
        "top_p": 0.9,
        "seed": 3,
        "stop": ["END"],
    }


def test_pieces_are_passed_on_while_the_rest_is_being_made(served):
    server, model = served(Reply(("first ", "second"), pause=0.3))
    stream = model.stream(ASK, Sampling())
    assert next(stream) == "first "
    assert not server.sent_all.is_set()
    assert list(stream) == ["second"]


def test_a_stop_string_ends_it_though_the_server_does_not_know_it(served):
    _, model = served(Reply(("one E", "N", "D two", " three"), pause=0.01))
    assert "".join(reply(model, stop=("END",))) == "one "


def test_what_only_looks_like_a_stop_string_is_passed_on(served):
    _, model = served(Reply(("one E", "N")))
    assert "".join(reply(model, stop=("END",))) == "one EN"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(served, status):
    server, model = served(fails(status), fails(status), says("at last"))
    assert "".join(reply(model)) == "at last"
    assert len(server.calls) == 3


def test_it_is_tried_three_times_and_no_more(served):
    server, model = served(fails(503, "loading"))
    assert "answered 503: loading" in failure(model).cause
    assert len(server.calls) == 3


def test_it_waits_as_long_as_the_server_asks(served):
    server, model = served(fails(429, **{"Retry-After": "0.7"}), says("now"))
    began = time.monotonic()
    assert "".join(reply(model)) == "now"
    assert time.monotonic() - began >= 0.7
    assert len(server.calls) == 2


@pytest.mark.parametrize(("status", "kind"), [(400, Refused), (401, GenerationFailed), (404, GenerationFailed)])
def test_what_will_not_pass_is_not_tried_again(served, status, kind):
    server, model = served(fails(status))
    assert type(failure(model)) is kind
    assert len(server.calls) == 1


@pytest.mark.parametrize("end", [CUT, UNFINISHED])
def test_a_reply_cut_in_the_middle_fails_and_is_not_tried_again(served, end):
    server, model = served(Reply(("The key ", "hangs"), end=end, pause=0.05), says("another answer"))
    stream = model.stream(ASK, Sampling())
    assert next(stream) == "The key "
    with pytest.raises(GenerationFailed, match=r"broke|middle"):
        list(stream)
    assert len(server.calls) == 1


def test_nobody_at_the_address(served):
    server, model = served()
    server.__exit__()
    assert "cannot be reached" in failure(model).cause
    server.__exit__ = lambda: None


@pytest.mark.parametrize(
    "bad",
    [
        Reply(raw=b"<html>It works!</html>", content_type="text/html"),
        Reply(raw=b'{"object": "list"}', content_type="application/json"),
        Reply(events=("{not json",)),
        Reply(events=('{"choices": 7}',)),
        Reply(events=('{"error": {"message": "out of memory"}}',)),
        Reply(pieces=()),
        Reply(raw=b"\xff\xfe\x00", content_type="text/event-stream"),
        Reply(raw=b"data: " + b"[" * 100_000, content_type="text/event-stream"),
    ],
    ids=["page", "other json", "no json", "odd json", "error event", "empty", "bytes", "deep"],
)
def test_what_is_no_reply_fails_clearly(served, bad):
    _, model = served(bad)
    assert "scripted at" in failure(model).cause


@pytest.mark.parametrize(
    "bad",
    [Reply(before=600.0), Reply(("x",), slow=0.5), Reply(("so ", "far"), end=SILENT), Reply(("x ",) * 999, pause=0.1)],
    ids=["hung", "a byte now and then", "silent", "endless"],
)
def test_patience_is_bounded(served, bad):
    _, model = served(bad, **QUICK)
    began = time.monotonic()
    failure(model, GenerationTimeout)
    assert time.monotonic() - began < PATIENCE


def test_silence_between_two_pieces_has_a_bound_of_its_own(served):
    _, model = served(Reply(("so ", "far"), end=SILENT), model_silent_seconds=0.3, model_seconds=600.0)
    began = time.monotonic()
    assert "fell silent" in failure(model, GenerationTimeout).cause
    assert time.monotonic() - began < PATIENCE


def test_a_server_that_never_ends_is_cut(served):
    _, model = served(Reply(("word " * 1000,) * 50))
    assert len("".join(reply(model, max_tokens=10))) <= 320


def test_closing_frees_the_server_at_once(served):
    server, model = served(Reply(("so ", "far"), end=SILENT), **PATIENT)
    stream = model.stream(ASK, Sampling())
    assert next(stream) == "so "
    stream.close()
    assert server.left.wait(PATIENCE)


def test_a_hung_server_is_freed_when_nobody_waits(served):
    server, model = served(Reply(before=600.0), **PATIENT)
    with wanted_while(lambda: not server.calls), pytest.raises(NobodyWaits):
        reply(model)
    assert server.left.wait(PATIENCE)


def test_more_than_the_places_are_turned_away(served):
    _, model = served(Reply(("so ",), end=SILENT), model_queue=1)
    first = model.stream(ASK, Sampling())
    next(first)
    failure(model, Busy)
    first.close()
    second = model.stream(ASK, Sampling())
    assert next(second) == "so "
    second.close()


def test_the_key_is_sent_and_never_told(served, caplog):
    caplog.set_level(logging.DEBUG)
    spills = f"your header was Bearer {KEY}"
    server, model = served(fails(500, spills), model_key=KEY)
    told = failure(model)
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"
    assert "***" in told.cause
    whole = "".join(traceback.format_exception(told)) + repr(told) + model.name
    assert KEY not in whole + caplog.text


def test_a_key_of_the_environment_stays_there(served, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-somebody")
    server, model = served(says("hello there"))
    reply(model)
    assert KEY not in str(server.headers)
    assert "of-somebody" not in str(server.headers)
