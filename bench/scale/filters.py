"""How much is found, and for how long it is looked for, by the share of documents that a filter lets pass."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.scale.corpus import CHUNKS_PER_DOCUMENT, SLICE, Corpus, asked
from bench.scale.stages import base_of
from bench.scale.truth import AS_GOOD_AS, K
from bench.scale.variants import engine_of
from rag.protocols import SearchIndex
from rag.types import FloatVector

SHARES = (0.01, 0.03, 0.1, 0.2, 0.3, 0.5, 0.8)
_EVERY = 5
"""One question in so many is asked."""


def filtered(folder: Path, variant: str, count: int) -> str:
    """A line of a table for each share: recall@10 and milliseconds of processor of the base that `measure` built."""
    questions = asked(folder, count)[0][::_EVERY]
    vectors, index = Corpus(folder, count).vectors, engine_of(variant).open(base_of(folder, variant, count))
    lines = ["| documents that pass | recall@10 | cpu p50 | cpu p99 |", "| ---: | ---: | ---: | ---: |"]
    for share in SHARES:
        documents = np.random.default_rng(7).permutation(count // CHUNKS_PER_DOCUMENT)
        chosen = documents[: int(share * len(documents))]
        least = _least(vectors, questions, chosen)
        recall, times = _asked(index, vectors, questions, frozenset(chosen.tolist()), least)
        p50, p99 = np.percentile(times, (50, 99))
        lines.append(f"| {share:.0%} | {recall:.3f} | {p50:.1f} | {p99:.1f} |")
    index.close()
    return "\n".join(lines)


def _asked(
    index: SearchIndex,
    vectors: NDArray[np.float16],
    questions: FloatVector,
    documents: frozenset[int],
    least: FloatVector,
) -> tuple[float, list[float]]:
    """The mean recall of all questions, and the milliseconds of each; the first is asked once before."""
    found, times = [], []
    index.dense(questions[0], K, documents)
    for question, enough in zip(questions, least, strict=True):
        started = time.process_time()
        nearest = index.dense(question, K, documents).chunk_ids
        times.append(1_000 * (time.process_time() - started))
        found.append(np.count_nonzero(np.float32(vectors[nearest]) @ question >= enough - AS_GOOD_AS) / K)
    return float(np.mean(found)), times


def _least(vectors: NDArray[np.float16], questions: FloatVector, chosen: NDArray[np.int64]) -> FloatVector:
    """The score of the tenth nearest chunk of the chosen documents, for each question."""
    best = np.full((K, len(questions)), -1, dtype=np.float32)
    for first in range(0, len(vectors), SLICE):
        part = np.float32(vectors[first : first + SLICE])
        passing = np.isin(np.arange(first, first + len(part)) // CHUNKS_PER_DOCUMENT, chosen)
        best = np.sort(np.concatenate([best, part[passing] @ questions.T]), axis=0)[-K:]
    return best[0]
