"""Embedding with torch: any sentence-transformers model, on the CPU or on CUDA."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np

from rag.embedders.batches import Batch, pack, windows
from rag.embedders.tokenizer import HuggingFaceTokenizer
from rag.embedders.weights import ModelFiles
from rag.errors import ModelError
from rag.types import FloatVector

BUDGET = 16384
"""Padded tokens of a batch."""
WINDOW = 2048
"""Texts that are sorted by length together."""


class TorchEmbedder:
    """Any sentence-transformers model; safe to call from several threads, which take turns.

    Long texts are truncated to the tokenizer's ``max_tokens``.
    """

    def __init__(self, files: ModelFiles, precision: Literal["auto", "fp32", "bf16", "int8"] = "auto") -> None:
        if precision == "int8":
            raise ModelError("The torch engine has no int8", "Set RAG_EMBEDDER_PRECISION=auto.")
        self._files = files
        self._wanted = precision
        self._tokenizer = HuggingFaceTokenizer(files)
        self._lock = threading.Lock()

    @cached_property
    def _device(self) -> str:
        import torch

        return "cuda" if torch.cuda.is_available() else "cpu"

    @cached_property
    def _precision(self) -> str:
        if self._wanted != "auto":
            return self._wanted
        import torch

        if self._device == "cuda":
            return "bf16" if torch.cuda.is_bf16_supported() else "fp32"
        return "bf16" if torch.cpu._is_avx512_bf16_supported() else "fp32"

    @property
    def identity(self) -> str:
        """Names weights, engine, device and precision."""
        return f"{self._files.label}/torch-{self._device}-{self._precision}"

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def tokenizer(self) -> HuggingFaceTokenizer:
        return self._tokenizer

    def embed(self, texts: Sequence[str]) -> FloatVector:
        """Unit vectors [len(texts), dimension] in the order of ``texts``."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for positions, rows in self.embed_stream(enumerate(texts)):
            vectors[positions] = rows
        return vectors

    def embed_stream(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[list[int], FloatVector]]:
        """Batches of keys and their vectors, longest texts of a window first."""
        for window in windows(texts, WINDOW):
            token_ids = self._tokenizer.token_ids([text for _, text in window])
            for batch in pack(token_ids, BUDGET, self._tokenizer.pad_id):
                yield [window[position][0] for position in batch.positions], self._forward(batch)

    def _forward(self, batch: Batch) -> FloatVector:
        import torch

        features = {"input_ids": batch.ids, "attention_mask": batch.mask}
        with self._lock, torch.inference_mode():
            tensors = {name: torch.from_numpy(rows).long().to(self._device) for name, rows in features.items()}
            vectors = self._model(tensors)["sentence_embedding"].float()
            unit = torch.nn.functional.normalize(vectors, dim=-1)
            return np.asarray(unit.cpu().numpy(), dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        import torch
        from sentence_transformers import SentenceTransformer

        kind = {"fp32": torch.float32, "bf16": torch.bfloat16}[self._precision]
        return SentenceTransformer(
            str(self._files.folder),
            device=self._device,
            local_files_only=True,
            trust_remote_code=False,
            model_kwargs={"dtype": kind, "use_safetensors": True},
        ).eval()
