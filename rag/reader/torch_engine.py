"""The reader with torch, on the CPU or on CUDA."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch

from rag.bert.graph import Weights
from rag.reader.misfit import misfit
from rag.reader.network import ReaderNetwork, from_bert, heads
from rag.reader.rows import Padded
from rag.types import FloatVector


class TorchEngine:
    """Rows to logits; safe to call from several threads."""

    def __init__(self, weights: Weights, precision: Literal["auto", "fp32", "bf16"]) -> None:
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        automatic = "bf16" if self._device == "cuda" else "fp32"
        self._precision = automatic if precision == "auto" else precision
        network = ReaderNetwork()
        try:
            network.load_state_dict(from_bert(weights) | heads(weights))
        except (KeyError, ValueError, RuntimeError) as error:
            raise misfit(error) from error
        kind = {"fp32": torch.float32, "bf16": torch.bfloat16}[self._precision]
        self._network = network.to(self._device, kind).eval()

    @property
    def name(self) -> str:
        """Engine and precision."""
        return f"torch-{self._precision}"

    def run(self, batches: Sequence[Padded], *, together: bool = False) -> list[tuple[FloatVector, FloatVector]]:
        """For each batch the logits of start and end [rows, width, 2] and the verdicts [rows, 3]; one at a time."""
        return [self._run(batch) for batch in batches]

    @torch.inference_mode()
    def _run(self, batch: Padded) -> tuple[FloatVector, FloatVector]:
        arrays = (batch.ids, batch.segments, batch.mask)
        spans, verdicts = self._network(*(torch.from_numpy(array).long().to(self._device) for array in arrays))
        return np.asarray(spans.cpu().numpy(), np.float32), np.asarray(verdicts.cpu().numpy(), np.float32)
