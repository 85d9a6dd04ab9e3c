"""Every request has an id, in the reply, on its log lines and on its span."""

from __future__ import annotations

import json
import logging
import sys

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.log_lines import JsonLines
from rag.service import Service
from tests.api.live_server import wait_until

QUESTION = "Where does the key of the shed hang?"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(scope="module")
def spans():
    """A configured SDK, as ``opentelemetry-instrument`` would set it; it can be set once in a process."""
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    return exporter


@pytest.fixture
def lines(caplog):
    """The service's log as RAG_LOG_FORMAT=json writes it."""
    written = []

    class Keep(logging.Handler):
        def emit(self, record):
            written.append(json.loads(self.format(record)))

    handler = Keep()
    handler.setFormatter(JsonLines())
    log = logging.getLogger("api")
    caplog.set_level("INFO", "api")
    log.addHandler(handler)
    yield written
    log.removeHandler(handler)


def test_a_sane_id_is_kept_and_another_replaced(server):
    def given(*values):
        reply = server.client.get("/health", headers=[("x-request-id", value) for value in values])
        return reply.headers["x-request-id"]

    assert given("build-7.retry_2") == "build-7.retry_2"
    made = [given(), given("a b"), given("x" * 65), given("<script>"), given("-x"), given("a", "b"), given(b"\xe9")]
    assert all(len(one) == 16 and int(one, 16) >= 0 for one in made)
    assert len(set(made)) == len(made)


def test_lines_are_json_with_the_id_of_their_request(server, lines, monkeypatch):
    def fail(*_):
        raise ValueError("boom\r\nforged")

    assert server.client.get("/v1/collections", headers={"x-request-id": "first"}).status_code == 200
    monkeypatch.setattr(Service, "search", fail)
    assert (
        server.client.post("/v1/search", json={"question": "x"}, headers={"x-request-id": "second"}).status_code == 500
    )

    def ours():
        return [line for line in lines if line.get("request_id") in ("first", "second")]

    wait_until(lambda: len(ours()) == 3)
    access, failure, failed = ours()
    assert access["message"].startswith("GET /v1/collections 200 ")
    assert {name: access[name] for name in ("level", "logger", "method", "path", "status", "request_id")} == {
        "level": "info",
        "logger": "api.access",
        "method": "GET",
        "path": "/v1/collections",
        "status": 200,
        "request_id": "first",
    }
    assert access["ms"] > 0
    assert access["at"].endswith("+00:00")
    # Raised in a thread of the work queue, told where the request ended.
    assert (failure["level"], failure["logger"], failure["request_id"]) == ("error", "api.errors", "second")
    assert "boom" in failure["message"]
    assert (failed["status"], failed["request_id"]) == (500, "second")


def test_a_line_is_one_line_whatever_it_says():
    try:
        raise ValueError("a\nb")
    except ValueError:
        record = logging.LogRecord("api", logging.ERROR, "", 0, "two\nlines \u2028 %s", ("x",), sys.exc_info())
    written = JsonLines().format(record)
    assert written.isprintable()
    assert "ValueError" in json.loads(written)["exception"]


def test_a_request_is_a_span_and_its_stages_are_its_children(server, spans):
    spans.clear()
    headers = {"traceparent": PARENT, "x-request-id": "traced"}
    timings = server.client.post("/v1/ask", json={"question": QUESTION}, headers=headers).json()["timings_ms"]
    found = wait_until(lambda: named if "POST /v1/ask" in (named := finished(spans)) else None)
    request, endpoint = found["POST /v1/ask"], found["fastapi.endpoint"]
    assert request.parent.span_id == int(PARENT.split("-")[2], 16)
    assert request.attributes["http.route"] == "/v1/ask"
    assert request.attributes["http.response.status_code"] == 200
    assert request.attributes["sourcebound.request_id"] == "traced"
    # FastAPI's own span stands between.
    assert endpoint.parent.span_id == request.context.span_id
    stages = [found[stage] for stage in timings if stage != "total"]
    assert len(stages) >= 5
    for before, stage in zip([None, *stages], stages, strict=False):
        assert stage.parent.span_id == endpoint.context.span_id
        assert stage.context.trace_id == request.context.trace_id == int(PARENT.split("-")[1], 16)
        assert (stage.end_time - stage.start_time) / 1e6 == pytest.approx(timings[stage.name], abs=0.01)
        assert before is None or before.end_time == stage.start_time
    assert QUESTION not in str([dict(span.attributes) for span in found.values()])


def finished(spans):
    return {span.name: span for span in spans.get_finished_spans()}
