"""Embedder and reader for many callers at once: what they ask at the same time is computed together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

import numpy as np

from rag.inside import PartsEmbedder
from rag.joined import Joined
from rag.protocols import Embedder, JointReader, Tokenizer
from rag.readings import Readable, Reading
from rag.types import FloatVector
from rag.wanted import check_wanted

MOST_TEXTS = 128
"""Texts that are embedded together. Whoever brings more gains nothing by company, and would keep others waiting."""
MOST_QUESTIONS = 4
"""Questions that are read together: four fill every stream of two cores, more only wait longer for each other."""
_MANY = 24
"""Texts from which the embedder's way for many is the faster one."""

_Asked = tuple[str, Sequence[Readable]]


class BatchingEmbedder:
    """An ``Embedder`` on another one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._joined: Joined[Sequence[str], FloatVector] = Joined(self._run, len, MOST_TEXTS)

    @property
    def identity(self) -> str:
        """Names weights, engine and precision."""
        return self._embedder.identity

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    @property
    def tokenizer(self) -> Tokenizer:
        return self._embedder.tokenizer

    def embed(self, texts: Sequence[str]) -> FloatVector:
        """Unit vectors [len(texts), dimension] in the order of ``texts``, computed with those of other callers."""
        check_wanted()
        return self._embedder.embed(texts) if len(texts) > MOST_TEXTS else self._joined(texts)

    def embed_stream(self, texts: Iterable[tuple[int, str]]) -> Iterator[tuple[list[int], FloatVector]]:
        """As the other embedder does: an ingestion has batches of its own."""
        return self._embedder.embed_stream(texts)

    def _run(self, calls: list[Sequence[str]]) -> Sequence[FloatVector]:
        texts = [text for call in calls for text in call]
        ends = list(accumulate(len(call) for call in calls))
        if len(calls) == 1 or len(texts) < _MANY:
            return np.split(self._embedder.embed(texts), ends[:-1])
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for places, batch in self._embedder.embed_stream(enumerate(texts)):
            vectors[places] = batch
        return np.split(vectors, ends[:-1])


class BatchingPartsEmbedder(BatchingEmbedder):
    """The same on an embedder that shows what each token gives; that is looked at alone."""

    def __init__(self, embedder: Embedder, inside: PartsEmbedder) -> None:
        super().__init__(embedder)
        self._inside = inside

    def parts(self, texts: Sequence[str]) -> list[FloatVector]:
        """For each text what each of its tokens gives to its vector [tokens, dimension]."""
        check_wanted()
        return self._inside.parts(texts)


def batched(embedder: Embedder) -> BatchingEmbedder:
    """An embedder for many callers that can all that the given one can."""
    return (
        BatchingPartsEmbedder(embedder, embedder) if isinstance(embedder, PartsEmbedder) else BatchingEmbedder(embedder)
    )


class BatchingReader:
    """A ``PassageReader`` on another one."""

    def __init__(self, reader: JointReader) -> None:
        self._reader = reader
        self._joined: Joined[_Asked, list[Reading]] = Joined(reader.read_all, lambda _asked: 1, MOST_QUESTIONS)

    @property
    def identity(self) -> str:
        """Names weights, engine and precision."""
        return self._reader.identity

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """One reading for each passage, in their order, read with what other callers ask."""
        check_wanted()
        return self._joined((question, passages))

    def read_all(self, asked: Sequence[_Asked]) -> list[list[Reading]]:
        """As the other reader does: these are together already."""
        return self._reader.read_all(asked)

    def support(self, statements: Sequence[tuple[str, Readable]]) -> FloatVector:
        """For each (statement, passage) the probability that the passage supports the statement [n]."""
        check_wanted()
        return self._reader.support(statements)
