"""What an ingestion did, counted and named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from rag.errors import RagError, SourceError


@dataclass(frozen=True, slots=True)
class Problem:
    """A source that was not stored, and why; or one that was stored with a warning."""

    uri: str
    reason: str


@dataclass(slots=True)
class Report:
    """Counts of sources by what became of them, and every failure, skip and warning by name.

    ``unopened`` are the uris of those failures where the bytes could not be had; they may be had the next time.
    """

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    removed: int = 0
    failures: list[Problem] = field(default_factory=list)
    skips: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unopened: list[str] = field(default_factory=list)
    chunks: int = 0
    seconds: float = 0.0

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
        counts = {"added": self.added, "replaced": self.replaced, "unchanged": self.unchanged, "removed": self.removed}
        counts |= {"failed": self.failed, "skipped": self.skipped, "chunks": self.chunks}
        named = {
            name: [asdict(problem) for problem in getattr(self, name)] for name in ("failures", "skips", "warnings")
        }
        return counts | {"seconds": round(self.seconds, 3)} | named
