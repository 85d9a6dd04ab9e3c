"""How a question is searched, and all that came of it, stage by stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.catalog.records import Passage
from rag.retrieve.arrange import MOST_OF_ONE_DOCUMENT, Arrangement
from rag.retrieve.fuse import Fusion
from rag.retrieve.sources import SearchableView
from rag.types import Filter, Hit, Question, Ranked

POOL = 48
"""Candidates that each side contributes before fusion."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a question is searched: hits wanted, documents allowed, hits of one document.

    ``without`` are the numbers of documents that are left out, whatever the filter says.
    """

    k: int
    wanted: Filter | None = None
    without: frozenset[int] = frozenset()
    share: int = MOST_OF_ONE_DOCUMENT

    @property
    def pool(self) -> int:
        """Candidates that each side contributes."""
        return max(POOL, 2 * self.k)


@dataclass(frozen=True, slots=True)
class Trace:
    """What each stage made of a question; nothing here is computed for the trace alone.

    ``documents``: the numbers of the documents that were searched, None where all were. ``passages``: the candidates
    of either side that may be seen, by chunk id.
    """

    question: Question
    plan: Plan
    view: SearchableView
    documents: frozenset[int] | None
    dense: Ranked
    lexical: Ranked
    passages: Mapping[int, Passage]
    fusion: Fusion
    arrangement: Arrangement
    hits: Sequence[Hit]
