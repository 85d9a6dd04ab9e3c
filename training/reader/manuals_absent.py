"""Questions whose passage looks right and does not hold the answer."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from training.reader.manuals_facts import Fact, default_spans
from training.reader.manuals_objects import Object
from training.reader.manuals_pages import Page
from training.reader.manuals_questions import question
from training.reader.sources import Asked

_SHORT = {"default", "default_of", "type", "returned", "choices"}
"""Kinds whose answers (``None``, ``int``) stand everywhere, so that only the name of the object tells."""
_NAMING = {"which_does", "which_is", "parameter", "option", "raised"}
"""Kinds that are answered by a name: the question describes it, so a passage may answer without the object's name."""
_FOR_A_WINDOW = {
    "default",
    "type",
    "when",
    "added",
    "deprecated",
    "choices",
    "option_means",
    "must",
    "returned",
    "meaning",
}
"""Kinds that another part of the same object's description surely leaves open when it does not state them."""
_EXCEPTIONS = re.findall(
    r"\w+",
    """ValueError TypeError KeyError RuntimeError IndexError OSError AttributeError TimeoutError ImportError
    NotImplementedError ConnectionError PermissionError UnicodeDecodeError AssertionError""",
)
_TURNED = (("True", "False"), ("False", "True"), ("None", "an empty string"), ("greater", "less"), ("less", "greater"))
_TRIES = 4
SHARE_LEFT_OPEN = 0.25
_WEIGHTS = {"added": 6, "when": 6, "returned": 3, "base": 3, "deprecated": 1, "removed": 0.5}
"""About as often as such questions have an answer, so that the question alone does not tell."""


class Absent:
    """Finds passages for facts that are stated elsewhere only.

    Which object is asked about, which parameter, which value: one of them is always different from the passage.
    """

    def __init__(self, made: Sequence[Page]) -> None:
        self._neighbours: dict[int, list[Page]] = defaultdict(list)
        self._alike: dict[str, list[Page]] = defaultdict(list)
        for page in made:
            self._neighbours[page.file].append(page)
            for one in page.objects():
                self._alike[one.leaf].append(page)

    def ask(self, fact: Fact, rng: random.Random) -> Asked | None:
        """A question near the fact without an answer in its passage; None when no way is found."""
        ways = rng.sample([self._elsewhere, self._of_the_same_name, self._swapped], 3)
        for way in [self._left_open, *ways] if rng.random() < SHARE_LEFT_OPEN else ways:
            found = way(fact, rng)
            if found:
                return found
        return None

    def _elsewhere(self, fact: Fact, rng: random.Random) -> Asked | None:
        pages = self._neighbours[fact.page.file]
        for page in rng.sample(pages, min(_TRIES, len(pages))):
            if not _may_answer(fact, page):
                asked = self._named(fact, page, rng, fact.about)
                if asked:
                    return asked
        return None

    def _of_the_same_name(self, fact: Fact, rng: random.Random) -> Asked | None:
        """An object of another class or package with the same last name: the question says which one it means."""
        pages = [page for page in self._alike[fact.about.leaf] if fact.about not in page.objects()]
        if not pages or fact.kind in _NAMING:
            return None
        page = rng.choice(pages)
        whole = f"{fact.about.module}.{fact.about.name}"
        named = fact.about.name if "." in fact.about.name and rng.random() < 0.5 else whole
        if named in f"{page.paragraph.title} {page.paragraph.text}" or _holds(page, fact.answer):
            return None
        asked = question(fact, rng, o=named)
        return Asked(asked, page.paragraph, ()) if named.lower() in asked.lower() else None

    def _named(self, fact: Fact, page: Page, rng: random.Random, about: Object) -> Asked | None:
        for _ in range(_TRIES):
            asked = question(fact, rng)
            if about.leaf.lower() in asked.lower() or fact.kind in _NAMING:
                return Asked(asked, page.paragraph, ())
        return None

    def _swapped(self, fact: Fact, rng: random.Random) -> Asked | None:
        """The parameter of a neighbour, the opposite condition, an exception or a version that is not there."""
        slots = fact.slots
        if "k" in slots and fact.kind == "if":
            return _with(fact, rng, k=_turned(slots["k"]))
        if "e" in slots:
            return _with(fact, rng, e=rng.choice(_EXCEPTIONS))
        if "v" in slots:
            return _with(fact, rng, v=_other_version(slots["v"], rng))
        if "x" in slots and "c" not in slots:
            options = self._values(fact, "option")
            return _with(fact, rng, x=rng.choice(options)) if options else None
        if "p" in slots and fact.kind not in _NAMING and "c" not in slots:
            names = self._values(fact, "name")
            return _with(fact, rng, p=rng.choice(names)) if names else None
        return None

    def _values(self, fact: Fact, zone: str) -> list[str]:
        """What stands in a zone of the neighbours and nowhere about this object."""
        own = {name for name, _ in fact.about.arguments} | {item.name for item in fact.about.told.parameters}
        pages = self._neighbours[fact.page.file]
        return sorted({page.read(mark) for page in pages for mark in page.marks if mark.zone == zone} - own)

    def _left_open(self, fact: Fact, rng: random.Random) -> Asked | None:
        """A kind of fact that the object's passage does not give at all."""
        about, page = fact.about, fact.page
        text = page.paragraph.text.lower()
        required = [name for name, default in about.arguments if not default and "*" not in name]
        required = [name for name in required if name in text and not default_spans(page, about, name)]
        open_kinds = [
            kind
            for kind, words in (
                ("added", ("version", "added in")),
                ("deprecated", ("deprecat",)),
                ("removed", ("remove", "deprecat")),
                ("returned", ("return", "->")),
                ("base", ("base", "subclass", "inherit", "extend")),
                ("when", ("rais", "exception", "error")),
            )
            if not any(word in text for word in words) and (kind != "base" or about.kind == "class")
        ]
        slots = {"e": rng.choice(_EXCEPTIONS)}
        weights = [_WEIGHTS[kind] for kind in open_kinds]
        if required and (not open_kinds or rng.random() < 0.5):
            return Asked(
                question(replace(fact, kind="default", slots={"p": rng.choice(required)}), rng), page.paragraph, ()
            )
        if open_kinds:
            return Asked(
                question(replace(fact, kind=rng.choices(open_kinds, weights)[0], slots=slots), rng), page.paragraph, ()
            )
        return None


def _may_answer(fact: Fact, page: Page) -> bool:
    """Whether a passage may hold the answer after all; in doubt it may."""
    if page is fact.page:
        return True
    here = (
        fact.about in page.objects()
        or fact.about.leaf in page.paragraph.text
        or fact.about.leaf in page.paragraph.title
    )
    if fact.kind in _SHORT and not here:
        return False
    if here and fact.kind not in _FOR_A_WINDOW:
        return True
    if fact.kind == "default":
        return bool(default_spans(page, fact.about, fact.slots["p"]))
    told = " ".join(fact.slots.get("c", "").split()[:4])
    return _holds(page, fact.answer) or (bool(told) and _holds(page, told))


def _holds(page: Page, answer: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", page.paragraph.text, re.IGNORECASE) is not None


def _with(fact: Fact, rng: random.Random, **slots: str | None) -> Asked | None:
    """The fact's question with one slot swapped for something that its passage does not have."""
    ((name, value),) = slots.items()
    if not value or value == fact.slots[name]:
        return None
    if name != "k" and _holds(fact.page, value):
        return None
    if name == "k" and _holds(fact.page, " ".join(value.split()[-2:])):
        return None
    asked = question(fact, rng, **{name: value})
    return Asked(asked, fact.page.paragraph, ()) if value.split()[-1].lower() in asked.lower() else None


def _turned(condition: str) -> str | None:
    for word, other in _TURNED:
        if re.search(rf"\b{word}\b", condition):
            return re.sub(rf"\b{word}\b", other, condition)
    return None


def _other_version(version: str, rng: random.Random) -> str:
    *front, last = version.split(".")
    other = str(int(last) + rng.choice([1, 2, 3, 5])) if last.isdigit() else "4"
    return ".".join([*front, other])
