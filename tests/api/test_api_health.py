"""Health tells the truth, and what is broken is mended in the background."""

from __future__ import annotations

import pytest

from ingest.cli.serving import allowed_hosts
from rag.live import LiveIndex
from rag.settings import Settings
from tests.api.live_server import wait_until


def test_health_says_when_the_log_cannot_be_followed(serve, monkeypatch):
    with serve() as server:
        assert server.client.get("/health").status_code == 200
        with monkeypatch.context() as patch:
            patch.setattr(LiveIndex, "catch_up", lambda _: 1 / 0)
            wait_until(lambda: server.client.get("/health").status_code == 503)
            body = server.client.get("/health").json()
            assert body["status"] == "unavailable"
            assert set(body["error"]) == {"code", "message", "remedy"}
            assert "division" not in body["error"]["message"]
        wait_until(lambda: server.client.get("/health").status_code == 200)


def test_a_damaged_base_is_built_anew_while_questions_are_answered(serve, garden):
    with serve(build_after=1) as server:
        (document,) = server.upload(("garden.md", garden)).json()["documents"]
        server.settled(document["id"])
        wait_until(lambda: server.backend.services.get("default").index.view.base is not None)
    for path in (server.settings.data / "generations").rglob("*"):
        if path.is_file() and path.parent.name != "default":
            # Not truncated: the server that was may still have it mapped.
            path.unlink()
            path.write_bytes(b"")
    with serve(build_after=1_000) as server:
        assert server.search("Where is the key of the shed?").json()["hits"]
        index = server.backend.services.get("default").index
        wait_until(lambda: index.damage is None and index.view.base is not None)
        assert server.search("Where is the key of the shed?").json()["hits"]


@pytest.mark.parametrize(
    ("host", "added"),
    [
        ("0.0.0.0", ""),
        ("::", ""),
        ("192.168.1.5", ",192.168.1.5"),
        ("fd00::1", ",[fd00::1]"),
        ("127.0.0.1", ",127.0.0.1"),
    ],
)
def test_an_address_that_is_listened_on_is_answered(host, added):
    assert allowed_hosts(Settings(allowed_hosts="intranet"), host) == "intranet" + added
