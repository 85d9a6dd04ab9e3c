"""From a stream of texts to matrices of token ids with little padding, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item")


MULTIPLE = 16
"""Widths are rounded up to it: attention over 157 tokens takes half again as long as over 160."""


@dataclass(frozen=True, slots=True)
class Batch:
    """``ids`` and ``mask`` are int32 [rows, width]; ``positions`` tells which text of the window each row is."""

    positions: list[int]
    ids: NDArray[np.int32]
    mask: NDArray[np.int32]


def windows(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Lists of ``size`` items, the last one shorter."""
    iterator = iter(items)
    while window := list(islice(iterator, size)):
        yield window


def pack(token_ids: Sequence[Sequence[int] | NDArray[np.int32]], budget: int, pad_id: int = 0) -> Iterator[Batch]:
    """Batches of at most ``budget`` padded tokens (or one row), longest texts first, so that the largest come first."""
    order = sorted(range(len(token_ids)), key=lambda position: -len(token_ids[position]))
    start = 0
    while start < len(order):
        width = max(1, -(-len(token_ids[order[start]]) // MULTIPLE)) * MULTIPLE
        rows = max(1, budget // width)
        yield _fill(order[start : start + rows], token_ids, width, pad_id)
        start += rows


def _fill(
    positions: list[int], token_ids: Sequence[Sequence[int] | NDArray[np.int32]], width: int, pad_id: int
) -> Batch:
    ids = np.full((len(positions), width), pad_id, dtype=np.int32)
    mask = np.zeros((len(positions), width), dtype=np.int32)
    for row, position in enumerate(positions):
        length = len(token_ids[position])
        ids[row, :length] = token_ids[position]
        mask[row, :length] = 1
    return Batch(positions, ids, mask)
