"""Under load: what is too much is refused at once, who goes away frees the work, and the end is told in time."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest

from api.work import Work
from rag.errors import Busy
from rag.reader.reader import TransformerReader
from tests.api.live_server import events_of, wait_until
from tests.api.test_api_bodies import post, status
from tests.waiting import PATIENCE

MEGABYTE = 1 << 20
STREAMS = 500
ROOT = Path(__file__).parents[2]
QUESTION = "Where does the key of the shed hang?"


def test_t58_a_question_of_a_megabyte_is_refused_before_it_is_read(server):
    body = json.dumps({"question": "x" * MEGABYTE}).encode()
    refused_unread(server, body)
    kind = {"content-type": "application/json"}
    assert server.client.post("/v1/ask", content=body, headers=kind).status_code == 413
    assert server.client.post("/v1/ask", content=iter([body]), headers=kind).status_code == 413


def refused_unread(server, body):
    """The refusal comes before a byte of the body was sent, let alone read."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(post("/v1/ask", "application/json", f"Content-Length: {len(body)}"))
        assert status(connection.recv(100)) == 413
        with suppress(OSError):
            connection.sendall(body)


def test_t59_of_500_streams_some_run_and_the_rest_are_refused_at_once(server, slow):
    _, let_go, work = slow
    body = json.dumps({"question": QUESTION, "stream": True}).encode()
    request = post("/v1/ask", "application/json", f"Content-Length: {len(body)}") + body
    before = psutil.Process().memory_info().rss
    heads, admitted = asyncio.run(_crowd(server.port, request, STREAMS, work))
    assert admitted == 5
    assert len(heads) == STREAMS - 5
    assert all(status(head) == 503 and b"\r\nretry-after: " in head.lower() for head in heads)
    assert psutil.Process().memory_info().rss - before < 60 * MEGABYTE
    let_go.set()


async def _crowd(port, request, most, work):
    """Ask so often at once; every refusal that came while those with a place were held, and how many had one."""
    heads = []

    async def one():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(request)
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
                # A stream that runs has begun, and says nothing yet.
                if status(head) != 200:
                    heads.append(head)
                    return
                await reader.read(1)
        except TimeoutError:
            pass
        finally:
            writer.close()

    tasks = [asyncio.create_task(one()) for _ in range(most)]
    while len(heads) < most - 5 and not all(task.done() for task in tasks):
        await asyncio.sleep(0.05)
    admitted = work.admitted
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return heads, admitted


@pytest.mark.parametrize("streamed", [False, True])
def test_t60_what_runs_for_somebody_gone_ends_at_its_next_stage(server, slow, monkeypatch, streamed):
    begun, let_go, work = slow
    read = []
    real = TransformerReader._logits
    monkeypatch.setattr(TransformerReader, "_logits", lambda *asked, **how: read.append(asked) or real(*asked, **how))
    body = json.dumps({"question": QUESTION, "stream": streamed}).encode()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(post("/v1/ask", "application/json", f"Content-Length: {len(body)}") + body)
        wait_until(lambda: begun)
        (job,) = work._admitted
    wait_until(lambda: not job.wanted())
    let_go.set()
    wait_until(lambda: work.admitted == 0)
    assert read == []
    assert server.ask(QUESTION).json()["answer"]
    assert len(read) == 1


SLOW = """
import sys, time
from pathlib import Path
from rag.service import Service
ask = Service.ask_events
notes = Path(sys.argv.pop())
def slowly(self, question, *rest, **more):
    events = list(ask(self, question, *rest, **more))
    (notes / f"begun {question} {time.monotonic_ns()}").touch()
    while not (notes / f"end {question}").exists():
        time.sleep(0.02)
    return iter(events)
Service.ask_events = slowly
from ingest.cli import main
main()
"""
"""A server whose answers are there, and are held back until a file of the test's lets them go."""


def test_t61_terminated_it_finishes_or_says_so_and_ends_in_time(tmp_path, free_port):
    command = [sys.executable, "-c", SLOW, "serve", "--data", str(tmp_path / "data"), "--port", str(free_port)]
    command += [str(tmp_path)]
    settings = os.environ | {"PYTHONUNBUFFERED": "1", "RAG_STOP_SECONDS": "2"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=settings, text=True)
    try:
        while "Uvicorn running" not in (line := process.stderr.readline()):
            assert line, "it did not start"
        url = f"http://127.0.0.1:{free_port}/v1/ask"
        with ThreadPoolExecutor(3) as pool:
            asked = [("soon", True), ("never", True), ("never", False)]
            replies = [
                pool.submit(httpx.post, url, json={"question": question, "stream": streamed}, timeout=PATIENCE)
                for question, streamed in asked
            ]
            wait_until(lambda: len(list(tmp_path.glob("begun *"))) == len(asked))
            told = time.monotonic()
            process.send_signal(signal.SIGTERM)
            (tmp_path / "end soon").touch()
            finished, ended, plain = (reply.result() for reply in replies)
            answered = time.monotonic() - told
        process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.communicate()
    assert [name for name, _ in events_of(finished.text)][-1] == "done"
    ((name, body),) = events_of(ended.text)
    assert (name, body["error"]["code"], plain.status_code) == ("error", "busy", 503)
    assert "stopping" in body["error"]["message"]
    assert int(plain.headers["retry-after"]) >= 1
    assert answered > 1.9
    assert process.returncode in (0, -signal.SIGTERM)


TOLD_TO_STOP = """
import signal
from api.stopping import when_told_to_stop
signal.signal(signal.SIGTERM, lambda *_: print("server"))
with when_told_to_stop(lambda: print("us")):
    signal.raise_signal(signal.SIGTERM)
signal.raise_signal(signal.SIGTERM)
"""


def test_t61_told_to_stop_it_acts_before_whoever_else_hears_it():
    # In a process of its own: a signal to this one is heard by whoever else runs tests in it.
    told = subprocess.run([sys.executable, "-c", TOLD_TO_STOP], capture_output=True, text=True, check=True, cwd=ROOT)
    assert told.stdout.split() == ["us", "server", "server"]


def test_work_that_stops_takes_no_more_and_gives_up_what_lasts():
    work = Work(threads=1, waiting=5)
    let_go = threading.Event()
    lasting = work.admit(lambda: let_go.wait(PATIENCE))
    waiting = work.admit(lambda: 1)
    work.stop(0.1)
    with pytest.raises(Busy, match="stopping"):
        work.admit(lambda: 2)
    for future in (lasting, waiting):
        with pytest.raises(Busy, match="stopping"):
            future.result(PATIENCE)
    let_go.set()
    wait_until(lambda: work.admitted == 0)
    work.close()


def test_work_keeps_its_places_whatever_becomes_of_a_call():
    work = Work(threads=2, waiting=2)

    def fail():
        raise SystemExit

    for _ in range(20):
        with pytest.raises(SystemExit):
            work.admit(fail).result(PATIENCE)
        assert work.admit(lambda: 5).result(PATIENCE) == 5
    wait_until(lambda: work.admitted == 0)
    gate = threading.Event()
    futures = [work.admit(lambda: gate.wait(PATIENCE)) for _ in range(4)]
    with pytest.raises(Busy):
        work.admit(lambda: 1)
    assert futures[3].cancel()
    assert work.admitted == 3
    gate.set()
    wait_until(lambda: work.admitted == 0)
    work.close()
    with pytest.raises(Busy):
        work.admit(lambda: 1)
