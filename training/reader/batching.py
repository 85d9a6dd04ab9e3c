"""Groups of sequences into padded batches of few fixed shapes: a new shape costs a compilation."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.pool import Pool

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
    """Padded rows; ``group`` numbers the rows that are compared with each other, ``body`` marks passage tokens.

    ``groups`` counts them, the one of rows that only pad the shape among them.
    """

    ids: Tensor
    segments: Tensor
    mask: Tensor
    body: Tensor
    starts: Tensor
    ends: Tensor
    labels: Tensor
    group: Tensor
    groups: int

    def to(self, device: torch.device) -> Batch:
        """The same batch where it is computed with."""
        tensors = (self.ids, self.segments, self.mask, self.body, self.starts, self.ends, self.labels, self.group)
        return Batch(*(tensor.to(device, non_blocking=True).long() for tensor in tensors), self.groups)


@dataclass(frozen=True, slots=True)
class Drawing:
    """How batches are drawn: the shares of ``Dataset.draw``, padded tokens of a batch."""

    negatives: float
    crop: float
    tokens: int = TOKENS


class Batcher:
    """Draws the batches of an epoch, in processes of their own where there are any: a GPU is faster than one Python."""

    def __init__(self, dataset: Dataset, drawing: Drawing, seed: int, workers: int = 0) -> None:
        self._groups, self._seed = len(dataset), seed
        _prepare(dataset, drawing)
        self._pool: Pool | None = get_context("fork").Pool(workers) if workers else None

    def epoch(self, number: int) -> Iterator[Batch]:
        """Every group once; within a pool sorted by length, the batches of a pool shuffled."""
        order = list(range(self._groups))
        random.Random(self._seed * 1000 + number).shuffle(order)
        jobs = [(f"{self._seed} {number} {first}", order[first : first + POOL]) for first in range(0, len(order), POOL)]
        drawn = self._pool.imap(_draw, jobs) if self._pool else map(_draw, jobs)
        for batches in drawn:
            for arrays, groups in batches:
                yield Batch(*map(torch.from_numpy, arrays), groups)

    def close(self) -> None:
        """End the other processes, whatever they are at."""
        if self._pool:
            self._pool.terminate()
            self._pool.join()


Arrays = tuple[np.ndarray, ...]
_drawn_from: list[tuple[Dataset, Drawing]] = []
"""What the processes of a Batcher inherit."""


def _prepare(dataset: Dataset, drawing: Drawing) -> None:
    _drawn_from[:] = [(dataset, drawing)]


def _draw(job: tuple[str, list[int]]) -> list[tuple[Arrays, int]]:
    seed, order = job
    rng = random.Random(seed)
    (dataset, drawing), *_ = _drawn_from
    drawn = [dataset.draw(group, rng, drawing.negatives, drawing.crop) for group in order]
    packed = list(pack(drawn, drawing.tokens))
    rng.shuffle(packed)
    return [(_arrays(groups, drawing.tokens), len(groups) + 1) for groups in packed]


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
    batch = Batch(*map(torch.from_numpy, _arrays(groups, tokens)), len(groups) + 1)
    return batch.to(torch.device("cpu"))


def _arrays(groups: Sequence[list[Sequence_]], tokens: int) -> Arrays:
    """The tensors of a batch in the smallest types that hold them: they travel between processes."""
    rows = [row for group in groups for row in group]
    width = _width(max(len(row.ids) for row in rows))
    height = max(tokens // width, len(rows))
    ids = np.zeros((height, width), dtype=np.int16)
    segments, mask, body, starts, ends = (np.zeros((height, width), dtype=np.uint8) for _ in range(5))
    labels = np.full((height, 3), -1, dtype=np.int8)
    group = np.full(height, len(groups), dtype=np.int16)
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
    return ids, segments, mask, body, starts, ends, labels, group


def _width(length: int) -> int:
    return min(-(-length // STEP) * STEP, LONGEST)
