"""The nouns of the house: plain, immutable values that every floor may pass around.

Offsets are Unicode code points of a document's canonical text, half-open: ``text[start:end]``.
Vectors are float32 numpy arrays of unit length, so a dot product is a cosine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

FloatVector = NDArray[np.float32]
"""One vector [dimension] or a matrix of row vectors [n, dimension]."""

IntVector = NDArray[np.int64]

BlockKind = Literal["heading", "paragraph", "list", "code", "table"]


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a canonical text, in reading order, none overlapping; ``level`` is 1..6 for headings, else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """The characters ``[start, end)`` of the canonical text that stand on page ``number`` (from 1)."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """What a reader makes of a file: canonical text with its structure and what the file says of itself.

    The text holds no NUL and no lone surrogate; lines end in ``\\n``. Tables are Markdown tables.
    """

    text: str
    blocks: tuple[Block, ...]
    media_type: str
    title: str | None = None
    language: str | None = None
    created: datetime | None = None
    modified: datetime | None = None
    authors: tuple[str, ...] = ()
    pages: tuple[Page, ...] = ()
    metadata: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of a document: ``text[start:end]``, with the headings above it.

    ``context`` (title, headings) is embedded and indexed with it, no part of its offsets; ``suspicion``: as in hits.
    """

    start: int
    end: int
    context: str = ""
    suspicion: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Terms (hashed to 32 bits) and their weights, both of length n; a lexical score is a dot product."""

    terms: NDArray[np.uint32]
    weights: FloatVector


@dataclass(frozen=True, slots=True)
class Points:
    """A batch for an index: n chunks with their document number, dense row and lexical weights."""

    chunk_ids: IntVector
    document_numbers: IntVector
    dense: FloatVector
    lexical: tuple[SparseVector, ...]

    def __len__(self) -> int:
        return len(self.chunk_ids)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking, best first: chunk ids and scores, both of length at most k; equal scores are ordered by id."""

    chunk_ids: IntVector
    scores: FloatVector

    def __len__(self) -> int:
        return len(self.chunk_ids)


@dataclass(frozen=True, slots=True)
class StageScores:
    """What each stage thought of a hit; None where a stage did not run or did not see it."""

    dense: float | None = None
    lexical: float | None = None
    fused: float | None = None
    read: float | None = None


@dataclass(frozen=True, slots=True)
class StageRanks:
    """The place (from 1) that each stage gave a hit; None where it did not see it."""

    dense: int | None = None
    lexical: int | None = None
    fused: int | None = None
    read: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage: ``text`` equals the document's canonical text from ``start`` to ``end``.

    ``suspicion`` says why it is taken to speak to a language model, ``language`` what its document is in (ISO 639)."""

    rank: int
    score: float
    scores: StageScores
    ranks: StageRanks
    chunk_id: int
    document_id: str
    version: int
    uri: str
    title: str | None
    start: int
    end: int
    text: str
    context: str = ""
    page: int | None = None
    suspicion: tuple[str, ...] = ()
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A proof: ``text[start:end] == quote`` in that version of the document."""

    document_id: str
    version: int
    uri: str
    title: str | None
    start: int
    end: int
    quote: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Support:
    """How a sentence that a language model wrote was held to the sources.

    ``probability`` is that the cited passages support it; ``unmatched`` are its numbers, dates, names, code and quoted
    strings that stand in none of them. ``by`` says what decided: ``quoted`` (its words stand there), ``read`` (the
    support model), ``unmatched`` (an exact check failed), ``uncited`` (nothing it could rest on).
    """

    supported: bool
    probability: float
    by: Literal["quoted", "read", "unmatched", "uncited"]
    unmatched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer and the citations (by index in the answer) that carry it.

    ``support`` is there where a language model wrote it; the reader's sentences are quotes and need none.
    """

    text: str
    citations: tuple[int, ...]
    support: Support | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A grounded answer or an abstention; ``text`` is None exactly when ``abstained``.

    ``confidence`` is the probability that the lead answer is right, also when abstaining; ``reason`` says why there is
    no answer, or which passages carry it. ``question`` is the question as it was understood, where the conversation
    before it changed it. ``generator`` names what wrote it; ``notes`` say what else there is to know. ``parts``: the
    answer to each question where several were asked at once, with its ``question``, and as it was ``asked``.
    """

    text: str | None
    abstained: bool
    confidence: float
    reason: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    question: str | None = None
    generator: str = "reader"
    notes: tuple[str, ...] = ()
    parts: tuple[Answer, ...] = ()
    asked: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a language model."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a language model is to write; ``temperature`` 0 takes the likeliest token each time.

    ``max_tokens`` bounds the reply, ``stop`` are strings that end it (they are no part of it).
    """

    max_tokens: int = 512
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int | None = None
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of a conversation."""

    question: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the stages see it: its vector [dimension] and its terms weighted by IDF."""

    text: str
    vector: FloatVector
    terms: SparseVector
    languages: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A span ``[start, end)`` of the document that a hit comes from, as a generator proposes it."""

    hit: Hit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a generator would answer: sentences, each with the quotes it rests on, before they are checked.

    ``confidence`` is the probability that the lead sentence answers the question rightly. ``hits`` are the passages
    as they were read. ``disagreeing``: the first two sentences contradict each other. ``notes``: what else to know.
    """

    sentences: tuple[tuple[str, tuple[Quote, ...]], ...]
    confidence: float
    hits: tuple[Hit, ...] = ()
    disagreeing: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may be searched; every given part must hold. Empty parts do not restrict.

    ``metadata`` maps a key to the values of which one must match.
    """

    uri_prefix: str | None = None
    media_type: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    added_after: datetime | None = None
    added_before: datetime | None = None
    metadata: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self != Filter()
