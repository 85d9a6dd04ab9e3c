"""The reader on the CPU with OpenVINO."""

from __future__ import annotations

import queue
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

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
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._compiled: Any = None
        capabilities = openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
        self._precision = ("bf16" if "BF16" in capabilities else "fp32") if precision == "auto" else precision

    @property
    def name(self) -> str:
        """Engine and precision."""
        return f"openvino-{self._precision}"

    def run(self, batches: Sequence[Padded]) -> list[tuple[FloatVector, FloatVector]]:
        """For each batch the logits of start and end [rows, width, 2] and the verdicts [rows, 3]."""
        return [self._run(batch) for batch in batches]

    def _run(self, batch: Padded) -> tuple[FloatVector, FloatVector]:
        model = self._model()
        try:
            request = self._free.get_nowait()
        except queue.Empty:
            request = model.create_infer_request()
        request.infer([batch.ids, batch.segments, batch.mask])
        spans, verdicts = (np.array(request.get_output_tensor(place).data, np.float32) for place in (0, 1))
        self._free.put(request)
        return spans, verdicts

    def _model(self) -> Any:
        with self._lock:
            if self._compiled is None:
                hint = "f32" if self._precision == "fp32" else "bf16"
                wishes = {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_PRECISION_HINT": hint}
                self._compiled = (
                    openvino().Core().compile_model(build_graph(self._config, self._weights), "CPU", wishes)
                )
            return self._compiled


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
