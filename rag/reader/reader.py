"""The reader as the middle floors see it: passages in, readings out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from rag.bert.batches import pack
from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.reader.rows import Padded, Row, padded, rows_of
from rag.reader.spans import readings
from rag.types import FloatVector, Readable, Reading

BUDGET = 2048
"""Padded tokens of a batch."""
_SUPPORTS = 2


class Engine(Protocol):
    """What runs the network."""

    @property
    def name(self) -> str: ...

    def run(self, batches: Sequence[Padded]) -> list[tuple[FloatVector, FloatVector]]: ...


class TransformerReader:
    """A ``PassageReader``; safe to call from several threads."""

    def __init__(self, label: str, engine: Engine, tokenizer: HuggingFaceTokenizer) -> None:
        self._label = label
        self._engine = engine
        self._tokenizer = tokenizer

    @property
    def identity(self) -> str:
        """Names weights, engine and precision."""
        return f"{self._label}/{self._engine.name}"

    def read(self, question: str, passages: Sequence[Readable]) -> list[Reading]:
        """One reading for each passage, in their order, compared with each other."""
        rows = rows_of(self._tokenizer, [(question, passage) for passage in passages])
        logits, verdicts = self._logits(rows)
        return readings(rows, logits, verdicts, len(passages))

    def support(self, statements: Sequence[tuple[str, Readable]]) -> FloatVector:
        """For each (statement, passage) the probability that the passage supports the statement [n].

        Of a long passage the window counts that supports it most.
        """
        rows = rows_of(self._tokenizer, statements)
        _, verdicts = self._logits(rows)
        supported = np.zeros(len(statements), np.float32)
        places = [row.passage for row in rows]
        np.maximum.at(supported, places, 1 / (1 + np.exp(-verdicts[:, _SUPPORTS])))
        return supported

    def _logits(self, rows: Sequence[Row]) -> tuple[list[FloatVector], FloatVector]:
        """Of each row the logits of its tokens [width, 2]; of all rows the verdicts [rows, 3]."""
        packed = list(pack([row.ids for row in rows], BUDGET))
        batches = [padded([rows[place] for place in batch.positions], batch.ids.shape[1]) for batch in packed]
        logits: list[FloatVector] = [np.empty((0, 2), np.float32)] * len(rows)
        verdicts = np.empty((len(rows), 3), np.float32)
        for batch, (spans, said) in zip(packed, self._engine.run(batches), strict=True):
            verdicts[batch.positions] = said
            for place, span in zip(batch.positions, spans, strict=True):
                logits[place] = span
        return logits, verdicts
