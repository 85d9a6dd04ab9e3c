"""What an explanation says; plain values that serialize as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any

STAGES = ("dense", "lexical", "fused", "shown", "read", "cited")
"""The stages in their order, as a passage and the counts name them."""


class Reach(IntEnum):
    """How far a document comes; each stage lies behind the one before."""

    LOST = 0
    FETCHED = 1
    SHOWN = 2
    READ = 3
    CITED = 4


@dataclass(frozen=True, slots=True)
class StagePlace:
    """A passage in one stage: its place (from 1), None where the stage does not have it, and its score there."""

    rank: int | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class PassageTrace:
    """One candidate in every stage.

    The scores: ``dense`` is a cosine, ``lexical`` a BM25, ``fused`` their weighted sum, which ``shown`` keeps;
    ``read`` is the probability that the passage answers, and ``cited`` the weight of its best sentence, of which only
    differences mean something. ``span_share`` is the probability of its best span among all that were read.

    ``fate``, where candidates are arranged: ``shown``, ``joined`` (to the neighbour in ``behind``), ``copy`` (of those
    in ``behind``), ``share`` (its document has its share with those in ``behind``), ``beyond`` the k that are shown,
    or ``gone`` (deleted meanwhile). ``suspicion`` says why it is taken to speak to a language model.
    """

    chunk_id: int
    document_id: str
    version: int
    uri: str
    title: str | None
    start: int
    end: int
    page: int | None
    text: str
    suspicion: tuple[str, ...]
    dense: StagePlace
    lexical: StagePlace
    fused: StagePlace
    shown: StagePlace
    read: StagePlace
    cited: StagePlace
    fate: str
    behind: tuple[int, ...]
    span_share: float | None


@dataclass(frozen=True, slots=True)
class Gap:
    """What a document had at a stage, and what it would have needed; None where there is no such figure."""

    stage: str
    rank: int | None
    needed_rank: int | None
    score: float | None
    needed_score: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was tried: all stages ran with it, and the document came as far as ``reaches``.

    ``kind``: ``filter``, ``k``, ``without_documents``, ``without_word``, ``with_word``, ``share``, ``read_characters``
    or ``answer_threshold``; ``to`` is what it would have to be.
    """

    kind: str
    to: int | float | str
    text: str
    reaches: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A stored document that may have been meant."""

    id: str
    uri: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one document.

    ``lost_at``: ``stored``, ``filter``, ``fetched``, ``arranged``, ``read``, ``cited``, or None when it is cited;
    ``reason`` is a word for machines, ``text`` the same for people. ``missing_words`` are those of the question that
    its best passage (``chunk_id``) lacks. ``changes`` are the smallest that were found to bring it further, the
    smallest first; ``in_vain`` says what was tried and did not.
    """

    named: str
    id: str | None
    uri: str | None
    title: str | None
    lost_at: str | None
    reason: str
    text: str
    chunk_id: int | None = None
    gaps: tuple[Gap, ...] = ()
    missing_words: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    in_vain: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the question was answered in the end."""

    text: str | None
    abstained: bool
    confidence: float
    threshold: float
    reason: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every stage of one question.

    ``pool`` is how many candidates each side contributes, ``lexical_weight`` how much words count (meaning the rest),
    ``characters`` how much text is read. ``counts`` has the passages in each stage.

    Where several questions were asked at once, ``parts`` explains each: passages and document stand there alone, the
    counts are sums, the weight is their mean, and the answer is what all of them came to.
    """

    question: str
    standalone_question: str | None
    k: int
    pool: int
    lexical_weight: float
    characters: int
    counts: Mapping[str, int]
    passages: tuple[PassageTrace, ...]
    answer: Outcome
    document: Verdict | None
    timings_ms: Mapping[str, float]
    parts: tuple[Explanation, ...] = ()


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """The reply of ``/v1/explain``; a part has no parts."""
    told = asdict(explanation)
    for part in told["parts"]:
        del part["parts"]
    return told
