"""What Prometheus is told: counted while the service runs, in a registry of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric

from api.gauges import Gauge
from rag.types import Answer

CONTENT_TYPE = CONTENT_TYPE_LATEST

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_METHODS = ("GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH")
_OTHER = "other"


class Metrics:
    """Counts requests, errors, answers and the time of their stages; safe to use from several threads."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._requests = Histogram(
            "sourcebound_request_seconds",
            "Time from a request to the end of its reply",
            ("method", "route", "status"),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._stages = Histogram(
            "sourcebound_stage_seconds",
            "Time that one stage of an answer took",
            ("stage",),
            buckets=_BUCKETS,
            registry=registry,
        )
        self._answers = Counter(
            "sourcebound_answers", "Questions by what became of them", ("outcome",), registry=registry
        )
        self._errors = Counter("sourcebound_errors", "Replies that were errors", ("code",), registry=registry)
        for outcome in ("answered", "abstained"):
            self._answers.labels(outcome)

    def requested(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """A request is done. Labels are from fixed sets, whatever strangers send."""
        method = method if method in _METHODS else _OTHER
        self._requests.labels(method, route or _OTHER, str(status)).observe(seconds)

    def failed(self, code: str) -> None:
        """A reply is an error of this code."""
        self._errors.labels(code).inc()

    def answered(self, answer: Answer) -> None:
        """A question got its answer, or none."""
        self._answers.labels("abstained" if answer.abstained else "answered").inc()
        for stage, spent in answer.timings_ms.items():
            self._stages.labels(stage).observe(spent / 1000)

    def exposition(self, gauges: Sequence[Gauge]) -> bytes:
        """All of it, and how things stand now, in Prometheus' text format."""
        return generate_latest(_Together(self._registry, gauges))


class _Together:
    """A registry and gauges as one thing to be written."""

    def __init__(self, registry: CollectorRegistry, gauges: Sequence[Gauge]) -> None:
        self._registry = registry
        self._gauges = gauges

    def collect(self) -> Iterable[Metric]:
        yield from self._registry.collect()
        yield from self._stand()

    def _stand(self) -> Iterator[Metric]:
        for gauge in self._gauges:
            family = GaugeMetricFamily(gauge.name, gauge.meaning, labels=gauge.labels)
            for labels, value in gauge.values.items():
                family.add_metric(labels, value)
            yield family
