"""Answers of a language model over HTTP: sentences leave as soon as they are checked, who goes away frees the model."""

from __future__ import annotations

import json
import socket
import threading

import pytest

from rag.errors import GenerationFailed
from rag.settings import Settings
from tests.api.live_server import LiveServer, events_of, wait_until
from tests.waiting import PATIENCE
from tests.writing.scripted import FERRY, Scripted

QUESTION = "Explain from where the ferry leaves."
TRUE = "The ferry leaves from pier 7 at 08:30 [1]."


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A server with one document and a scripted language model; ``server.model`` is it."""
    model = Scripted("")
    monkeypatch.setattr("api.services.make_language_model", lambda settings: model)
    with LiveServer(Settings(data=tmp_path / "data", write="always")) as server:
        (document,) = server.upload(("ferry.md", FERRY.encode())).json()["documents"]
        assert server.settled(document["id"])["state"] == "ready"
        server.model = model
        yield server


def says(server, *replies):
    server.model._replies = list(replies)


def test_a_written_answer_says_who_wrote_it_and_how_each_sentence_is_supported(written):
    says(written, f"{TRUE} It carries 1,300 passengers [1]. Dogs are not allowed on the upper deck.")
    reply = written.ask(QUESTION).json()
    assert reply["generator"] == "scripted"
    assert [sentence["text"] for sentence in reply["sentences"]] == [
        "The ferry leaves from pier 7 at 08:30.",
        "Dogs are not allowed on the upper deck.",
    ]
    assert [sentence["support"]["supported"] for sentence in reply["sentences"]] == [True, True]
    assert reply["notes"] == ["One sentence was left out that the passages do not support."]
    for citation in reply["citations"]:
        assert FERRY[citation["start"] : citation["end"]] == citation["quote"]
    events = events_of(written.ask(QUESTION, stream=True).text)
    assert [name for name, _ in events] == ["hits", "sentence", "sentence", "done"]
    assert events[-1][1] | {"timings_ms": 0} == reply | {"timings_ms": 0}


def test_a_failing_model_is_replaced_by_the_reader_and_it_says_so(written):
    says(written, GenerationFailed("the server is out of reach"))
    reply = written.ask("At what time does the ferry to Amber Island leave?").json()
    assert (reply["generator"], "08:30" in reply["answer"]) == ("reader", True)
    assert "the server is out of reach" in reply["notes"][0]


def connect(server, body: dict) -> socket.socket:
    content = json.dumps(body).encode()
    head = (
        f"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"
    )
    connection = socket.create_connection(("127.0.0.1", server.port))
    connection.sendall(f"{head}\r\n\r\n".encode() + content)
    return connection


def test_a_sentence_leaves_before_the_model_has_ended(written):
    go_on = threading.Event()
    says(written, f"{TRUE} Dogs are not allowed on the upper deck [1].")
    written.model.before_each = lambda: written.model.said < len(TRUE) // 3 + 2 or go_on.wait(PATIENCE)
    with connect(written, {"question": QUESTION, "stream": True}) as connection:
        connection.settimeout(PATIENCE)
        heard = b""
        while b"event: sentence" not in heard:
            heard += connection.recv(65536)
        assert b"pier 7" in heard
        assert b"event: done" not in heard
        go_on.set()
        while b"event: done" not in heard:
            heard += connection.recv(65536)
    assert heard.count(b"event: sentence") == 2


@pytest.mark.parametrize("streamed", [False, True])
def test_who_goes_away_frees_the_model(written, streamed):
    says(written, "It goes on and on. " * 100_000)
    written.model.before_each = lambda: threading.Event().wait(0.002)
    with connect(written, {"question": QUESTION, "stream": streamed}):
        wait_until(lambda: written.model.said > 10)
    wait_until(lambda: written.model.ended == ["closed"])
    wait_until(lambda: written.app.state.backend.work.admitted == 0)
