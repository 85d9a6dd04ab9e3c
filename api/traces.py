"""Spans for OpenTelemetry, where its API is installed; without a configured SDK they cost next to nothing.

``opentelemetry-instrument rag serve`` configures one from the standard variables.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

try:
    from opentelemetry import propagate, trace
except ImportError:
    _INSTALLED = False
else:
    _INSTALLED = True

_NAME = "sourcebound"
_REQUEST_ID = "sourcebound.request_id"


class Span(Protocol):
    """What is told of a request when it has ended."""

    def told(self, route: str, status: int) -> None: ...


class _NoSpan:
    def told(self, route: str, status: int) -> None:
        """Nobody listens."""


class _RequestSpan:
    def __init__(self, span: trace.Span, method: str) -> None:
        self._span = span
        self._method = method

    def told(self, route: str, status: int) -> None:
        self._span.update_name(f"{self._method} {route}")
        self._span.set_attribute("http.route", route)
        self._span.set_attribute("http.response.status_code", status)
        if status >= 500:
            self._span.set_status(trace.StatusCode.ERROR)


@contextmanager
def request_span(method: str, headers: Mapping[str, str], request_id: str) -> Iterator[Span]:
    """The span of a request: the one that was begun around it, else a child of the caller's (``traceparent``)."""
    if not _INSTALLED:
        yield _NoSpan()
        return
    begun = trace.get_current_span()
    if begun.is_recording():
        begun.set_attribute(_REQUEST_ID, request_id)
        yield _RequestSpan(begun, method)
        return
    attributes = {"http.request.method": method, _REQUEST_ID: request_id}
    tracer, parent = trace.get_tracer(_NAME), propagate.extract(headers)
    with tracer.start_as_current_span(method, parent, trace.SpanKind.SERVER, attributes) as span:
        yield _RequestSpan(span, method)


def stage_spans(timings_ms: Mapping[str, float]) -> None:
    """A span for each stage of an answer that is just done, laid end to end before now: they run one by one."""
    if not _INSTALLED or not trace.get_current_span().is_recording():
        return
    tracer = trace.get_tracer(_NAME)
    start = time.time_ns() - int(timings_ms.get("total", 0.0) * 1e6)
    for stage, spent in timings_ms.items():
        if stage != "total":
            end = start + int(spent * 1e6)
            tracer.start_span(stage, start_time=start).end(end)
            start = end
