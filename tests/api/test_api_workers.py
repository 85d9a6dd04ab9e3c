"""Several workers on one data folder: what one takes in the other finds, and one that dies is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx
import psutil
import pytest

from tests.api.live_server import wait_until

_RAG = (sys.executable, "-c", "from ingest.cli import main; main()")
_SECONDS = 90


@pytest.fixture
def two_workers(tmp_path, free_port):
    """(address, the process above the workers); it must end by SIGTERM."""
    arguments = ["serve", "--workers", "2", "--port", str(free_port), "--data", str(tmp_path / "data")]
    process = subprocess.Popen(
        [*_RAG, *arguments], env=os.environ | {"RAG_BUILD_AFTER": "1"}, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{free_port}"
    try:
        wait_until(lambda: all(healthy(address) for _ in range(4)), _SECONDS)
        yield address, process
    finally:
        below = psutil.Process(process.pid).children(recursive=True)
        process.terminate()
        assert process.wait(_SECONDS) is not None
        assert not psutil.wait_procs(below, _SECONDS)[1]


def healthy(address):
    try:
        return httpx.get(f"{address}/health").status_code == 200
    except httpx.TransportError:
        return False


def workers_of(process):
    """The processes that listen on the port, beside the one above them and Python's resource tracker."""
    return [child for child in psutil.Process(process.pid).children() if _works(child)]


def _works(child):
    try:
        return child.status() != psutil.STATUS_ZOMBIE and "resource_tracker" not in " ".join(child.cmdline())
    except psutil.NoSuchProcess:
        return False


def upload(address, name, text):
    reply = httpx.post(f"{address}/v1/documents", files={"files": (name, text)}, timeout=_SECONDS)
    assert reply.status_code == 202
    return reply.json()["documents"][0]["id"]


def is_found(address, question, words):
    """By whichever worker takes a connection: each call makes its own."""
    try:
        reply = httpx.post(f"{address}/v1/search", json={"question": question}, timeout=_SECONDS)
    except httpx.TransportError:  # Taken by the worker that was killed.
        return False
    return reply.status_code == 200 and words in reply.text


def test_workers_share_queue_and_documents_and_outlive_each_other(two_workers):
    address, process = two_workers
    assert len(workers_of(process)) == 2
    ids = [upload(address, f"{number}.txt", f"Ferry number {number} leaves from pier seven.") for number in range(4)]
    for number in range(4):
        wait_until(
            lambda n=number: all(is_found(address, f"ferry number {n}", f"number {n}") for _ in range(8)), _SECONDS
        )
    rows = httpx.get(f"{address}/v1/documents").json()["documents"]
    # Claimed by one worker only: stored once, not replaced by the other.
    assert sorted((row["id"], row["version"], row["state"]) for row in rows) == sorted((id, 1, "ready") for id in ids)

    victim = workers_of(process)[0]
    os.kill(victim.pid, signal.SIGKILL)
    wait_until(
        lambda: len(workers_of(process)) == 2 and victim.pid not in {one.pid for one in workers_of(process)}, _SECONDS
    )
    wait_until(lambda: all(healthy(address) for _ in range(4)), _SECONDS)
    upload(address, "late.txt", "The lighthouse of Amrum was lit in 1875.")
    wait_until(lambda: all(is_found(address, "lighthouse of Amrum", "1875") for _ in range(8)), _SECONDS)
