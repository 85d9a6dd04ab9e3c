"""Chunks with vectors and words: real ones up to 30,000, drawn around real ones beyond.

A drawn chunk stands between two real ones that are near each other in their document: its vector is a mixture of
theirs with some noise, its words are drawn from both. All of it lies in files that are mapped, never read whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.scale.texts import questions, texts
from rag.embedders import open_embedder
from rag.frequencies import FrequencyCounter, idf
from rag.lexical import Bm25Encoder
from rag.settings import Settings
from rag.types import FloatVector, Points, SparseVector

DIMENSION = 384
REAL = 30_000
SLICE = 10_000
QUESTIONS = 500
CHUNKS_PER_DOCUMENT = 20
NOISE = 0.7
"""Length of the noise against that of the mixture: see ``python -m bench.scale neighbours``."""
_APART = 8


@dataclass(frozen=True, slots=True)
class Corpus:
    """The first ``count`` chunks of the files in ``folder``."""

    folder: Path
    count: int

    def batches(self, size: int = 2_000) -> Iterator[Points]:
        """The points, in batches, as the catalog would give them."""
        vectors, offsets, terms, weights = (_mapped(self.folder, self.count, part) for part in _PARTS)
        for first in range(0, self.count, size):
            rows = np.arange(first, min(first + size, self.count))
            bounds = offsets[first : first + len(rows) + 1]
            start, end = int(bounds[0]), int(bounds[-1])
            words = _split(np.array(terms[start:end]), np.float32(weights[start:end]), bounds - start)
            yield Points(rows, rows // CHUNKS_PER_DOCUMENT, np.float32(vectors[rows]), words)

    @property
    def vectors(self) -> NDArray[np.float16]:
        """Unit vectors [count, DIMENSION], mapped."""
        return _mapped(self.folder, self.count, "vectors")[: self.count]


_PARTS = ("vectors", "offsets", "terms", "weights")


def embed_next(folder: Path, sets: Path) -> str:
    """Embed the next slice of the real chunks, or the questions; what was done, or nothing when all is there."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "questions.npy").exists():
        asked = questions(sets, QUESTIONS)
        _save(folder / "questions.npy", open_embedder(Settings()).embed(asked))
        return f"embedded {len(asked)} questions"
    for first in range(0, REAL, SLICE):
        path = folder / f"slice-{first}.npy"
        if not path.exists():
            wanted = texts(sets, REAL)[first : first + SLICE]
            vectors = np.empty((len(wanted), DIMENSION), dtype=np.float16)
            for keys, batch in open_embedder(Settings()).embed_stream(enumerate(wanted)):
                vectors[keys] = batch
            _save(path, vectors)
            return f"embedded chunks {first} to {first + len(wanted)}"
    return ""


def prepare(folder: Path, sets: Path, count: int) -> None:
    """Make the files of ``count`` chunks, and the weighted words of the questions, unless they are there."""
    if not (folder / f"{REAL}-vectors.npy").exists():
        _prepare_real(folder, sets)
    if count > REAL and not (folder / f"{count}-vectors.npy").exists():
        _draw(folder, count)
    if not (folder / f"{count}-asked.npz").exists():
        _weigh(folder, sets, count)


def asked(folder: Path, count: int) -> tuple[FloatVector, list[SparseVector]]:
    """The questions: vectors [QUESTIONS, DIMENSION], and words weighted by IDF over ``count`` chunks."""
    stored = np.load(folder / f"{count}-asked.npz")
    words = _split(stored["terms"], stored["weights"], stored["offsets"])
    return np.float32(np.load(folder / "questions.npy")), list(words)


def _prepare_real(folder: Path, sets: Path) -> None:
    encoder = Bm25Encoder()
    words = [encoder.document(text, "en") for text in texts(sets, REAL)]
    _save_words(folder, REAL, words)
    slices = [np.load(folder / f"slice-{first}.npy") for first in range(0, REAL, SLICE)]
    _save(folder / f"{REAL}-vectors.npy", np.concatenate(slices))


def _draw(folder: Path, count: int) -> None:
    """Real chunks first, then drawn ones; those of one document around real ones that are near each other."""
    real = np.float32(_mapped(folder, REAL, "vectors"))
    words = [point for batch in Corpus(folder, REAL).batches() for point in batch.lexical]
    rng = np.random.default_rng(0)
    # Places run through the real chunks again and again, so that a document's chunks stay about one thing.
    one = np.arange(count - REAL) % REAL
    other = (one + rng.integers(1, _APART, len(one))) % REAL
    out = np.lib.format.open_memmap(folder / "drawing.npy", "w+", np.float16, (count, DIMENSION))
    out[:REAL] = real
    for first in range(0, len(one), SLICE):
        rows = slice(first, first + SLICE)
        share = rng.uniform(0, 0.5, (len(one[rows]), 1)).astype(np.float32)
        mixed = (1 - share) * real[one[rows]] + share * real[other[rows]]
        noise = rng.standard_normal(mixed.shape, dtype=np.float32) / np.sqrt(np.float32(DIMENSION))
        mixed += NOISE * np.linalg.norm(mixed, axis=1, keepdims=True) * noise
        out[REAL + first : REAL + first + len(mixed)] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    drawn = [_mixed(words[a], words[b], rng) for a, b in zip(one.tolist(), other.tolist(), strict=True)]
    _save_words(folder, count, words + drawn)
    out.flush()
    (folder / "drawing.npy").rename(folder / f"{count}-vectors.npy")


def _mixed(one: SparseVector, other: SparseVector, rng: np.random.Generator) -> SparseVector:
    terms, places = np.unique(np.concatenate([one.terms, other.terms]), return_index=True)
    kept = rng.random(len(terms)) < 0.5
    return SparseVector(terms[kept], np.concatenate([one.weights, other.weights])[places[kept]])


def _weigh(folder: Path, sets: Path, count: int) -> None:
    counter = FrequencyCounter()
    for batch in Corpus(folder, count).batches(20_000):
        counter.add(batch.lexical)
    frequencies, encoder = counter.total(), Bm25Encoder()
    words = [encoder.query(question, ["en"]) for question in questions(sets, QUESTIONS)]
    weighted = [SparseVector(word.terms, word.weights * idf(frequencies.of(word.terms), count)) for word in words]
    np.savez(folder / f"{count}-asked.npz", **_joined(weighted))


def _save_words(folder: Path, count: int, words: list[SparseVector]) -> None:
    for name, part in _joined(words).items():
        _save(folder / f"{count}-{name}.npy", part.astype(np.float16) if name == "weights" else part)


def _joined(words: list[SparseVector]) -> dict[str, NDArray[Any]]:
    return {
        "terms": np.concatenate([word.terms for word in words]),
        "weights": np.concatenate([word.weights for word in words]),
        "offsets": np.cumsum([0, *(len(word.terms) for word in words)]),
    }


def _split(terms: NDArray[np.uint32], weights: FloatVector, offsets: NDArray[np.int64]) -> tuple[SparseVector, ...]:
    return tuple(SparseVector(terms[start:end], weights[start:end]) for start, end in pairwise(offsets.tolist()))


def _mapped(folder: Path, count: int, part: str) -> NDArray[Any]:
    return np.load(folder / f"{count}-{part}.npy", mmap_mode="r")


def _save(path: Path, array: NDArray[Any]) -> None:
    """In one step, so that what was interrupted is done again."""
    np.save(path.with_suffix(".tmp.npy"), array)
    path.with_suffix(".tmp.npy").rename(path)
