"""Embedding with torch: any sentence-transformers model that reads tokens, on the CPU or on CUDA."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np

from rag.bert.batches import Batch, pack, windows
from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.bert.weights import ModelFiles
from rag.embedders.parts import check_is_mean, parts_of
from rag.errors import ModelError
from rag.types import FloatVector

BUDGET = {"cpu": 8192, "cuda": 65536}
"""Padded tokens of a batch."""
WINDOW = 4096
"""Texts that are sorted by length together."""


class TorchEmbedder:
    """Any sentence-transformers model; safe to call from several threads, which take turns.

    Long texts are truncated to the tokenizer's ``max_tokens``. Raises ModelError when the model cannot be loaded.
    """

    def __init__(self, files: ModelFiles, precision: Literal["auto", "fp32", "bf16", "int8"]) -> None:
        if precision == "int8":
            raise ModelError("The torch engine has no int8", "Set RAG_EMBEDDER_PRECISION=auto.")
        if files.modules[0] != "Transformer":
            raise ModelError(f"{files.name} does not begin with a transformer", "Set RAG_EMBEDDER to one that does.")
        self._files = files
        self._tokenizer = HuggingFaceTokenizer(files)
        self._device = _device()
        self._precision = precision if precision != "auto" else _best_precision(self._device)
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """Names weights, engine and precision."""
        return f"{self._files.label}/torch-{self._precision}"

    @property
    def dimension(self) -> int:
        with self._lock:
            return int(self._model.get_embedding_dimension())

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
        """Batches of keys and their vectors, longest texts of a window first; at most a window of texts is held."""
        for window in windows(texts, WINDOW):
            token_ids = self._tokenizer.token_ids([text for _, text in window])
            for batch in pack(token_ids, BUDGET[self._device], self._tokenizer.pad_id):
                yield [window[position][0] for position in batch.positions], self._forward(batch)

    def parts(self, texts: Sequence[str]) -> list[FloatVector]:
        """For each text what each of its tokens gives to its vector [tokens, dimension]: the rows add up to it."""
        check_is_mean(self._files)
        parts: list[FloatVector] = [np.empty((0, self.dimension), np.float32)] * len(texts)
        for batch in pack(self._tokenizer.token_ids(texts), BUDGET[self._device], self._tokenizer.pad_id):
            for place, row, mask in zip(
                batch.positions, self._output(batch, "token_embeddings"), batch.mask, strict=True
            ):
                parts[place] = parts_of(row[mask > 0])
        return parts

    def _forward(self, batch: Batch) -> FloatVector:
        vectors = self._output(batch, "sentence_embedding")
        unit: FloatVector = vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32(1e-12))
        return unit

    def _output(self, batch: Batch, name: str) -> FloatVector:
        """What the model calls by this name: a vector for each row of the batch, or for each of its tokens."""
        import torch

        features = {"input_ids": batch.ids, "attention_mask": batch.mask}
        tensors = {name: torch.from_numpy(rows).long().to(self._device) for name, rows in features.items()}
        with self._lock, torch.inference_mode():
            return np.asarray(self._model(tensors)[name].float().cpu().numpy(), dtype=np.float32)

    @cached_property
    def _model(self) -> Any:
        """Loaded at its first use; needs the lock."""
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        kind = {"fp32": torch.float32, "bf16": torch.bfloat16}[self._precision]
        logging.disable_progress_bar()
        try:
            model = SentenceTransformer(
                str(self._files.folder),
                device=self._device,
                local_files_only=True,
                trust_remote_code=False,
                model_kwargs={"dtype": kind, "use_safetensors": True},
            )
        except (OSError, ValueError, ImportError) as error:
            raise ModelError(f"{self._files.name} cannot be loaded ({error})", "Install the model again.") from error
        finally:
            logging.enable_progress_bar()
        return model.eval()


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _best_precision(device: str) -> str:
    """Half precision where the hardware computes in it; elsewhere it would be slower than fp32."""
    import torch

    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    return "bf16" if torch.cpu.get_capabilities().get("avx512_bf16") else "fp32"
