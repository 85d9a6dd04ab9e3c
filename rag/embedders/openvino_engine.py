"""Embedding with OpenVINO on the CPU: a stream a core for many texts, all threads together for a single question."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np

from rag.bert.batches import Batch, pack, windows
from rag.bert.compiled import Compiled
from rag.bert.graph import Ranges
from rag.bert.safetensors_file import read_safetensors
from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.bert.weights import ModelFiles
from rag.embedders.embedder_graph import build_graph, build_states_graph, why_not
from rag.embedders.parts import check_is_mean, parts_of
from rag.embedders.precision import Precision, choose, properties
from rag.errors import ModelError
from rag.types import FloatVector

BUDGET = 1024
"""Padded tokens of a batch: more is no faster (measured up to 16,384) and takes more memory."""
WINDOW = 4096
"""Texts that are sorted by length together."""


class OpenVINOEmbedder:
    """A BERT-like model on the CPU; safe to call from several threads.

    Long texts are truncated to the tokenizer's ``max_tokens``. Raises ModelError when the model is of another kind.
    """

    def __init__(self, files: ModelFiles, precision: Literal["auto", "fp32", "bf16", "int8"], cache: Path) -> None:
        reason = why_not(files)
        if reason:
            raise ModelError(f"OpenVINO does not run {files.name}: {reason}", "Set RAG_EMBEDDER_ENGINE=torch.")
        self._files = files
        self._tokenizer = HuggingFaceTokenizer(files)
        self._wanted = precision
        self._cache = cache
        self._lock = threading.Lock()
        self._compiled: dict[tuple[str, Callable[..., Any]], Compiled] = {}
        self._weights = read_safetensors(files.weights)

    @cached_property
    def _choice(self) -> tuple[Precision, Ranges]:
        """Made when it matters: who finds nothing to embed need not wait for OpenVINO."""
        return choose(self._wanted, self._files, self._tokenizer, self._cache)

    @property
    def identity(self) -> str:
        """Names weights, engine and precision."""
        return f"{self._files.label}/openvino-{self.precision}"

    @property
    def precision(self) -> Precision:
        """The precision in use: what was asked for, unless that was too far from fp32."""
        return self._choice[0]

    @property
    def dimension(self) -> int:
        return int(self._files.config["hidden_size"])

    @property
    def tokenizer(self) -> HuggingFaceTokenizer:
        return self._tokenizer

    def embed(self, texts: Sequence[str]) -> FloatVector:
        """Unit vectors [len(texts), dimension] in the order of ``texts``, as soon as possible: somebody waits."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        model = self._model("LATENCY")
        for batch in self._batches(texts):
            (vectors[batch.positions],) = model.result(model.start(batch.ids, batch.mask))
        return vectors

    def embed_stream(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[list[int], FloatVector]]:
        """Batches of keys and their vectors, in any order, while the next ones are computed.

        At most a window of texts and a few batches are held; tokenization runs while batches are computed.
        """
        model = self._model("THROUGHPUT")
        running: deque[tuple[list[int], Any]] = deque()
        for window in windows(texts, WINDOW):
            for batch in self._batches([text for _, text in window]):
                if len(running) == model.depth:
                    keys, request = running.popleft()
                    yield keys, model.result(request)[0]
                running.append(
                    ([window[position][0] for position in batch.positions], model.start(batch.ids, batch.mask))
                )
        for keys, request in running:
            yield keys, model.result(request)[0]

    def parts(self, texts: Sequence[str]) -> list[FloatVector]:
        """For each text what each of its tokens gives to its vector [tokens, dimension]: the rows add up to it."""
        check_is_mean(self._files)
        parts: list[FloatVector] = [np.empty((0, self.dimension), np.float32)] * len(texts)
        model = self._model("LATENCY", build_states_graph)
        for batch in self._batches(texts):
            (states,) = model.result(model.start(batch.ids, batch.mask))
            for place, row, mask in zip(batch.positions, states, batch.mask, strict=True):
                parts[place] = parts_of(row[mask > 0])
        return parts

    def _batches(self, texts: Sequence[str]) -> Iterator[Batch]:
        return pack(self._tokenizer.token_ids(texts), BUDGET, self._tokenizer.pad_id)

    def _model(self, hint: str, build: Callable[..., Any] = build_graph) -> Compiled:
        """Compiled at its first use: an ingestion never asks a question, a question never needs several streams."""
        with self._lock:
            if (hint, build) not in self._compiled:
                precision, ranges = self._choice
                graph = build(self._files, self._weights, ranges)
                wishes = {"PERFORMANCE_HINT": hint, **properties(precision)}
                self._compiled[hint, build] = Compiled(graph, wishes)
            return self._compiled[hint, build]
