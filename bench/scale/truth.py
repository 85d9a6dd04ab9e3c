"""The exact answers, and how much of them was found.

By distance: a chunk is right when it is as near as the tenth nearest, so that copies may stand for each other.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench.scale.corpus import CHUNKS_PER_DOCUMENT, DIMENSION, SLICE, Corpus, asked
from rag.types import FloatVector, IntVector

K = 10
SELECTIVITY = 0.01
AS_GOOD_AS = 1e-5


def chosen_documents(count: int) -> frozenset[int]:
    """One document in a hundred, drawn at random."""
    documents = count // CHUNKS_PER_DOCUMENT
    wanted = max(1, int(SELECTIVITY * documents))
    return frozenset(np.random.default_rng(7).choice(documents, wanted, replace=False).tolist())


def prepare_truth(folder: Path, count: int) -> None:
    """The score of the tenth nearest chunk of every question, among all and among the chosen documents."""
    path = folder / f"{count}-truth.npz"
    if path.exists():
        return
    vectors, (questions, _) = Corpus(folder, count).vectors, asked(folder, count)
    chosen = np.fromiter(chosen_documents(count), dtype=np.int64)
    best = {name: np.full((K, len(questions)), -1, dtype=np.float32) for name in ("all", "filtered")}
    for first in range(0, count, SLICE):
        scores = np.float32(vectors[first : first + SLICE]) @ questions.T
        passing = np.isin(np.arange(first, first + len(scores)) // CHUNKS_PER_DOCUMENT, chosen)
        for name, some in (("all", scores), ("filtered", scores[passing])):
            best[name] = np.sort(np.concatenate([best[name], some]), axis=0)[-K:]
    np.savez(path, **{name: scores[0] for name, scores in best.items()})


def recall(folder: Path, count: int, found: list[IntVector], which: str) -> float:
    """The mean share of the ten nearest that are among what was found for each question."""
    least, (questions, _) = np.load(folder / f"{count}-truth.npz")[which], asked(folder, count)
    vectors = Corpus(folder, count).vectors
    right = [_right(np.float32(vectors[ids[:K]]), questions[i], least[i]) for i, ids in enumerate(found)]
    return float(np.mean(right)) / K


def nearest_cosines(folder: Path, count: int, sample: int = 200) -> tuple[FloatVector, FloatVector]:
    """The cosine of real and of drawn chunks to their nearest neighbour among all: how alike the two are."""
    from bench.scale.corpus import REAL

    vectors, rng = Corpus(folder, count).vectors, np.random.default_rng(3)
    rows = np.concatenate([rng.choice(REAL, sample, False), rng.integers(REAL, count, sample)])
    asking, best = np.float32(vectors[rows]), np.zeros(2 * sample, dtype=np.float32)
    for first in range(0, count, SLICE):
        scores = np.float32(vectors[first : first + SLICE]) @ asking.T
        mine = (rows >= first) & (rows < first + SLICE)
        scores[rows[mine] - first, np.flatnonzero(mine)] = -1
        best = np.maximum(best, scores.max(axis=0))
    return best[:sample], best[sample:]


def _right(vectors: FloatVector, question: FloatVector, least: np.float32) -> int:
    assert vectors.shape[1] == DIMENSION
    return int(np.count_nonzero(vectors @ question >= least - AS_GOOD_AS))
