"""Whether passages of different documents say the same or contradict each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rag.answer.about import stems, telling, words
from rag.answer.evidence import Seen
from rag.answer.phrase import grown
from rag.types import Quote

MOST_AGREEING = 3
"""Citations of a lead, its own included."""
_LONGEST_FACT = 5
_RIVAL_SHARE = 0.35
_SURE_READING = 0.0
_ALIKE = 0.6


def agreeing(lead: Seen, others: Sequence[Seen], phrase: str) -> tuple[Quote, ...]:
    """The quotes of other documents' pieces in which the reader saw the same answer, best first.

    A passage that the reader does not think answers is no witness, and neither is a copy of the lead's passage.
    """
    quotes: dict[str, Quote] = {}
    for other in others:
        sure = other.evidence.answers >= _SURE_READING
        if sure and _is_elsewhere(lead, other) and words(_said(other)) == words(phrase):
            quotes.setdefault(other.piece.quote.hit.document_id, other.piece.quote)
    return tuple(quotes.values())[: MOST_AGREEING - 1]


def share_together(lead: Seen, others: Sequence[Seen]) -> float:
    """Log10 of the share of all spans that say what the lead's says: witnesses do not take from each other."""
    same = [seen for seen in others if seen.span and words(_said(seen)) == words(_said(lead))]
    return math.log10(min(1.0, sum(10**seen.evidence.span for seen in (lead, *same))))


def contradicting(question: str, lead: Seen, others: Sequence[Seen]) -> Seen | None:
    """A piece of another document in nearly the same words that gives another number, or None.

    Only numbers contradict each other so plainly that no language model is needed to see it.
    """
    for other in others:
        if _is_elsewhere(lead, other) and _are_rivals(lead, other) and _are_about_the_same(question, lead, other):
            return other
    return None


def _are_rivals(lead: Seen, other: Seen) -> bool:
    """The reader is sure of both, and they give different numbers of the same thing."""
    mine, theirs = words(_said(lead)), words(_said(other))
    if not (_is_fact(mine) and _is_fact(theirs)):
        return False
    close = 10 ** (other.evidence.span - lead.evidence.span) >= _RIVAL_SHARE
    units = set(mine) - _numbers(mine), set(theirs) - _numbers(theirs)
    # 60 seconds and one minute are no contradiction: only numbers of one unit are compared.
    alike = units[0] == units[1] or not all(units)
    return other.evidence.answers >= _SURE_READING and close and alike and not _numbers(mine) & _numbers(theirs)


def _are_about_the_same(question: str, lead: Seen, other: Seen) -> bool:
    """What is said around the facts is the same: most words, every other number, all that the question names."""
    said = set(words(_said(lead))), set(words(_said(other)))
    mine, theirs = set(words(lead.piece.text)) - said[0], set(words(other.piece.text)) - said[1]
    numbers_agree = _numbers(mine) == _numbers(theirs)
    mine, theirs = mine - said[1], theirs - said[0]
    wanted = telling(question)
    return (
        numbers_agree
        and len(mine & theirs) >= _ALIKE * max(len(mine), len(theirs)) > 0
        and wanted & _surroundings(lead) <= _surroundings(other)
    )


def _surroundings(seen: Seen) -> frozenset[str]:
    return stems(seen.piece.text) | stems(seen.piece.quote.hit.context)


def _is_elsewhere(lead: Seen, other: Seen) -> bool:
    """Whether a piece stands in another document, and not in a copy."""
    mine, theirs = lead.piece.quote.hit, other.piece.quote.hit
    return mine.document_id != theirs.document_id and mine.text != theirs.text


def _is_fact(said: Sequence[str]) -> bool:
    return len(said) <= _LONGEST_FACT and bool(_numbers(said))


def _numbers(said: Sequence[str] | set[str]) -> set[str]:
    return {word for word in said if any(char.isdigit() for char in word)}


def _said(seen: Seen) -> str:
    """What the reader points at, as a phrase."""
    if seen.span is None:
        return ""
    hit = seen.piece.quote.hit
    start, end = grown(hit.text, seen.span[0] - hit.start, seen.span[1] - hit.start)
    return hit.text[start:end]
