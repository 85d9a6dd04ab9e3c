"""Whether passages of different documents say the same or contradict each other."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from rag.answer.evidence import Seen
from rag.types import Quote

MOST_AGREEING = 3
"""Citations of a lead, its own included."""
_LONGEST_FACT = 5
_RIVAL_SHARE = 0.35
_SURE_READING = 0.0
_ALIKE = 0.6
_WORD = re.compile(r"\w+(?:\.\w+)*")


def agreeing(lead: Seen, others: Sequence[Seen], said: str) -> tuple[Quote, ...]:
    """The quotes of other documents' pieces in which the reader saw the same answer, best first."""
    wanted = _words(said)
    quotes: dict[str, Quote] = {}
    for other in others:
        document = other.piece.quote.hit.document_id
        if other.span and document != lead.piece.quote.hit.document_id and _words(_said(other)) == wanted:
            quotes.setdefault(document, other.piece.quote)
    return tuple(quotes.values())[: MOST_AGREEING - 1]


def contradicting(lead: Seen, others: Sequence[Seen]) -> Seen | None:
    """A piece of another document in nearly the same words that gives another number, or None.

    Only numbers contradict each other so plainly that no language model is needed to see it.
    """
    if lead.span is None or not _is_fact(_said(lead)):
        return None
    for other in others:
        elsewhere = other.piece.quote.hit.document_id != lead.piece.quote.hit.document_id
        if elsewhere and other.span and _is_fact(_said(other)) and _are_rivals(lead, other):
            return other
    return None


def _are_rivals(lead: Seen, other: Seen) -> bool:
    """Both are sure, their facts differ, and what is said around the facts is the same."""
    if other.evidence.answers < _SURE_READING or 10 ** (other.evidence.span - lead.evidence.span) < _RIVAL_SHARE:
        return False
    mine, theirs = _words(_said(lead)), _words(_said(other))
    if set(mine) & set(theirs):
        return False
    around_mine = set(_words(lead.piece.text)) - set(mine)
    around_theirs = set(_words(other.piece.text)) - set(theirs)
    return len(around_mine & around_theirs) >= _ALIKE * min(len(around_mine), len(around_theirs)) > 0


def _is_fact(said: str) -> bool:
    words = _words(said)
    return 0 < len(words) <= _LONGEST_FACT and any(char.isdigit() for char in said)


def _said(seen: Seen) -> str:
    if seen.span is None:
        return ""
    start = seen.piece.quote.start
    return seen.piece.text[seen.span[0] - start : seen.span[1] - start]


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
