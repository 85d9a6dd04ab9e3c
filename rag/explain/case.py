"""One document before one question: all that a verdict is made from."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from rag.catalog.naming import Named
from rag.catalog.records import Passage
from rag.explain.records import Gap, Reach
from rag.explain.stages import Run, Stages, reach, reach_of_trace
from rag.retrieve.depth import Depth
from rag.retrieve.trace import Trace


@dataclass(frozen=True, slots=True)
class Case:
    """A run, the document that is asked about, where it stands, and its best passage."""

    stages: Stages
    run: Run
    target: Named
    depth: Depth
    passage: Passage
    missing: tuple[str, ...]

    @property
    def reached(self) -> Reach:
        """How far the document came."""
        return reach(self.run, self.target.number, self.target.id)

    def allows(self, trace: Trace) -> bool:
        """Whether a search goes through the document at all."""
        return trace.documents is None or self.target.number in trace.documents

    def owns(self, passage: Passage) -> bool:
        """Whether a passage is of the document."""
        return passage.document == self.target.number

    def shows(self, trace: Trace) -> bool:
        """Whether the document is among the hits of a search."""
        return reach_of_trace(trace, self.target.number) >= Reach.SHOWN


@dataclass(frozen=True, slots=True)
class Loss:
    """Where a document was lost (None: it was not), why, and by how much."""

    lost_at: str | None
    reason: str
    text: str
    gaps: tuple[Gap, ...] = ()


def named(uri: str, title: str | None) -> str:
    """What people call a document: the end of its uri."""
    return unquote(uri.rstrip("/").rpartition("/")[2]) or title or uri


def listed(names: list[str]) -> str:
    """ "a, b and c"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
