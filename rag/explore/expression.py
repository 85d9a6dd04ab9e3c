"""Arithmetic on meanings as people write it: ``king - man + woman``, ``"time flies" + clock``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.errors import InvalidRequest

MOST_TERMS = 12

_REMEDY = 'write it like: king - man + woman, or "time flies" + clock'
_QUOTED = r'"[^"]*"|“[^”]*”|„[^“”]*[“”]'
_TOKEN = re.compile(
    rf"""
    (?P<sign>[+\-−–])        # at the beginning of a word only, for what begins otherwise is taken whole: "well-known"
  | (?P<quoted>{_QUOTED})
  | (?P<word>\S+)
  | \s+
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase and whether it is added (1) or taken away (-1)."""

    text: str
    sign: int


def parse(expression: str) -> tuple[Term, ...]:
    """The terms in order. A sign stands before a word, not within it; quotation marks keep it inside a phrase.

    InvalidRequest, with an example, for what is not an expression.
    """
    terms: list[Term] = []
    sign = 1
    words: list[str] = []
    for place, token in enumerate(match for match in _TOKEN.finditer(expression) if match.lastgroup):
        if token.lastgroup != "sign":
            words.append(token.group()[1:-1].strip() if token.lastgroup == "quoted" else token.group())
            continue
        if place:
            terms.append(_term(words, sign))
        sign, words = (1 if token.group() == "+" else -1), []
    terms.append(_term(words, sign))
    if len(terms) > MOST_TERMS:
        raise InvalidRequest(f"there are more than {MOST_TERMS} terms", "shorten the expression")
    return tuple(terms)


def _term(words: list[str], sign: int) -> Term:
    text = " ".join(word for word in words if word)
    if not text:
        raise InvalidRequest("a term of the expression is missing", _REMEDY)
    return Term(text, sign)
