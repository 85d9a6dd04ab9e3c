"""What gives away a sentence that is addressed to a language model, and how much each sign weighs.

Weights were set by hand on sentences of ours (``tests/guard/orders.py``) and on plain texts: encyclopedia, manuals,
policies, medicine, tales. A sentence whose signs come to 1 is taken for an order to a model. Patterns are matched
against folded text (``rag.guard.folding``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

_BEGINS = re.compile(
    r"(?:^|[.!?:;,]\s+|[\n*#>-]\s*|\b(?:please|then|and|also|now|just|always|must|should|shall|to|or|you|will|can"
    r"|could|would)\s+)\Z"
)
"""What an order can follow upon."""
_LOOK_BACK = 12
_LINE = re.compile(r"[^\n]{1,400}")
_ALMOST = 0.999
"""Weights are decimal fractions; binary ones may come to a little less than 1."""

_Group = tuple[tuple[float, re.Pattern[str]], ...]
_Weights = Sequence[Sequence[tuple[float, str]]]


class Sign(Protocol):
    """What is looked for in a sentence; ``alone`` is added to the weight where that is a paragraph of its own."""

    @property
    def name(self) -> str: ...

    @property
    def weight(self) -> float: ...

    @property
    def alone(self) -> float: ...

    def may_match(self, text: str) -> bool:
        """Whether a folded text may show it."""

    def search(self, sentence: str) -> re.Match[str] | None:
        """The first place that shows it in a folded sentence."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A sign: its name as people read it, its weight, and what shows it; no text without any of the ``hints`` can.

    ``anywhere`` shows it wherever it stands, ``begun`` only where an order can begin. ``alone`` is added to the weight
    where the sentence is a paragraph of its own.
    """

    name: str
    weight: float
    hints: tuple[str, ...]
    anywhere: re.Pattern[str]
    begun: re.Pattern[str]
    alone: float = 0.0

    def may_match(self, text: str) -> bool:
        """Whether a folded text holds a hint."""
        for hint in self.hints:  # noqa: SIM110 (a generator takes twice the time)
            if hint in text:
                return True
        return False

    def search(self, sentence: str) -> re.Match[str] | None:
        """The first place that shows it in a folded sentence."""
        found = self.anywhere.search(sentence)
        return found or next((match for match in self.begun.finditer(sentence) if _can_begin(match)), None)


@dataclass(frozen=True, slots=True)
class Together:
    """Signs that are ordinary by themselves, and in one line (of 400 characters) come to 1: then they are one sign.

    Each group is patterns with weights, of which the first that is found counts; those of ``needed`` must be found. The
    last of these is what shows it.
    """

    name: str
    hints: tuple[str, ...]
    needed: tuple[_Group, ...]
    more: tuple[_Group, ...]
    weight: float = 1.0
    alone: float = 0.0

    def may_match(self, text: str) -> bool:
        """Whether a folded text holds a hint."""
        return any(hint in text for hint in self.hints)

    def search(self, sentence: str) -> re.Match[str] | None:
        """The place that shows it in a folded sentence."""
        return next(filter(None, map(self._in_line, _LINE.finditer(sentence))), None)

    def _in_line(self, line: re.Match[str]) -> re.Match[str] | None:
        found = []
        for group in self.needed:
            if (one := _first(group, line)) is None:
                return None
            found.append(one)
        more = [one for group in self.more if (one := _first(group, line))]
        return found[-1][1] if sum(weight for weight, _ in (*found, *more)) > _ALMOST else None


def _first(group: _Group, line: re.Match[str]) -> tuple[float, re.Match[str]] | None:
    for weight, pattern in group:
        if found := pattern.search(line.string, line.start(), line.end()):
            return weight, found
    return None


def rule(name: str, weight: float, hints: str, *patterns: str, alone: float = 0.0) -> Rule:
    """A rule of several patterns, ``@`` before those that must begin an order; ``hints`` are parted by ``|``."""
    anywhere = (pattern for pattern in patterns if not pattern.startswith("@"))
    begun = (pattern[1:] for pattern in patterns if pattern.startswith("@"))
    return Rule(name, weight, tuple(hints.split("|")), _any_of(anywhere), _any_of(begun), alone)


def together(name: str, hints: str, needed: _Weights, more: _Weights) -> Together:
    """Groups of (weight, pattern), the stronger first; ``hints`` are parted by ``|``."""
    return Together(name, tuple(hints.split("|")), _compiled(needed), _compiled(more))


def _compiled(groups: _Weights) -> tuple[_Group, ...]:
    return tuple(tuple((weight, re.compile(pattern)) for weight, pattern in group) for group in groups)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    # Nothing at all matches an empty negative look-ahead.
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)")


def _can_begin(match: re.Match[str]) -> bool:
    return _BEGINS.search(match.string[max(0, match.start() - _LOOK_BACK) : match.start()]) is not None
