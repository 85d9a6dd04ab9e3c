"""Questions that look like the others and that nothing in the collection answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from rag.gold.lookup import Lookup
from rag.gold.made import Made
from rag.gold.words import ARTICLES, content, is_plural, without_article

SWAPPED, ABSENT = "swapped", "absent"

_TRIES = 6
_WITHOUT_CHOICE = frozenset({"definition", "heading"})
_TOLD_OF_ALL = re.compile(
    r"What is the (?:\w+ )*(?:meaning|description|explanation|purpose|name|type|result|action|function|use) of "
)
"""What every subject has, so that the other one would have it too."""
_DOTTED = re.compile(r"(?P<owner>[A-Za-z_][\w.]*)\.(?P<member>\w+)(?P<call>(?:\(\))?)")
_SPOKEN_VOWEL = re.compile(r"(?!uni|use|eu|one)[aeiou]")
_PLAIN_WORD = re.compile(r"[a-z]{3,}(?:-[a-z]+)*")
_NUMBER = re.compile(r"(?<![\w.,-])[1-9]\d{0,3}(?![\w.,-])")


def swapped(made: Sequence[Made], lookup: Lookup, random: Random) -> Iterator[Made | None]:
    """Each question about another subject of the same kind, or with another number; None where that stands somewhere.

    Questions for a definition or a way to do something are left out: their other subject would be explained too.
    """
    for one in made:
        if one.kind in _WITHOUT_CHOICE or (one.kind == "table" and _TOLD_OF_ALL.match(one.question)):
            continue
        others = random.sample(made, min(len(made), _TRIES * 4))
        changed = (_swap(one, other) for other in others if other.uri != one.uri)
        tries = [other for other in changed if other is not None][:_TRIES]
        yield next((other for other in tries if not _is_told(one, other, lookup)), None)


def absent(made: Sequence[Made], lookup: Lookup, random: Random) -> Iterator[Made | None]:
    """Terms put together from the terms of two documents; None where the two words stand together somewhere."""
    terms = [one for one in made if one.kind == "definition" and one.subject_kind == "term"]
    for one in terms:
        other = random.choice(terms)
        if other.uri == one.uri or content(one.subject) & content(other.subject):
            continue
        term = _compound(one.subject, other.subject)
        if term is None:
            continue
        verb = "are" if is_plural(term) else "is"
        yield None if lookup.stands(term, "") else one.asking(f"What {verb} {term}?", term, ABSENT)


def _swap(one: Made, other: Made) -> Made | None:
    first, second = _DOTTED.fullmatch(one.subject), _DOTTED.fullmatch(other.subject)
    if first and second:
        subject = f"{first['owner']}.{second['member']}{first['call']}"
    elif first or second or not _agree(one, other):
        return _renumber(one, other)
    else:
        subject = other.subject
    return one.asking(one.question.replace(one.subject, subject), subject, SWAPPED)


def _agree(one: Made, other: Made) -> bool:
    """Whether the other subject fits into the question: same kind, number and article, and something else."""
    if other.kind == "heading" or one.subject_kind != other.subject_kind or one.definite or other.definite:
        return False
    same_number = is_plural(one.subject) == is_plural(other.subject)
    same_article = (one.subject.split()[0] in ARTICLES) == (other.subject.split()[0] in ARTICLES)
    return same_number and same_article and not content(one.subject) & content(other.subject)


def _renumber(one: Made, other: Made) -> Made | None:
    """The question with a number out of the other's statement in the place of its own."""
    asked = _NUMBER.search(one.question)
    numbers = _NUMBER.findall(other.quote or "")
    fitting = [n for n in numbers if asked and len(n) == len(asked[0]) and n not in (one.quote or "")]
    if not asked or not fitting:
        return None
    question = f"{one.question[: asked.start()]}{fitting[0]}{one.question[asked.end() :]}"
    return one.asking(question, fitting[0], SWAPPED)


def _is_told(one: Made, changed: Made, lookup: Lookup) -> bool:
    dotted = _DOTTED.fullmatch(changed.subject)
    if dotted is None:
        return lookup.stands(changed.subject, changed.question.replace(changed.subject, ""))
    # A manual may give the member below the heading of its owner, without naming that again.
    found = [*lookup.find(dotted["member"]), *lookup.find(changed.subject)]
    near = [passage for passage in found if passage.uri == one.uri or dotted["owner"] in passage.text]
    return any(dotted["member"] in passage.text for passage in near)


def _compound(one: str, other: str) -> str | None:
    """The first word of one term before the last of the other: "a gold embedding"; None where that is no term."""
    modifier, head = without_article(one).split()[0], without_article(other).split()[-1]
    if not (_PLAIN_WORD.fullmatch(modifier) and _PLAIN_WORD.fullmatch(head)):
        return None
    if other.split()[0] not in ("a", "an"):
        return f"{modifier} {head}"
    return None if is_plural(head) else f"{'an' if _SPOKEN_VOWEL.match(modifier) else 'a'} {modifier} {head}"
