"""The engines that keep a base on disk, and what one answers."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from rag.indexes import manifest
from rag.indexes.engines import engine as engine_of
from rag.settings import Settings
from tests.indexes.sample_points import DIMENSION, random_sparse, unit_rows

NAMES = ["edge", "faiss"]
KINDS = [*NAMES, "edge-int8"]
QUESTION = unit_rows(np.random.default_rng(20), 1)[0]
WORDS = random_sparse(np.random.default_rng(21), 20)


def engine_named(name):
    """An engine as it is set up by default, or with the quantization that follows its name."""
    engine, _, quantization = name.partition("-")
    return engine_of(engine, Settings(quantization=quantization or "none"))


def answers(index) -> list[list[float]]:
    dense, lexical = index.dense(QUESTION, 20), index.lexical(WORDS, 20)
    return [dense.chunk_ids.tolist(), dense.scores.tolist(), lexical.chunk_ids.tolist(), lexical.scores.tolist()]


def answers_of(engine, directory: Path) -> list[list[float]]:
    index = engine.open(directory)
    try:
        return answers(index)
    finally:
        index.close()


def declare_whole(directory: Path, engine: str, points: int) -> None:
    """Write a manifest over what lies in a base, so that nobody sees by it that files were changed."""
    (directory / manifest.NAME).unlink()
    rewritten = frozenset({"edge_config.json", "segment.json"})
    manifest.write(directory, {"engine": engine, "dimension": DIMENSION, "points": points}, rewritten)
