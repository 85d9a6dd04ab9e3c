"""What the reader learns from: spans normalised over all passages of a question (shared norm), verdicts one by one.

Shared normalisation: Clark & Gardner, "Simple and Effective Multi-Paragraph Reading Comprehension" (2018). Where an
answer stands several times, the probability of all its places counts. With teachers, part of each target is what they
say together: Hinton, Vinyals & Dean, "Distilling the Knowledge in a Neural Network" (2015).

Nothing here waits for the device: a GPU would stand still meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from rag.reader.network import MASKED, ReaderNetwork
from training.reader.batching import Batch
from training.reader.dataset import UNKNOWN

WEIGHTS = {"answers": 1.0, "relevant": 0.5, "supports": 1.0}
"""Of the verdicts."""
SHARE_TAUGHT = 0.7
"""How much of the targets is the teachers'."""


@dataclass(frozen=True, slots=True)
class Taught:
    """What teachers say of a batch: probabilities of starts and ends within groups, and of verdicts."""

    spans: Tensor
    verdicts: Tensor


@torch.no_grad()
def taught_by(teachers: Sequence[ReaderNetwork], batch: Batch) -> Taught | None:
    """The mean of the teachers' probabilities; None without teachers."""
    if not teachers:
        return None
    read = [teacher(batch.ids, batch.segments, batch.mask) for teacher in teachers]
    spans = torch.stack([_within_groups(spans, batch).exp() for spans, _ in read]).mean(0)
    return Taught(spans, torch.stack([verdicts.sigmoid() for _, verdicts in read]).mean(0))


def loss_of(spans: Tensor, verdicts: Tensor, batch: Batch, taught: Taught | None) -> tuple[Tensor, dict[str, Tensor]]:
    """The sum to minimise, and its parts for the log."""
    parts = {"span": _span_loss(spans, batch, taught)}
    for place, name in enumerate(WEIGHTS):
        soft = None if taught is None else taught.verdicts[:, place]
        parts[name] = WEIGHTS[name] * _verdict_loss(verdicts[:, place], batch.labels[:, place], soft)
    return torch.stack(list(parts.values())).sum(), {name: part.detach() for name, part in parts.items()}


def _verdict_loss(verdict: Tensor, label: Tensor, soft: Tensor | None) -> Tensor:
    known = label != UNKNOWN
    target = label.clamp_min(0).float()
    if soft is not None:
        target = torch.lerp(target, soft, SHARE_TAUGHT)
    lost = functional.binary_cross_entropy_with_logits(verdict, target, reduction="none")
    return (lost * known).sum() / known.sum().clamp_min(1)


def _span_loss(spans: Tensor, batch: Batch, taught: Taught | None) -> Tensor:
    within = _within_groups(spans, batch)
    gold = torch.stack([batch.starts, batch.ends], -1)
    right = torch.logsumexp(within + (gold == 0) * MASKED, 1)
    found = _by_group(right, batch.group, batch.groups).sum(1)
    answered = spans.new_zeros(batch.groups).index_add(0, batch.group, batch.starts.sum(1).float()) > 0
    lost = torch.where(answered, -found, 0).sum()
    if taught is not None:
        soft = -(taught.spans * within).sum((1, 2))
        lost = torch.lerp(lost, torch.where(answered[batch.group], soft, 0).sum(), SHARE_TAUGHT)
    return lost / answered.sum().clamp_min(1) / 2


def _within_groups(spans: Tensor, batch: Batch) -> Tensor:
    """Log-probabilities of starts and ends [rows, width, 2], each summing to one over the passages of a group."""
    inside = spans + (batch.body == 0)[..., None] * MASKED
    whole = _by_group(torch.logsumexp(inside, 1), batch.group, batch.groups)
    return inside - whole[batch.group][:, None]


def _by_group(rows: Tensor, group: Tensor, groups: int) -> Tensor:
    """Log of the sum of exponentials over the rows of each group [groups, 2]."""
    most = rows.new_full((groups, 2), MASKED).scatter_reduce(0, group[:, None].expand(-1, 2), rows.detach(), "amax")
    shifted = (rows - most[group]).exp()
    return rows.new_zeros(groups, 2).index_add(0, group, shifted).clamp_min(1e-30).log() + most
