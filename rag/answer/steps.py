"""Steps and lists: where they are asked for and stand in a passage, they are quoted item by item, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answer.about import stems, telling
from rag.types import Hit, Quote

MOST_ITEMS = 12
MOST_WORDS = 160
_FEWEST_ITEMS = 2
_LINE = re.compile(r"^([ \t]*)(\S.*)?$", re.MULTILINE)
_ITEM = re.compile(r"(?:(?P<number>\d{1,3}|[A-Za-z]|[ivx]{2,5})[.)]|[-*+•])[ \t]+\S")
_ASKS_FOR_STEPS = re.compile(
    r"^\W*(?:how\s+(?:do|does|can|could|should|would|to)\b|what\s+(?:are\s+the\s+)?steps\b|(?:what|which)\s+steps\b)",
    re.IGNORECASE,
)
_ASKS_FOR_A_LIST = re.compile(
    r"""^\W*(?:
        (?:what|which)\s+(?:are|were)\b
      | (?:what|which)\s+(?!(?:is|was|does|do|did|can|has)\b)(?:\w+\s+){0,2}?\w+[^\Wsui]s\s+
        (?:of\s+(?:\w+\s+){1,3}?)?(?:are|were|do|does|did|can|could|have|has|should|must|exist)\b
      | (?:list|name|enumerate)\b
      | what\s+(?:kinds|types|sorts|ways)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(slots=True)
class _Item:
    """An item from its marker to the end of the deeper lines below it; ``number`` is None for a bullet."""

    start: int
    end: int
    indent: int
    number: str | None


def is_item(text: str) -> bool:
    """Whether a text is an item of a list, by its marker."""
    return _ITEM.match(text) is not None


def stands_alone(text: str) -> bool:
    """Whether a text stands on lines of its own: an item of a list, a row of a table, code, a heading."""
    return is_item(text) or text.startswith(("|", "```", "~~~", "#"))


def listed(question: str, hit: Hit, start: int, end: int) -> tuple[Quote, ...]:
    """The items of the list that ``[start, end)`` of the hit's document stands in or leads to, if one is asked for.

    Numbered items answer how something is done, any items answer what there is. None when no list stands there,
    when it is too long to be an answer, or when the question is about one of its items.
    """
    steps, things = bool(_ASKS_FOR_STEPS.match(question)), bool(_ASKS_FOR_A_LIST.match(question))
    if not (steps or things):
        return ()
    start, end = start - hit.start, end - hit.start
    for run in _runs(hit.text):
        fits = things or all(item.number for item in run)
        there = _is_within(run, start, end) or _leads_to(hit.text, run, end)
        one = not steps and _asks_for_one(question, hit, run, start, end)
        if fits and there and not one and _is_short(hit.text, run):
            return tuple(Quote(hit, hit.start + item.start, hit.start + item.end) for item in run)
    return ()


def _runs(text: str) -> Iterator[list[_Item]]:
    """The lists of a text, the inner ones before those that they are in."""
    open_runs: list[list[_Item]] = []
    for item in _items(text):
        while open_runs and open_runs[-1][-1].indent > item.indent:
            yield from _long_enough(open_runs.pop())
        if open_runs and open_runs[-1][-1].indent == item.indent:
            if _follows(text, open_runs[-1][-1], item):
                open_runs[-1].append(item)
                continue
            yield from _long_enough(open_runs.pop())
        open_runs.append([item])
    while open_runs:
        yield from _long_enough(open_runs.pop())


def _items(text: str) -> Iterator[_Item]:
    open_items: list[_Item] = []
    for line in _LINE.finditer(text):
        indent = len(line.group(1).expandtabs())
        blank = line.group(2) is None
        while open_items and (blank or indent <= open_items[-1].indent):
            open_items.pop()
        for outer in open_items:
            outer.end = line.end()
        marker = None if blank else _ITEM.match(text, line.start(2))
        if marker is not None:
            open_items.append(_Item(line.start(2), line.end(), indent, marker["number"]))
            yield open_items[-1]


def _follows(text: str, last: _Item, item: _Item) -> bool:
    """Whether an item belongs to the list of the last one; what stands between numbered ones becomes the last one's."""
    between = text[last.end : item.start]
    if between.isspace() and "\n\n" not in between:
        return (last.number is None) == (item.number is None) and item.number != "1"
    if last.number is None or not last.number.isdigit() or item.number != str(int(last.number) + 1):
        return False
    last.end += len(between.rstrip())
    return True


def _long_enough(run: list[_Item]) -> Iterator[list[_Item]]:
    if len(run) >= _FEWEST_ITEMS:
        yield run


def _is_short(text: str, run: Sequence[_Item]) -> bool:
    words = sum(len(text[item.start : item.end].split()) for item in run)
    return len(run) <= MOST_ITEMS and words <= MOST_WORDS


def _is_within(run: Sequence[_Item], start: int, end: int) -> bool:
    return run[0].start < end and start < run[-1].end


def _leads_to(text: str, run: Sequence[_Item], end: int) -> bool:
    """Whether what ends there announces the list: with a colon, and nothing between."""
    return end <= run[0].start and not text[end : run[0].start].strip() and text[:end].endswith((":", "："))


def _asks_for_one(question: str, hit: Hit, run: Sequence[_Item], start: int, end: int) -> bool:
    """Whether one item, that ``[start, end)`` is in, says what the question is about, and nothing around it does."""
    own = [stems(hit.text[item.start : item.end]) for item in run if item.start < end and start < item.end]
    rest = [stems(hit.text[item.start : item.end]) for item in run if not (item.start < end and start < item.end)]
    around = stems(hit.context) | stems(hit.text[: run[0].start])
    return any((telling(question) & held) - around - frozenset().union(*rest) for held in own)
