"""Whether a passage speaks to a language model instead of to people: signs are weighed sentence by sentence.

What no rule knows passes. An author who knows the rules can word an order that none of them sees; so the passages a
model is given are made harmless all the same, and what it says is held to the sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rag.guard.answers import ANSWERS
from rag.guard.commands import COMMANDS
from rag.guard.folding import folded, without_look_alikes
from rag.guard.payloads import decoded
from rag.guard.replies import REPLIES, SUPPORT
from rag.guard.rules import Sign
from rag.guard.unseen import unseen_runs
from rag.sentences import sentence_spans

QUARANTINE = 1.0
"""From this score on a passage is kept from language models."""

RULES = (*COMMANDS, *REPLIES, *ANSWERS)

_QUOTED_SHARE = 0.45
_NEIGHBOUR_SHARE = 0.5
_LONGEST_WORDS = 200
_QUOTE = re.compile(
    r"\"[^\"]{2,400}\"|\u201c[^\u201d]{2,400}\u201d|\u201e[^\u201c\u201d]{2,400}[\u201c\u201d]|\u00ab[^\u00bb]{2,400}\u00bb|`[^`]{2,400}`"
)
_MOSTLY_QUOTED = 0.85
_WRAP = re.compile(r"\n(?=[a-z])|\n(?<=[^\n]{50}\n)(?!\s*(?:[-*#>|\[<]|\d+[.)]))")
"""Where a long line of prose goes on in the next one."""
_GAP = 10
_GAP_BEFORE = re.compile(r"\n[ \t]*\n[ \t]*\Z")
_GAP_AFTER = re.compile(r"[ \t]*(?:\n[ \t]*\n|\n?\Z)")


@dataclass(frozen=True, slots=True)
class Reason:
    """A sign: what it shows, where ``[start, end)`` in the text that was judged, and the words that show it."""

    name: str
    start: int
    end: int
    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Suspicion:
    """How much speaks for a planted order, 0 for nothing, and what, in the order of the text."""

    score: float = 0.0
    reasons: tuple[Reason, ...] = ()

    @property
    def is_quarantined(self) -> bool:
        return self.score >= QUARANTINE


def in_words(stored: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The reasons of a stored suspicion, each with the words that show it."""
    reasons = stored["reasons"] if stored else ()
    return tuple(f"{reason['name']}: {reason['words']}" for reason in reasons)


def judge(text: str) -> Suspicion:
    """What in a passage speaks to a model."""
    judged = [[reason] for reason in _hidden(text)]
    before: list[Reason] = []
    possible = _possible(RULES, without_look_alikes(folded(text)[0]))
    for start, end in sentence_spans(text) if possible else ():
        found = list(_signs(text, start, end, possible))
        judged += [found, _beside(before, found), _beside(found, before)]
        before = found
    best = max(judged, key=_score, default=[])
    return Suspicion(round(_score(best), 3), tuple(sorted(best, key=lambda reason: reason.start)))


def _possible(rules: Sequence[Sign], spelled: str) -> list[Sign]:
    """The rules of which a hint stands in a folded text; looking for words is faster than searching for patterns."""
    return [rule for rule in rules if rule.may_match(spelled)]


def _score(reasons: list[Reason]) -> float:
    return sum(reason.weight for reason in reasons)


def _beside(first: list[Reason], second: list[Reason]) -> list[Reason]:
    """The signs of a sentence, and at a lower weight those of the one beside it that are others."""
    names = {reason.name for reason in first}
    weaker = [replace(sign, weight=sign.weight * _NEIGHBOUR_SHARE) for sign in second if sign.name not in names]
    return [*first, *weaker] if first else []


def _hidden(text: str) -> Iterator[Reason]:
    """Messages that people do not see: unseen characters, and orders that are encoded."""
    for start, end, words in unseen_runs(text):
        yield Reason("holds characters that nobody sees", start, end, words[:_LONGEST_WORDS], QUARANTINE)
    for start, end, words in decoded(text):
        if _score(list(_signs(words, 0, len(words), RULES))) >= QUARANTINE / 2:
            yield Reason("holds an encoded order", start, end, words[:_LONGEST_WORDS], QUARANTINE)


def _signs(text: str, start: int, end: int, rules: Sequence[Sign]) -> Iterator[Reason]:
    """The signs in one sentence of a text, each rule's once."""
    spelled, places = folded(_WRAP.sub(" ", text[start:end]))
    spelled = without_look_alikes(spelled)
    if matched := _possible(rules, spelled):
        found = [(rule, match) for rule in matched if (match := rule.search(spelled))]
        if found and (match := SUPPORT.search(spelled)):
            found.append((SUPPORT, match))
        quotes, alone = _quotes(spelled), _stands_alone(text, start, end)
        for rule, match in found:
            first, last = start + places[match.start()], start + places[match.end() - 1] + 1
            weight = rule.weight + (rule.alone if alone else 0.0)
            if any(begin <= match.start() and match.end() <= finish for begin, finish in quotes):
                weight *= _QUOTED_SHARE
            yield Reason(rule.name, first, last, " ".join(text[first:last].split())[:_LONGEST_WORDS], weight)


def _quotes(sentence: str) -> list[tuple[int, int]]:
    """What a sentence quotes; one that is a quote altogether quotes nothing."""
    quotes = [found.span() for found in _QUOTE.finditer(sentence)]
    return quotes if sum(end - start for start, end in quotes) < _MOSTLY_QUOTED * len(sentence) else []


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a sentence is a paragraph."""
    first, last = _GAP_BEFORE.search(text[max(0, start - _GAP) : start]), _GAP_AFTER.match(text[end : end + _GAP])
    return (start == 0 or first is not None) and last is not None
