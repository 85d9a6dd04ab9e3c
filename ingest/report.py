"""What an ingestion did, counted and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

from rag.errors import RagError, SourceError


@dataclass(frozen=True, slots=True)
class Problem:
    """A source that was not stored, and why; or one that was stored with a warning."""

    uri: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """A document that came, has a new version, or went."""

    kind: Literal["added", "replaced", "removed"]
    uri: str


@dataclass(slots=True)
class Report:
    """What became of the sources: every change, failure, skip and warning by name, the rest counted.

    ``unopened`` are the uris of those failures where the bytes could not be had; they may be had the next time.
    """

    unchanged: int = 0
    changes: list[Change] = field(default_factory=list)
    failures: list[Problem] = field(default_factory=list)
    skips: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)
    chunks: int = 0
    seconds: float = 0.0

    @property
    def added(self) -> int:
        return self._count("added")

    @property
    def replaced(self) -> int:
        return self._count("replaced")

    @property
    def removed(self) -> int:
        return self._count("removed")

    @property
    def failed(self) -> int:
        return len(self.failures)

    @property
    def skipped(self) -> int:
        return len(self.skips)

    def add(self, other: Report) -> None:
        """Count what another ingestion did as part of this one."""
        for part in fields(self):
            setattr(self, part.name, getattr(self, part.name) + getattr(other, part.name))

    def fail(self, uri: str, error: RagError) -> None:
        if isinstance(error, SourceError):
            self.unopened.append(uri)
        self.failures.append(Problem(uri, str(error)))

    def skip(self, uri: str, error: RagError) -> None:
        self.skips.append(Problem(uri, str(error)))

    def warn(self, uri: str, warnings: Sequence[str]) -> None:
        self.warnings += [Problem(uri, warning) for warning in warnings]

    def as_json(self) -> dict[str, Any]:
        """The counts, and what went wrong by name; not the changes, which may be as many as there are documents."""
        counts = {"added": self.added, "replaced": self.replaced, "unchanged": self.unchanged, "removed": self.removed}
        counts |= {"failed": self.failed, "skipped": self.skipped, "chunks": self.chunks}
        named = {
            name: [asdict(problem) for problem in getattr(self, name)] for name in ("failures", "skips", "warnings")
        }
        return counts | {"seconds": round(self.seconds, 3)} | named

    def _count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)
