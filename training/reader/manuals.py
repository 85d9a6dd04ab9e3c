"""Technical questions made of the docstrings of permissively licensed packages, answered in a passage or not.

The packages are read as they are installed, so another environment gives another set; one environment and one seed
give the same. Questions come from templates, answers are exact spans of passages that are set like a manual's.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from training.reader.manuals_absent import Absent
from training.reader.manuals_facts import Fact, facts
from training.reader.manuals_objects import objects
from training.reader.manuals_pages import Page, pages
from training.reader.manuals_questions import question
from training.reader.sources import Asked

ANSWERABLE = 30_000
UNANSWERABLE = 15_000
OF_AN_OBJECT = 12
"""Facts asked for, at most."""
SHARE_OF_A_PACKAGE = 0.2
SHARES = {
    "default": 0.09,
    "default_of": 0.05,
    "parameter": 0.1,
    "which_does": 0.09,
    "which_is": 0.03,
    "does": 0.06,
    "is": 0.02,
    "if": 0.15,
    "meaning": 0.05,
    "type": 0.04,
    "returns": 0.05,
    "returned": 0.02,
    "base": 0.015,
    "used_for": 0.04,
}
"""Of the common kinds of facts; of the others as many as there are, up to SHARE_OF_ANOTHER each."""
SHARE_OF_ANOTHER = 0.04
SHORTEST_PAGE = 25
"""Words."""
HELD_OUT = ("networkx", "click", "httpx")
"""Packages that are kept to fit the answers with."""


def manuals_in_use(rng: random.Random) -> tuple[list[Asked], list[Asked]]:
    """The questions to train with."""
    answerable, unanswerable = manuals(rng)
    return [one for one in answerable if not _is_held(one)], [one for one in unanswerable if not _is_held(one)]


def held_manuals(rng: random.Random) -> tuple[list[Asked], list[Asked]]:
    """The questions about the packages that are held out."""
    answerable, unanswerable = manuals(rng)
    return [one for one in answerable if _is_held(one)], [one for one in unanswerable if _is_held(one)]


def _is_held(asked: Asked) -> bool:
    return asked.paragraph.title.split(".")[0].split(" ")[0] in HELD_OUT


def manuals(rng: random.Random) -> tuple[list[Asked], list[Asked]]:
    """Answerable questions with their spans, and questions about passages that look right and do not answer them.

    The rare kinds of facts are asked for first, so that there are as many as can be.
    """
    made = [page for number, file in enumerate(objects(rng)) for page in pages(file, number, rng)]
    made = [page for page in made if len(page.paragraph.text.split()) >= SHORTEST_PAGE]
    stated = [fact for page in made for fact in facts(page)]
    rng.shuffle(stated)
    stated.sort(key=lambda fact: fact.kind in SHARES)
    answerable = [
        Asked(question(fact, rng), fact.page.paragraph, tuple(sorted(set(fact.spans))))
        for fact in _balanced(stated, ANSWERABLE)
    ]
    rng.shuffle(answerable)
    return answerable, list(_unanswerable(stated, made, rng))


def _balanced(stated: Iterable[Fact], number: int) -> Iterator[Fact]:
    """As they come, no more of an object, a kind or a package than its share."""
    counts: Counter[object] = Counter()
    total = 0
    for fact in stated:
        limits = (
            (fact.about, OF_AN_OBJECT),
            (fact.kind, int(number * SHARES.get(fact.kind, SHARE_OF_ANOTHER))),
            (fact.about.package, int(number * SHARE_OF_A_PACKAGE)),
        )
        if all(counts[key] < limit for key, limit in limits):
            counts.update(key for key, _ in limits)
            total += 1
            yield fact
        if total == number:
            return


def _unanswerable(stated: Sequence[Fact], made: Sequence[Page], rng: random.Random) -> Iterator[Asked]:
    """Each fact asked in the first of the ways, in a random order, that makes it a question without an answer."""
    shuffled = [*stated]
    rng.shuffle(shuffled)
    absent = Absent(made)
    asked = 0
    for fact in _balanced(shuffled, 2 * UNANSWERABLE):
        found = absent.ask(fact, rng)
        if found:
            yield found
            asked += 1
        if asked == UNANSWERABLE:
            return
