"""What the reader learns from: spans normalised over all passages of a question (shared norm), verdicts one by one.

Shared normalisation: Clark & Gardner, "Simple and Effective Multi-Paragraph Reading Comprehension" (2018). Where an
answer stands several times, the probability of all its places counts.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from rag.reader.network import MASKED
from training.reader.batching import Batch
from training.reader.dataset import UNKNOWN

WEIGHTS = (1.0, 0.5, 1.0)
"""Of the verdicts: answers, relevant, supports."""


def loss_of(spans: Tensor, verdicts: Tensor, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The sum to minimise, and its parts for the log."""
    span = _span_loss(spans, batch)
    parts = {"span": span}
    for place, name in enumerate(("answers", "relevant", "supports")):
        known = batch.labels[:, place] != UNKNOWN
        if known.any():
            target = batch.labels[known, place].float()
            parts[name] = functional.binary_cross_entropy_with_logits(verdicts[known, place], target)
    weights = dict(zip(("answers", "relevant", "supports"), WEIGHTS, strict=True)) | {"span": 1.0}
    total = torch.stack([weights[name] * part for name, part in parts.items()]).sum()
    return total, {name: float(part.detach()) for name, part in parts.items()}


def _span_loss(spans: Tensor, batch: Batch) -> Tensor:
    groups = int(batch.group.max()) + 1
    outside = (batch.body == 0)[..., None] * MASKED
    of_row = torch.logsumexp(spans + outside, 1)
    gold = torch.stack([batch.starts, batch.ends], -1)
    right = torch.logsumexp(spans + (gold == 0) * MASKED, 1)
    whole = _by_group(of_row, batch.group, groups)
    found = _by_group(right, batch.group, groups)
    answered = spans.new_zeros(groups).index_add(0, batch.group, batch.starts.sum(1).float()) > 0
    if not answered.any():
        return spans.sum() * 0
    return (whole - found)[answered].mean(0).sum() / 2


def _by_group(rows: Tensor, group: Tensor, groups: int) -> Tensor:
    """Log of the sum of exponentials over the rows of each group [groups, 2]."""
    most = rows.new_full((groups, 2), MASKED).scatter_reduce(0, group[:, None].expand(-1, 2), rows.detach(), "amax")
    shifted = (rows - most[group]).exp()
    return rows.new_zeros(groups, 2).index_add(0, group, shifted).clamp_min(1e-30).log() + most
