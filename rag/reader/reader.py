"""The reader as the middle floors see it: passages in, readings out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from rag.bert.batches import pack
from rag.bert.tokenizer import HuggingFaceTokenizer
from rag.reader.rows import Padded, Row, padded, rows_of
from rag.reader.spans import readings
from rag.readings import Readable, Reading
from rag.types import FloatVector

BUDGET = 2048
"""Padded tokens of a batch."""
JOINED_BUDGET = 1024
"""The same where several questions are read together: smaller batches keep all streams busy to the end."""
_SUPPORTS = 2


class Engine(Protocol):
    """What runs the network."""

    @property
    def name(self) -> str: ...

    def run(self, batches: Sequence[Padded], *, together: bool = False) -> list[tuple[FloatVector, FloatVector]]:
        """``together``: the batches are many and wait for each other, so that throughput counts."""


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
        return self.read_all([(question, passages)])[0]

    def read_all(self, asked: Sequence[tuple[str, Sequence[Readable]]]) -> list[list[Reading]]:
        """``read`` for several questions: their rows share batches, their passages are compared each by themselves."""
        rows = [rows_of(self._tokenizer, [(question, each) for each in passages]) for question, passages in asked]
        logits, verdicts = self._logits([row for of_one in rows for row in of_one], together=len(asked) > 1)
        found = []
        for (_, passages), of_one in zip(asked, rows, strict=True):
            count = len(of_one)
            found.append(readings(of_one, logits[:count], verdicts[:count], len(passages)))
            logits, verdicts = logits[count:], verdicts[count:]
        return found

    def support(self, statements: Sequence[tuple[str, Readable]]) -> FloatVector:
        """For each (statement, passage) the probability that the passage supports the statement [n].

        Of a long passage the window counts that supports it most.
        """
        rows = rows_of(self._tokenizer, statements)
        _, verdicts = self._logits(rows, together=False)
        supported = np.zeros(len(statements), np.float32)
        places = [row.passage for row in rows]
        np.maximum.at(supported, places, 1 / (1 + np.exp(-verdicts[:, _SUPPORTS])))
        return supported

    def _logits(self, rows: Sequence[Row], *, together: bool) -> tuple[list[FloatVector], FloatVector]:
        """Of each row the logits of its tokens [width, 2]; of all rows the verdicts [rows, 3]."""
        packed = list(pack([row.ids for row in rows], JOINED_BUDGET if together else BUDGET))
        batches = [padded([rows[place] for place in batch.positions], batch.ids.shape[1]) for batch in packed]
        logits: list[FloatVector] = [np.empty((0, 2), np.float32)] * len(rows)
        verdicts = np.empty((len(rows), 3), np.float32)
        for batch, (spans, said) in zip(packed, self._engine.run(batches, together=together), strict=True):
            verdicts[batch.positions] = said
            for place, span in zip(batch.positions, spans, strict=True):
                logits[place] = span
        return logits, verdicts
