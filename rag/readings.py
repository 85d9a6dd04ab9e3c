"""What a reader is given and what it says: plain, immutable values, apart from the nouns of ``rag/types``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Readable:
    """A passage as the reader sees it: title and headings, which no answer is taken from, and the text itself."""

    context: str
    text: str


@dataclass(frozen=True, slots=True)
class ReadSpan:
    """A span ``[start, end)`` of a passage's text that may answer.

    ``share`` is its probability among all spans of all passages that were read together.
    """

    start: int
    end: int
    share: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader says of one passage read with one question.

    ``answers`` and ``relevant`` are probabilities, each passage taken by itself; ``spans`` are the passage's best,
    best first, and do not overlap.
    """

    answers: float
    relevant: float
    spans: tuple[ReadSpan, ...]
