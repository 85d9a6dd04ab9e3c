"""What is remembered of a long conversation: the newest turns as they are, of older ones those near the question."""

from __future__ import annotations

from collections.abc import Sequence

from rag.protocols import Embedder
from rag.retrieve.followup import REMEMBERED_TURNS
from rag.types import Turn

MOST_RECALLED = 2
"""Older turns that may come back."""
NEAR = 0.45
"""Cosine from which an older turn is about the same thing."""
_LONGEST = 500
"""Characters of a turn that are embedded, and of an older answer that are kept."""


def remembered(question: str, history: Sequence[Turn], embedder: Embedder) -> tuple[Turn, ...]:
    """The turns that matter to a question, oldest first: bounded, however long the conversation is.

    The last four come verbatim; of those before them at most two, the nearest in meaning, with their answers cut.
    """
    recent = tuple(history[-REMEMBERED_TURNS:])
    older = list(history[:-REMEMBERED_TURNS])
    if not older:
        return recent
    vectors = embedder.embed([question[:_LONGEST], *(_text(turn) for turn in older)])
    nearness = vectors[1:] @ vectors[0]
    nearest = sorted(range(len(older)), key=lambda place: -nearness[place])[:MOST_RECALLED]
    return (*(_cut(older[place]) for place in sorted(nearest) if nearness[place] >= NEAR), *recent)


def _text(turn: Turn) -> str:
    return f"{turn.question}\n{turn.answer or ''}"[:_LONGEST]


def _cut(turn: Turn) -> Turn:
    return Turn(turn.question[:_LONGEST], turn.answer and turn.answer[:_LONGEST])
