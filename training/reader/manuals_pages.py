"""Documented objects set as passages of a manual, in several styles, with marks that say what stands where."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.reader.manuals_markup import Item
from training.reader.manuals_objects import Object
from training.reader.sources import Paragraph

LONGEST = 190
"""Words of a passage, about."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The characters ``[start, end)`` of a passage are a zone of an object: a default, a description, a name.

    ``key`` is the parameter, option or exception that the zone is about, "" for the object itself.
    """

    about: Object
    zone: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A passage with its marks, and the number of the file that it comes from."""

    paragraph: Paragraph
    marks: tuple[Mark, ...]
    file: int

    def read(self, mark: Mark) -> str:
        """The text of a mark."""
        return self.paragraph.text[mark.start : mark.end]

    def objects(self) -> list[Object]:
        """The objects with a mark here, in order."""
        return list(dict.fromkeys(mark.about for mark in self.marks))


@dataclass(frozen=True, slots=True)
class _Style:
    entry: str
    heading: str
    returns: str
    raises: str
    version: str
    type_words: int
    qualified: bool


Fragment = str | tuple[str, str, str]
"""Text, or zone, key and text."""
Block = tuple[Object, list[Fragment]]


def pages(file: Sequence[Object], number: int, rng: random.Random) -> list[Page]:
    """The passages of a file's objects: windows of one object, or neighbours together."""
    style = _Style(
        rng.choice(["dash", "colon", "lines", "lines", "dash", "table", "prose"]),
        rng.choice(["Parameters:", "Parameters", "Arguments:", "Args:", ""]),
        rng.choice(["Returns:", "Returns", "Return value:"]),
        rng.choice(["Raises:", "Raises", "Exceptions:"]),
        rng.choice(["New in version", "Added in version", "Available since version"]),
        rng.choice([0, 9, 9, 9]),
        rng.random() < 0.5,
    )
    found: list[Page] = []
    waiting: list[Block] = []
    words, limit = 0, rng.randint(70, LONGEST - 40)
    for block in (block for one in file for block in _blocks(one, style, rng)):
        length = sum(len(_text(fragment).split()) for fragment in block[1])
        changed = bool(waiting) and waiting[-1][0] is not block[0]
        if waiting and (words + length > limit or (changed and words > 45 and rng.random() < 0.6)):
            found.append(_page(waiting, number))
            waiting, words, limit = [], 0, rng.randint(70, LONGEST - 40)
        waiting.append(block)
        words += length
    return [*found, _page(waiting, number)] if waiting else found


def _text(fragment: Fragment) -> str:
    return fragment if isinstance(fragment, str) else fragment[2]


def _page(blocks: Sequence[Block], number: int) -> Page:
    text, marks = "", []
    for about, fragments in blocks:
        for fragment in fragments:
            if not isinstance(fragment, str):
                marks.append(Mark(about, fragment[0], fragment[1], len(text), len(text) + len(fragment[2])))
            text += _text(fragment)
        text += "\n"
    first = blocks[0][0]
    alone = all(about is first for about, _ in blocks)
    begins = any(fragment[0] == "object" for fragment in blocks[0][1] if not isinstance(fragment, str))
    title = f"{first.module} — {first.about_module.rstrip('.')}" if first.about_module else first.module
    title = f"{title} > {first.name}" if alone or not begins else title
    return Page(Paragraph(title, text.rstrip("\n")), tuple(marks), number)


def _blocks(one: Object, style: _Style, rng: random.Random) -> Iterator[Block]:
    told = one.told
    head = [*_signature(one, style), "\n", ("summary", "", _cut(told.summary, style))]
    yield one, head
    for paragraph in told.body[:4]:
        yield one, [("body", "", _cut(paragraph, style))]
    for number, item in enumerate(item for item in told.parameters if item.text or item.type):
        opening = [f"{style.heading}\n"] if number == 0 and style.heading else []
        yield one, [*opening, *_entry(one, item, style, rng)]
        for option, meaning in item.options[:8]:
            key = f"{item.name}={option}"
            yield one, ["  ", ("option", key, option), ": ", ("meaning", key, _cut(meaning, style))]
    for item in told.returns[:1]:
        kind: list[Fragment] = [("returned", "", item.type)] if item.type else []
        between = [": "] if item.type and item.text else []
        yield one, [f"{style.returns} ", *kind, *between, ("returns", "", _cut(item.text, style))]
    for number, item in enumerate(told.raises):
        opening = [f"{style.raises} "] if number == 0 else []
        yield one, [*opening, ("raised", item.text, item.name), " – ", ("when", item.name, _cut(item.text, style))]


def _signature(one: Object, style: _Style) -> list[Fragment]:
    prefix = f"{one.module}." if style.qualified else ""
    shown: list[Fragment] = [f"class {prefix}" if one.kind == "class" else prefix, ("object", "", one.name), "("]
    for number, (name, default) in enumerate(one.arguments):
        if sum(len(_text(fragment)) for fragment in shown) > 300:
            shown.append(", ...")
            break
        shown += [", "] if number else []
        shown.append(("argument", name, name))
        shown += ["=", ("default", name, default)] if default else []
    shown.append(")")
    if one.bases:
        shown += ["\nBases: ", ("base", "", ", ".join(one.bases))]
    return shown


def _entry(one: Object, item: Item, style: _Style, rng: random.Random) -> list[Fragment]:
    name: Fragment = ("name", item.name, item.name)
    about: Fragment = ("about", item.name, _cut(item.text, style))
    shown = item.type and len(item.type.split()) <= style.type_words
    kind: Fragment = ("type", item.name, item.type if shown else "")
    default = dict(one.arguments).get(item.name, "")
    if default and "default" not in f"{item.type if shown else ''} {item.text}".lower() and rng.random() < 0.35:
        about_default: list[Fragment] = [" Default: ", ("default", item.name, default), "."]
    else:
        about_default = []
    if style.entry == "table":
        return ["| ", name, " | ", kind, " | ", about, *about_default, " |"]
    if style.entry == "lines":
        return [name, *([" : ", kind] if shown else []), "\n    ", about, *about_default]
    if style.entry == "prose":
        return ["The argument ", name, *([" is of type ", kind] if shown else []), ". ", about, *about_default]
    dash = " – " if style.entry == "dash" else ": "
    return [name, *([" (", kind, ")"] if shown else []), dash, about, *about_default]


def _cut(text: str, style: _Style) -> str:
    """At most some sixty words, whole sentences."""
    text = text.replace("New in version", style.version)
    words = text.split()
    if len(words) <= 60:
        return text
    kept = " ".join(words[:60])
    end = max(kept.rfind(". "), kept.rfind("; "))
    return kept[: end + 1] if end > 60 else kept
