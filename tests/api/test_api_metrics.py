"""A scrape as Prometheus would read it: every figure moves with what it counts."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.api.live_server import wait_until

QUESTION = "Where does the key of the shed hang?"


@pytest.fixture
def scrape(server):
    def scrape():
        reply = server.client.get("/metrics")
        assert reply.status_code == 200
        assert reply.headers["content-type"].startswith("text/plain; version=")
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(reply.text)
            for sample in family.samples
        }

    return scrape


def value(samples, name, **labels):
    return samples.get((f"sourcebound_{name}", tuple(sorted(labels.items()))), 0.0)


def test_answers_abstentions_and_their_stages_are_counted(server, scrape):
    before = scrape()
    assert server.ask(QUESTION).json()["answer"]
    assert server.ask("Who won the chess championship of 1894?").json()["abstained"]
    server.ask(QUESTION, stream=True)
    after = scrape()

    def grown(name, **labels):
        return value(after, name, **labels) - value(before, name, **labels)

    assert grown("answers_total", outcome="answered") == 2
    assert grown("answers_total", outcome="abstained") == 1
    for stage in ("embed", "dense", "lexical", "look_up", "fuse", "answer", "total"):
        assert grown("stage_seconds_count", stage=stage) == 3
    total = grown("stage_seconds_sum", stage="total")
    assert 0 < grown("stage_seconds_sum", stage="answer") < total < 60
    ask = {"method": "POST", "route": "/v1/ask", "status": "200"}
    assert grown("request_seconds_count", **ask) == 3
    assert grown("request_seconds_sum", **ask) >= total


def test_errors_are_counted_by_their_code(server, scrape):
    before = scrape()
    server.ask("")
    server.client.get("/v1/models/nobody")
    server.client.get("/nowhere/at/all")
    server.client.request("BREW", "/v1/ask")
    after = scrape()
    codes = ("invalid_request", "model_not_found", "not_found", "method_not_allowed")
    grown = [value(after, "errors_total", code=code) - value(before, "errors_total", code=code) for code in codes]
    assert grown == [1, 1, 1, 1]
    routes = {dict(labels).get("route") for _, labels in after} - {None}
    # What strangers call is no label: they could make up any number of them.
    assert "other" in routes
    assert not {route for route in routes if "nowhere" in route or "nobody" in route}
    methods = {dict(labels).get("method") for _, labels in after}
    assert "other" in methods
    assert "BREW" not in methods


def test_queue_and_contents_are_told(scrape, slow, server):
    _, let_go, work = slow
    samples = scrape()
    assert value(samples, "questions_waiting") == 0
    stored = server.client.get("/v1/documents").json()["counts"]["states"]["ready"]
    assert value(samples, "documents", collection="default", state="ready") == stored >= 2
    assert value(samples, "chunks", collection="default") == len(server.backend.services.get("default").index.view)
    assert ("sourcebound_uploads_waiting", ()) in samples
    assert ("sourcebound_page_cache_bytes", ()) in samples
    held = [work.admit(lambda: let_go.wait(30)) for _ in range(2)]
    assert value(scrape(), "questions_waiting") == 2
    let_go.set()
    assert all(each.result() for each in held)


def test_the_lag_is_what_the_index_has_not_taken_in(serve, garden):
    with serve() as server:
        (document,) = server.upload(("garden.md", garden)).json()["documents"]
        server.settled(document["id"])

        def lag():
            lines = server.client.get("/metrics").text.splitlines()
            (line,) = [line for line in lines if line.startswith("sourcebound_index_lag{")]
            return float(line.rpartition(" ")[2])

        wait_until(lambda: lag() == 0)
        server.backend.follower.background.stop(5)
        server.backend.catalog.shelf("default").documents.delete(document["id"])
        assert lag() == 1


def test_a_tenant_is_told_of_its_own_collections_only(guarded):
    guarded.backend.services.get("mine")
    said = {who: guarded.client.get("/metrics", headers={"x-api-key": guarded.keys[who]}) for who in ("read", "theirs")}
    assert 'collection="mine"' in said["read"].text
    assert 'collection="mine"' not in said["theirs"].text
    assert guarded.client.get("/metrics").status_code == 401
