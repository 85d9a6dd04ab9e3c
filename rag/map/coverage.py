"""What is missing: questions that were refused or judged wrong, beside what the corpus holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rag.catalog.unanswered import Unanswered
from rag.map.asking import Spot, land
from rag.map.current import CurrentMap, Ground
from rag.map.neighbours import truly_nearest
from rag.protocols import Embedder
from rag.types import FloatVector, IntVector
from rag.view import View

_SAME_SUBJECT = 0.6
"""Cosine of two questions from which they ask for nearly the same."""


@dataclass(frozen=True, slots=True)
class Covered:
    """A question with where it lands, the chunk nearest to it (None: there is none) and its group."""

    unanswered: Unanswered
    spot: Spot
    chunk_id: int | None
    cosine: float | None
    group: int


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask for nearly the same: one of them, how many, and how many the corpus has nothing near."""

    label: str
    questions: int
    outside: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Questions, the newest first, and their groups, the largest first."""

    questions: list[Covered]
    groups: list[Group]


def coverage(
    embedder: Embedder, view: View, ground: Ground, points: CurrentMap, asked: Sequence[Unanswered]
) -> Coverage:
    """Questions placed on the map."""
    if not asked:
        return Coverage([], [])
    vectors = embedder.embed([one.question for one in asked])
    spots = land(ground, points, view, vectors)
    groups = _by_size(_grouped(vectors))
    questions = []
    for one, vector, spot, group in zip(asked, vectors, spots, groups.tolist(), strict=True):
        nearest = truly_nearest(view, points, vector, 1)
        chunk, cosine = (int(nearest.chunk_ids[0]), float(nearest.scores[0])) if len(nearest) else (None, None)
        questions.append(Covered(one, spot, chunk, cosine, group))
    return Coverage(questions, [_group(questions, number) for number in range(int(groups.max()) + 1)])


def _grouped(vectors: FloatVector) -> IntVector:
    """A group for each vector: that of the first one before it that is alike, else its own."""
    groups: IntVector = np.arange(len(vectors))
    for row in range(1, len(vectors)):
        alike = np.flatnonzero(vectors[:row] @ vectors[row] >= _SAME_SUBJECT)
        if len(alike):
            groups[row] = groups[alike[0]]
    return groups


def _by_size(groups: IntVector) -> IntVector:
    order = [group for group, _ in Counter(groups.tolist()).most_common()]
    numbers = {group: number for number, group in enumerate(order)}
    return np.array([numbers[group] for group in groups.tolist()])


def _group(questions: Sequence[Covered], number: int) -> Group:
    mine = [question for question in questions if question.group == number]
    often = max(mine, key=lambda question: question.unanswered.times)
    return Group(often.unanswered.question, len(mine), sum(question.spot.outside for question in mine))
