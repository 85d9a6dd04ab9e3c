"""How well a network does on the held-out part of the training data, to choose checkpoints by."""

from __future__ import annotations

import random

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from rag.reader.network import MASKED, ReaderNetwork
from training.reader.batching import pack, padded
from training.reader.dataset import Dataset

LONGEST_ANSWER = 30
"""Tokens."""


@torch.inference_mode()
def held_figures(network: ReaderNetwork, dataset: Dataset, most: int) -> dict[str, float]:
    """Token-level exact match and F1 of the best span, and the AUROC of answerability among the real unanswerable."""
    rng = random.Random(0)
    chosen = list(range(0, len(dataset), max(1, round(len(dataset) / most))))
    exact, f1, scores, answerable = [], [], [], []
    device = network.words.weight.device
    for groups in pack([[dataset.sequence(dataset.groups[group][0], rng)] for group in chosen]):
        batch = padded(groups)
        read = network(*(tensor.to(device) for tensor in (batch.ids, batch.segments, batch.mask)))
        spans, verdicts = (tensor.cpu() for tensor in read)
        spans = spans + (batch.body == 0)[..., None] * MASKED
        for place, (row,) in enumerate(groups):
            scores.append(float(verdicts[place, 0]))
            answerable.append(row.labels[0] == 1)
            if row.spans:
                span = best_span(spans[place, :, 0].numpy(), spans[place, :, 1].numpy())
                exact.append(float(span in row.spans))
                f1.append(max(_overlap(span, gold) for gold in row.spans))
    return {
        "exact": float(np.mean(exact)),
        "f1": float(np.mean(f1)),
        "auroc": float(roc_auc_score(answerable, scores)),
        "questions": float(len(chosen)),
    }


def best_span(start: np.ndarray, end: np.ndarray) -> tuple[int, int]:
    """The best-scored span of at most LONGEST_ANSWER tokens."""
    width = len(start)
    both = start[:, None] + end[None, :]
    allowed = np.triu(np.ones((width, width), bool)) & ~np.triu(np.ones((width, width), bool), LONGEST_ANSWER)
    place = int(np.where(allowed, both, -np.inf).argmax())
    return place // width, place % width


def _overlap(span: tuple[int, int], gold: tuple[int, int]) -> float:
    shared = min(span[1], gold[1]) - max(span[0], gold[0]) + 1
    return max(0, shared) * 2 / (span[1] - span[0] + gold[1] - gold[0] + 2)
