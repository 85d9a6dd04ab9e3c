"""Groups of sequences into padded batches of few fixed shapes: a new shape costs a compilation."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from training.reader.dataset import LONGEST, Dataset, Sequence_

TOKENS = 4096
"""Padded tokens of a batch, unless told otherwise: a GPU is busy only with ten times that."""
STEP = 32
"""Widths are multiples of this."""
POOL = 4096
"""Groups that are sorted by length together."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded rows; ``group`` numbers the rows that are compared with each other, ``body`` marks passage tokens."""

    ids: Tensor
    segments: Tensor
    mask: Tensor
    body: Tensor
    starts: Tensor
    ends: Tensor
    labels: Tensor
    group: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch where it is computed with."""
        return Batch(*(getattr(self, field.name).to(device, non_blocking=True) for field in fields(self)))


def batches(
    dataset: Dataset,
    order: Sequence[int],
    rng: random.Random,
    negatives: float,
    crop: float,
    tokens: int = TOKENS,
) -> Iterator[Batch]:
    """Every group of ``order`` once; within a pool sorted by length, the batches of a pool shuffled."""
    for first in range(0, len(order), POOL):
        drawn = [dataset.draw(group, rng, negatives, crop) for group in order[first : first + POOL]]
        packed = list(pack(drawn, tokens))
        rng.shuffle(packed)
        for groups in packed:
            yield padded(groups, tokens)


def pack(groups: Sequence[list[Sequence_]], tokens: int = TOKENS) -> Iterator[list[list[Sequence_]]]:
    """Groups of about one length together, none torn apart."""
    pending: list[list[Sequence_]] = []
    for group in sorted(groups, key=lambda group: max(len(row.ids) for row in group)):
        width = _width(max(len(row.ids) for row in group))
        if pending and (sum(map(len, pending)) + len(group)) * width > tokens:
            yield pending
            pending = []
        pending.append(group)
    if pending:
        yield pending


def padded(groups: Sequence[list[Sequence_]], tokens: int = TOKENS) -> Batch:
    """A batch as tensors; rows are added until the shape is one of the fixed ones."""
    rows = [row for group in groups for row in group]
    width = _width(max(len(row.ids) for row in rows))
    height = max(tokens // width, len(rows))
    ids, segments, mask, body, starts, ends = (np.zeros((height, width), dtype=np.int64) for _ in range(6))
    labels = np.full((height, 3), -1, dtype=np.int64)
    group = np.full(height, len(groups), dtype=np.int64)
    group[: len(rows)] = [number for number, rows_of in enumerate(groups) for _ in rows_of]
    mask[:, 0] = 1
    for place, row in enumerate(rows):
        length = len(row.ids)
        ids[place, :length] = row.ids
        segments[place, row.second : length] = 1
        mask[place, :length] = 1
        body[place, row.body : length - 1] = 1
        labels[place] = row.labels
        for start, end in row.spans:
            starts[place, start] = ends[place, end] = 1
    return Batch(*map(torch.from_numpy, (ids, segments, mask, body, starts, ends, labels, group)))


def _width(length: int) -> int:
    return min(-(-length // STEP) * STEP, LONGEST)
