"""Streams, crowds, clients that go away, and the end of the service."""

from __future__ import annotations

import json
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from rag.errors import StorageError
from rag.service import Service
from rag.writing.events import told
from tests.api.live_server import events_of, wait_until
from tests.api.test_api_uploads import start
from tests.waiting import PATIENCE

QUESTION = "Where does the key of the shed hang?"


def stream(server, question=QUESTION, **more):
    return server.ask(question, stream=True, **more)


def test_events_tell_the_whole_reply(server):
    reply = stream(server)
    assert reply.headers["content-type"].startswith("text/event-stream")
    events = events_of(reply.text)
    names = [name for name, _ in events]
    whole = events[-1][1]
    assert names == ["hits", *["sentence"] * len(whole["sentences"]), "done"]
    assert whole["sentences"]
    said = [data for name, data in events if name == "sentence"]
    cited = [[whole["citations"][place] for place in sentence["citations"]] for sentence in whole["sentences"]]
    assert [sentence.pop("cited") for sentence in said] == cited
    assert [sentence.pop("question") for sentence in said] == [None] * len(said)
    assert said == whole["sentences"]
    assert events[0][1]["hits"] == whole["hits"]
    plain = server.ask(QUESTION).json()
    assert whole | {"timings_ms": 0} == plain | {"timings_ms": 0}


def test_refusals_stream_too(server):
    events = events_of(stream(server, "Who won the chess championship of 1894?").text)
    assert [name for name, _ in events] == ["hits", "done"]
    assert events[-1][1]["answer"] is None


def test_t49_text_cannot_break_the_framing(server, monkeypatch):
    hostile = 'x\n\ndata: [DONE]\r\n\r\nevent: done\ndata: {"answer": "evil"}\n\n\u2028'
    events = Service.ask_events

    def quoting(self, *arguments, **more):
        *_, answer = events(self, *arguments, **more)
        sentences = tuple(replace(sentence, text=hostile) for sentence in answer.sentences)
        return told(replace(answer, text=hostile, sentences=sentences))

    monkeypatch.setattr(Service, "ask_events", quoting)
    sent = events_of(stream(server).text)
    assert [name for name, _ in sent] == ["hits", "sentence", "done"]
    assert sent[1][1]["text"] == sent[2][1]["answer"] == hostile


def test_t41_failures_show_nothing_of_the_inside(server, monkeypatch, caplog):
    secret = "secret text of a document"

    def fail(*_, **__):
        raise ValueError(f"/srv/data/catalog.db: {secret}\r\nforged line")

    monkeypatch.setattr(Service, "ask_events", fail)
    plain = server.ask(QUESTION)
    assert plain.status_code == 500
    ((name, streamed),) = events_of(stream(server).text)
    assert name == "error"
    for body in (plain.json(), streamed):
        assert body["error"]["code"] == "internal_error"
        assert not [word for word in (secret, "/srv", "Traceback", ".py", "ValueError") if word in json.dumps(body)]
    logged = [record.getMessage() for record in caplog.records if record.name == "api.errors"]
    identifier = plain.json()["error"]["remedy"].split()[-1]
    assert any(identifier in message and secret in message for message in logged)
    assert not [line for message in logged for line in message.splitlines() if line.startswith("forged")]


def test_storage_trouble_is_507_without_its_path(server, monkeypatch):
    def fail(*_, **__):
        raise StorageError("the catalog cannot be read (/srv/data/catalog.db)")

    monkeypatch.setattr(Service, "search", fail)
    reply = server.search(QUESTION)
    assert reply.status_code == 507
    assert reply.json()["error"]["code"] == "storage_error"
    assert "/srv" not in reply.text


@pytest.mark.parametrize("streamed", [False, True])
def test_t59_a_crowd_is_told_at_once_to_come_back(server, slow, streamed):
    _, let_go, work = slow
    with ThreadPoolExecutor(40) as crowd:
        replies = [crowd.submit(server.ask, QUESTION, stream=streamed) for _ in range(40)]
        refused = wait_until(lambda: [reply for reply in replies if reply.done()] if work.admitted == 5 else None)
        wait_until(lambda: sum(reply.done() for reply in replies) == 35)
        assert server.client.get("/health").status_code == 200
        let_go.set()
        statuses = sorted(reply.result().status_code for reply in replies)
    assert refused
    assert statuses == [200] * 5 + [503] * 35
    busy = next(reply.result() for reply in replies if reply.result().status_code == 503)
    assert busy.json()["error"]["code"] == "busy"
    assert int(busy.headers["retry-after"]) >= 1


@pytest.mark.parametrize("streamed", [False, True])
def test_t60_who_goes_away_frees_the_place(server, slow, streamed):
    begun, let_go, work = slow
    body = json.dumps({"question": QUESTION, "stream": streamed}).encode()
    head = "POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(5)]
    for connection in connections:
        connection.sendall(head.encode() + body)
    wait_until(lambda: work.admitted == 5 and len(begun) == 2)
    for connection in connections:
        connection.close()
    wait_until(lambda: work.admitted == 2)
    let_go.set()
    wait_until(lambda: work.admitted == 0)
    assert len(begun) == 2


def test_t15_twenty_ask_while_files_arrive(serve, garden):
    with serve(max_upload_megabytes=20) as server:
        (document,) = server.upload(("garden.md", garden)).json()["documents"]
        server.settled(document["id"])
        big = b"\n\n".join(b"Paragraph %d speaks of nothing in particular." % number for number in range(3000))
        with ThreadPoolExecutor(24) as crowd:
            uploads = [crowd.submit(server.upload, (f"big{number}.txt", big)) for number in range(3)]
            asked = [crowd.submit(server.ask, QUESTION) for _ in range(20)]
            while not all(reply.done() for reply in asked):
                assert server.client.get("/health").status_code == 200
        assert {reply.result().status_code for reply in asked} == {200}
        assert {reply.result().status_code for reply in uploads} == {202}
        assert all("kitchen door" in reply.result().json()["answer"] for reply in asked)


def test_t40_the_log_has_one_escaped_line_a_request(serve, caplog):
    caplog.set_level("INFO", "api.access")
    question = "secret\r\nINFO: forged"
    with serve() as server:
        server.ask(question)
        server.raw(b"GET /a%0d%0aINFO:%20forged?q=secret HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        server.raw("GET /\u00e9\x7f HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
        server.upload(("a\r\nINFO: forged.md", b"text"))
    lines = [record.getMessage() for record in caplog.records if record.name == "api.access"]
    assert len(lines) == 3, "what is no HTTP is refused before it is a request"
    assert not [line for line in lines if not line.isprintable() or "secret" in line or "\n" in line]
    assert lines[0].startswith("POST /v1/ask 200 ")


def test_t61_terminated_with_open_connections_it_ends_in_time(tmp_path, free_port):
    process = start(tmp_path / "data", free_port)
    with socket.create_connection(("127.0.0.1", free_port)) as connection:
        head = (
            b"POST /v1/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
        )
        connection.sendall(head)
        assert httpx.get(f"http://127.0.0.1:{free_port}/health").status_code == 200
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, -signal.SIGTERM)
    assert "GET /health 200" in log
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", free_port))
