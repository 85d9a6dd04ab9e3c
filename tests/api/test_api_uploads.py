"""Uploads: their names are only shown, they survive a kill, and what goes wrong is said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import unquote

import httpx
import pytest

from api.names import shown_name, upload_uri
from api.upload_worker import UploadWorker, next_batch
from api.uploads import QueuedUpload, UploadFolder
from tests.api.live_server import everything_below, nothing_waits, wait_until

NAMES = [
    "../../x.md",
    "/etc/x.md",
    "C:\\windows\\x.md",
    "..",
    ".",
    "nul\x00byte.md",
    "line\r\nbreak.md",
    "\u202egnp.exe.md",
    "a" * 4096 + ".md",
    "<img src=x onerror=alert(1)>.md",
    "猫 & dog?.md",
    "$(touch x).md",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_made_fit_to_be_shown(name):
    shown = shown_name(name)
    assert 0 < len(shown) <= 200
    assert shown not in (".", "..")
    assert not set(shown) & set("/\\\x00\r\n\u202e")
    assert shown.endswith(".md") == name.endswith(".md")
    assert unquote(upload_uri(shown)) == f"upload:///{shown}"


def test_t9_hostile_names_touch_nothing_outside(serve, tmp_path, garden):
    outside = tmp_path / "x.md"
    outside.write_text("mine")
    with serve() as server:
        form = b"".join(
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="%s"\r\n\r\n%s\r\n'
            % (name.replace('"', "").replace("\r\n", "").encode(), garden)
            for name in NAMES
        )
        headers = {"content-type": "multipart/form-data; boundary=x"}
        reply = server.client.post("/v1/documents", content=form + b"--x--\r\n", headers=headers)
        assert reply.status_code in (202, 422)
        for document in reply.json().get("documents", []):
            assert server.settled(document["id"])["uri"] == document["uri"]
        wait_until(lambda: nothing_waits(server))
    assert outside.read_text() == "mine"
    assert everything_below(tmp_path)[0] == "data"
    assert {path.name for path in tmp_path.iterdir()} == {"data", "x.md"}


def test_failures_say_why(serve, garden):
    with serve() as server:
        files = [
            ("empty.md", b""),
            ("program.bin", bytes(range(256)) * 20),
            ("broken.pdf", b"%PDF-1.7\nnothing"),
            ("good.md", garden),
        ]
        documents = server.upload(*files).json()["documents"]
        rows = [server.settled(document["id"]) for document in documents]
        assert [row["state"] for row in rows] == ["failed", "failed", "failed", "ready"]
        assert all(row["reason"] for row in rows[:3])
        assert str(server.settings.data) not in str(rows)


def test_t17_content_is_believed_not_the_name(serve):
    page = b"<!doctype html><html><body><h1>Harbour</h1><p>The harbour closes at nine.</p></body></html>"
    with serve() as server:
        (document,) = server.upload(("report.pdf", page)).json()["documents"]
        row = server.settled(document["id"])
        assert row["media_type"] == "text/html"
        reply = server.client.get(f"/v1/documents/{document['id']}/text")
        assert reply.headers["content-type"] == "application/json"
        assert reply.headers["x-content-type-options"] == "nosniff"


def test_the_same_upload_again_changes_nothing(serve, garden):
    with serve() as server:
        for _ in range(3):
            (document,) = server.upload(("garden.md", garden)).json()["documents"]
            row = server.settled(document["id"])
            assert (row["state"], row["version"], row["reason"]) == ("ready", 1, None)
        assert len(server.client.get("/v1/documents").json()["documents"]) == 1


def test_a_document_deleted_on_its_way_stays_deleted(serve, garden, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    run = UploadWorker._run

    def held(self, shelf, batch):
        begun.set()
        assert go_on.wait(30)
        return run(self, shelf, batch)

    monkeypatch.setattr(UploadWorker, "_run", held)
    with serve() as server:
        documents = server.upload(("garden.md", garden), ("broken.pdf", b"%PDF-1.7\nnothing")).json()["documents"]
        assert begun.wait(30)
        for document in documents:
            assert server.client.delete(f"/v1/documents/{document['id']}").status_code == 200
        go_on.set()
        wait_until(lambda: nothing_waits(server))
        assert server.client.get("/v1/documents").json()["documents"] == []
        assert server.search("key of the shed").json()["hits"] == []


def test_a_failing_pipeline_fails_its_documents_and_not_the_worker(serve, garden, monkeypatch, caplog):
    with serve() as server, monkeypatch.context() as patch:
        patch.setattr(UploadWorker, "_run", lambda *_: 1 / 0)
        (document,) = server.upload(("garden.md", garden)).json()["documents"]
        row = server.settled(document["id"])
        assert row["state"] == "failed"
        assert "division" not in row["reason"]
        patch.undo()
        (document,) = server.upload(("garden.md", garden)).json()["documents"]
        assert server.settled(document["id"])["state"] == "ready"


def test_what_a_killed_process_left_is_settled(tmp_path, monkeypatch):
    folder = UploadFolder(tmp_path)
    complete, torn, living = folder.begin("complete.md"), folder.begin("torn.md"), folder.begin("living.md")
    for upload in (complete, living):
        upload.write(b"text")
        upload.complete("default")
    for dead in (complete, torn):
        dead._file.close()
    folder.recover()
    assert folder.queued() == []
    monkeypatch.setattr("api.uploads._YOUNG_SECONDS", -1)
    folder.recover()
    assert [(upload.name, upload.collection, upload.content.read_bytes()) for upload in folder.queued()] == [
        ("complete.md", "default", b"text")
    ]
    living.publish()
    assert [upload.name for upload in folder.queued()] == ["complete.md", "living.md"]
    assert not list(tmp_path.glob("*.part"))


def test_one_process_at_a_time_works_on_the_queue(tmp_path):
    one, other = UploadFolder(tmp_path), UploadFolder(tmp_path)
    with one.turn() as mine, other.turn() as theirs:
        assert (mine, theirs) == (True, False)
    with other.turn() as theirs:
        assert theirs


def test_a_batch_holds_each_document_once(tmp_path):
    def upload(collection, name):
        return QueuedUpload(tmp_path, collection, name, upload_uri(name))

    queue = [upload("a", "1"), upload("a", "2"), upload("a", "1"), upload("b", "3")]
    assert next_batch(queue) == queue[:2]
    assert next_batch(queue[2:]) == queue[2:3]
    assert next_batch([]) == []


def test_an_acknowledged_upload_survives_a_kill(tmp_path, serve, garden, free_port):
    data = tmp_path / "data"
    process = start(data, free_port)
    try:
        files = {"files": ("garden.md", garden)}
        reply = httpx.post(f"http://127.0.0.1:{free_port}/v1/documents", files=files, timeout=30)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    (document,) = reply.json()["documents"]
    with serve() as server:
        assert server.settled(document["id"])["state"] == "ready"
        assert server.search("Where is the key of the shed?").json()["hits"]


def start(data, port):
    """``rag serve`` as a process of its own, once it answers."""
    command = [
        sys.executable,
        "-c",
        "from ingest.cli import main; main()",
        "serve",
        "--data",
        str(data),
        "--port",
        str(port),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=os.environ | {"PYTHONUNBUFFERED": "1"}, text=True)
    deadline = time.monotonic() + 60
    while "Uvicorn running" not in (line := process.stderr.readline()):
        if not line or time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"it did not start: {process.communicate()}")
    return process
