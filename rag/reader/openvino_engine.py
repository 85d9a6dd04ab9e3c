"""The reader on the CPU with OpenVINO."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rag.bert.compiled import Compiled
from rag.bert.graph import BertGraph, Weights
from rag.bert.openvino_runtime import openvino
from rag.reader.misfit import misfit
from rag.reader.rows import Padded
from rag.types import FloatVector

_HEADS = {"span": 2, "verdict": 3}
"""Outputs of each."""


class OpenVINOEngine:
    """Rows to logits; safe to call from several threads. The model is compiled by the first rows."""

    def __init__(self, config: Mapping[str, Any], weights: Weights, precision: Literal["auto", "fp32", "bf16"]) -> None:
        self._config = config
        self._weights = weights
        self._lock = threading.Lock()
        self._compiled: dict[str, Compiled] = {}
        capabilities = openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._precision = ("bf16" if "BF16" in capabilities else "fp32") if precision == "auto" else precision

    @property
    def name(self) -> str:
        """Engine and precision."""
        return f"openvino-{self._precision}"

    def run(self, batches: Sequence[Padded], *, together: bool = False) -> list[tuple[FloatVector, FloatVector]]:
        """For each batch the logits of start and end [rows, width, 2] and the verdicts [rows, 3].

        One batch after the other with all threads, or ``together`` with a stream for each: that is slower for one
        batch, and a fifth faster for many.
        """
        model = self._model("THROUGHPUT" if together else "LATENCY")
        outputs = model.results((batch.ids, batch.segments, batch.mask) for batch in batches)
        return [(spans, verdicts) for spans, verdicts in outputs]

    def _model(self, hint: str) -> Compiled:
        """Compiled at its first use: who asks alone never needs several streams."""
        with self._lock:
            if hint not in self._compiled:
                precision = "f32" if self._precision == "fp32" else "bf16"
                wishes = {"PERFORMANCE_HINT": hint, "INFERENCE_PRECISION_HINT": precision}
                self._compiled[hint] = Compiled(build_graph(self._config, self._weights), wishes)
            return self._compiled[hint]


def build_graph(config: Mapping[str, Any], weights: Weights) -> Any:
    """The ``openvino.Model`` of the reader; ModelError when the weights do not fit."""
    graph = BertGraph("The reader", config, weights)
    try:
        _check_heads(weights)
        segments = graph.parameter("segments")
        hidden = graph.hidden(segments)
        spans = graph.by_token(graph.linear("span", hidden), 2)
        first = graph.op.gather(graph.by_token(hidden, graph.width), graph.index(0), graph.index(1))
        outputs = [spans, graph.linear("verdict", first)]
        return graph.model(outputs, [graph.ids, segments, graph.mask], "reader")
    except (KeyError, RuntimeError) as error:
        raise misfit(error) from error


def _check_heads(weights: Weights) -> None:
    """A head of another size would be widened to fit, or seen only when it is read from."""
    for head, size in _HEADS.items():
        for part in ("weight", "bias"):
            if len(weights[f"{head}.{part}"]) != size:
                raise misfit(f"{head}.{part} has {len(weights[f'{head}.{part}'])} rows, not {size}")
