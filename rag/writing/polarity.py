"""Whether two sentences that share their words say the opposite: a negation on one side, or a word's opposite."""

from __future__ import annotations

import re

from rag.writing.roots import STOP_WORDS, root, tokens

_NEGATING = """not never no none nobody nothing neither nor without cannot hardly barely n't"""
_NEGATIONS = frozenset(_NEGATING.split())
_FAILING = frozenset(["fail", "refuse", "lack", "avoid", "prevent"])
_SCOPE = 2
"""Words after a negation that it is about."""
_WIDE_SCOPE = 4
_ENDS = re.compile(r"[,;:.!?()\n]|\bbut\b|\bonly\b")
_NEGATED_VERB = re.compile(r"n['’]t\b", re.IGNORECASE)
_IN_PLACE = re.compile(r"\b(?:instead of|rather than)\b", re.IGNORECASE)
_NOT_ONLY = re.compile(
    r"\bnot (?:only|just|merely|least|necessarily)\b|\bno longer than\b|\bno (?:more|less|fewer) than\b", re.I
)
_OPPOSITES = """first last|largest smallest|largest least|highest lowest|oldest youngest|earliest latest|most least
more fewer|more less|before after|increase decrease|north south|east west|northern southern|eastern western|won lost
win lose|begin end|began ended|start stop|above below|inside outside|rise fall|accept reject|major minor|maximum minimum
longest shortest|best worst|positive negative|public private|male female|father mother|son daughter|husband wife
king queen|with without|allow forbid|allowed forbidden|open close|left right|early late|upper lower|support oppose
strong weak|always never|all none|many few|same different|buy sell|enable disable|include exclude|gain lose|new old
high low|hot cold|true false|on off|ascending descending|import export|internal external|active passive|safe unsafe
required optional|possible impossible|legal illegal|able unable|success failure|succeed fail|add remove|client server
read write|input output|push pull|encode decode|faster slower|larger smaller|greater less|higher lower|older newer
mutable immutable|synchronous asynchronous|valid invalid|explicit implicit|local remote|single multiple"""
_PAIRS = [tuple(root(word) for word in pair.split()) for pair in re.split(r"[|\n]", _OPPOSITES)]
_OPPOSITE: dict[str, set[str]] = {}
for _one, _other in _PAIRS:
    _OPPOSITE.setdefault(_one, set()).add(_other)
    _OPPOSITE.setdefault(_other, set()).add(_one)


def contradicting_words(statement: str, source: str) -> int:
    """How many negations of one side meet the same words without them on the other side."""
    here, there = negated(statement, _SCOPE), negated(source, _SCOPE)
    all_here, all_there = set(_roots(statement)), set(_roots(source))
    wide_here, wide_there = negated(statement, _WIDE_SCOPE), negated(source, _WIDE_SCOPE)
    return len((here & all_there) - wide_there) + len((there & all_here) - wide_here)


def opposites(statement: str, source: str) -> int:
    """How many words of the statement have their opposite in the source, where they themselves are not."""
    here, there = set(_roots(statement)), set(_roots(source))
    return sum(bool(_OPPOSITE.get(word, set()) & (there - here)) for word in here - there)


def negated(text: str, scope: int) -> set[str]:
    """The roots of the words that a negation is about: the next ``scope`` that say something."""
    found: set[str] = set()
    plain = _NOT_ONLY.sub("", _IN_PLACE.sub("not", _NEGATED_VERB.sub(" not", text)))
    for clause in _ENDS.split(plain):
        left = 0
        for token in tokens(clause):
            if token in _NEGATIONS or root(token) in _FAILING:
                left = scope
            elif left and token not in STOP_WORDS:
                found.add(root(token))
                left -= 1
    return found


def _roots(text: str) -> list[str]:
    return [root(token) for token in tokens(text) if token not in STOP_WORDS]
