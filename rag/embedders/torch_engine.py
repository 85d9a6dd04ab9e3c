"""Embedding with torch: any sentence-transformers model that reads tokens, on the CPU or on CUDA."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any, Literal

import numpy as np

from rag.bert.batches import Batch, pack, windows
from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.bert.tokenizer_pool import TokenIds, Window, tokenized_ahead
from rag.bert.weights import ModelFiles
from rag.embedders.parts import check_is_mean, parts_of
from rag.errors import ModelError
from rag.types import FloatVector


@dataclass(frozen=True, slots=True)
class Pace:
    """How a device is fed."""

    budget: int
    """Padded tokens of a batch."""
    window: int
    """Texts that are sorted by length together."""
    under_way: int
    """Batches that the device computes while the next is packed; with any, texts are tokenized ahead too."""


PACES = {"cpu": Pace(8192, 4096, 0), "cuda": Pace(262_144, 16_384, 2)}


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
        """Batches of keys and their vectors, longest texts of a window first; at most some windows of texts are held.

        A GPU never waits for the processor: the next windows are tokenized, and a batch packed, while it computes.
        """
        under_way: deque[tuple[list[int], Any]] = deque()
        for window, token_ids in self._tokenized(windows(texts, self._pace.window)):
            for batch in pack(token_ids, self._pace.budget, self._tokenizer.pad_id):
                keys = [window[position][0] for position in batch.positions]
                under_way.append((keys, self._started(batch, "sentence_embedding")))
                if len(under_way) > self._pace.under_way:
                    yield _finished(*under_way.popleft())
        for keys, vectors in under_way:
            yield _finished(keys, vectors)

    def _tokenized(self, given: Iterator[Window]) -> Iterator[tuple[Window, Sequence[Sequence[int] | TokenIds]]]:
        """Windows with their token ids; where a GPU computes, all but the first are tokenized ahead."""
        for window in islice(given, 1) if self._pace.under_way else given:
            yield window, self._tokenizer.token_ids([text for _, text in window])
        yield from tokenized_ahead(self._files, given)

    def parts(self, texts: Sequence[str]) -> list[FloatVector]:
        """For each text what each of its tokens gives to its vector [tokens, dimension]: the rows add up to it."""
        check_is_mean(self._files)
        parts: list[FloatVector] = [np.empty((0, self.dimension), np.float32)] * len(texts)
        for batch in pack(self._tokenizer.token_ids(texts), self._pace.budget, self._tokenizer.pad_id):
            for place, row, mask in zip(
                batch.positions, self._started(batch, "token_embeddings").cpu().numpy(), batch.mask, strict=True
            ):
                parts[place] = parts_of(row[mask > 0])
        return parts

    @property
    def _pace(self) -> Pace:
        return PACES[self._device]

    def _started(self, batch: Batch, name: str) -> Any:
        """What the model calls by this name, a vector for each row of the batch or for each of its tokens: a tensor
        that a GPU may still be computing."""
        import torch

        features = {"input_ids": batch.ids, "attention_mask": batch.mask}
        tensors = {name: torch.from_numpy(rows).to(self._device).long() for name, rows in features.items()}
        with self._lock, torch.inference_mode():
            return self._model(tensors)[name].float()

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


def _finished(keys: list[int], tensor: Any) -> tuple[list[int], FloatVector]:
    """The keys and the unit vectors [len(keys), dimension] of a batch; waits for them."""
    vectors: FloatVector = tensor.cpu().numpy()
    return keys, vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32(1e-12))


def _device() -> str:
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def _best_precision(device: str) -> str:
    """Half precision where the hardware computes in it; elsewhere it would be slower than fp32."""
    import torch

    if device == "cuda":
        return "bf16" if torch.cuda.is_bf16_supported(including_emulation=False) else "fp32"
    return "bf16" if torch.cpu.get_capabilities().get("avx512_bf16") else "fp32"
