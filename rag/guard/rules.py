"""What gives away a sentence that is addressed to a language model, and how much each sign weighs.

Weights were set by hand on sentences of ours (``tests/guard/orders.py``) and on plain texts: encyclopedia, manuals,
policies, medicine, tales. A sentence whose signs come to 1 is taken for an order to a model. Patterns are matched
against folded text (``rag.guard.folding``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BEGINS = re.compile(
    r"(?:^|[.!?:;,]\s+|[\n*#>-]\s*|\b(?:please|then|and|also|now|just|always|must|should|shall|to|or|you|will|can"
    r"|could|would)\s+)\Z"
)
"""What an order can follow upon."""
_LOOK_BACK = 12


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


def rule(name: str, weight: float, hints: str, *patterns: str, alone: float = 0.0) -> Rule:
    """A rule of several patterns, ``@`` before those that must begin an order; ``hints`` are parted by ``|``."""
    anywhere = (pattern for pattern in patterns if not pattern.startswith("@"))
    begun = (pattern[1:] for pattern in patterns if pattern.startswith("@"))
    return Rule(name, weight, tuple(hints.split("|")), _any_of(anywhere), _any_of(begun), alone)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    # Nothing at all matches an empty negative look-ahead.
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)")


def _can_begin(match: re.Match[str]) -> bool:
    return _BEGINS.search(match.string[max(0, match.start() - _LOOK_BACK) : match.start()]) is not None
