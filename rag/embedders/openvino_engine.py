"""Embedding with OpenVINO on the CPU: two streams for many texts, both threads together for a single question."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np

from rag.embedders.batches import Batch, pack, windows
from rag.embedders.bert_graph import build_graph, why_not
from rag.embedders.openvino_runtime import openvino
from rag.embedders.safetensors_file import read_safetensors
from rag.embedders.tokenizer import HuggingFaceTokenizer
from rag.embedders.weights import ModelFiles
from rag.errors import ModelError
from rag.types import FloatVector

Precision = Literal["fp32", "bf16"]

BUDGET = 8192
"""Padded tokens of a batch."""
WINDOW = 2048
"""Texts that are sorted by length together."""
FEW = 4
"""Up to so many texts are embedded at once on all threads, for they are questions that somebody waits for."""


class OpenVINOEmbedder:
    """A BERT-like model on the CPU; safe to call from several threads.

    Long texts are truncated to the tokenizer's ``max_tokens``. Raises ModelError when the model is of another kind.
    """

    def __init__(self, files: ModelFiles, precision: Literal["auto", "fp32", "bf16", "int8"] = "auto") -> None:
        reason = why_not(files)
        if reason:
            raise ModelError(f"OpenVINO does not run {files.name}: {reason}", "Set RAG_EMBEDDER_ENGINE=torch.")
        self._files = files
        self._tokenizer = HuggingFaceTokenizer(files)
        self._precision: Precision = _choose(precision)
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """Names weights, engine and precision."""
        return f"{self._files.label}/openvino-{self._precision}"

    @property
    def dimension(self) -> int:
        return int(self._files.config["hidden_size"])

    @property
    def tokenizer(self) -> HuggingFaceTokenizer:
        return self._tokenizer

    def embed(self, texts: Sequence[str]) -> FloatVector:
        """Unit vectors [len(texts), dimension] in the order of ``texts``."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if len(texts) <= FEW:
            for batch in self._batches(texts):
                vectors[batch.positions] = self._quick.run(batch)
            return vectors
        for positions, rows in self.embed_stream(enumerate(texts)):
            vectors[positions] = rows
        return vectors

    def embed_stream(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[list[int], FloatVector]]:
        """Batches of keys and their vectors, in any order, while the next ones are computed."""
        running: deque[tuple[list[int], Any]] = deque()
        for window in windows(texts, WINDOW):
            for batch in self._batches([text for _, text in window]):
                keys = [window[position][0] for position in batch.positions]
                if len(running) == self._bulk.depth:
                    done, request = running.popleft()
                    yield done, self._bulk.result(request)
                running.append((keys, self._bulk.start(batch)))
        for keys, request in running:
            yield keys, self._bulk.result(request)

    def _batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        return pack(self._tokenizer.token_ids(texts), BUDGET, self._tokenizer.pad_id)

    @cached_property
    def _bulk(self) -> _Compiled:
        return self._compile("THROUGHPUT", 2)

    @cached_property
    def _quick(self) -> _Compiled:
        return self._compile("LATENCY", 1)

    def _compile(self, hint: str, streams: int) -> _Compiled:
        with self._lock:
            model = build_graph(self._files, read_safetensors(self._files.weights))
            return _Compiled(model, {"PERFORMANCE_HINT": hint, "NUM_STREAMS": streams, **_HINTS[self._precision]})


_HINTS = {"fp32": {"INFERENCE_PRECISION_HINT": "f32"}, "bf16": {"INFERENCE_PRECISION_HINT": "bf16"}}


class _Compiled:
    """A compiled model and a few requests that any thread may borrow."""

    def __init__(self, model: Any, properties: dict[str, Any]) -> None:
        compiled = openvino().Core().compile_model(model, "CPU", properties)
        self.depth = 2 * int(compiled.get_property("NUM_STREAMS"))
        self._compiled = compiled
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def run(self, batch: Batch) -> FloatVector:
        return self.result(self.start(batch))

    def start(self, batch: Batch) -> Any:
        try:
            request = self._free.get_nowait()
        except queue.Empty:
            request = self._compiled.create_infer_request()
        request.start_async([batch.ids, batch.mask])
        return request

    def result(self, request: Any) -> FloatVector:
        request.wait()
        vectors = np.array(request.get_output_tensor().data, dtype=np.float32)
        self._free.put(request)
        return vectors


def _choose(precision: Literal["auto", "fp32", "bf16", "int8"]) -> Precision:
    if precision == "int8":
        raise ModelError("int8 is not there yet", "Set RAG_EMBEDDER_PRECISION=auto.")
    if precision != "auto":
        return precision
    return "bf16" if "BF16" in openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "fp32"
