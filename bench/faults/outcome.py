"""What became of one fault."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One fault: what it was, whether it came in time, and what does not hold after it."""

    fault: str
    in_time: bool
    wrong: list[str]
