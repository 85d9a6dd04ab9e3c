"""Steps and lists: where they are asked for and stand in a passage, they are quoted item by item, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.types import Hit, Quote

MOST_ITEMS = 12
MOST_WORDS = 160
_FEWEST_ITEMS = 2
_ITEM = re.compile(r"^[ \t]*(?:(\d{1,3})[.)]|[-*+•])[ \t]+(\S.*)$", re.MULTILINE)
_ASKS_FOR_STEPS = re.compile(
    r"^\W*(?:how\s+(?:do|does|can|could|should|would|to)\b|what\s+(?:are\s+the\s+)?steps\b)", re.I
)
_ASKS_FOR_A_LIST = re.compile(
    r"^\W*(?:(?:what|which)\s+(?:\w+\s+){0,3}?(?:are|were|do|does|can)\b|(?:list|name|enumerate)\b|what\s+kinds?\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Item:
    start: int
    end: int
    numbered: bool


def listed(question: str, hit: Hit, start: int, end: int) -> tuple[Quote, ...]:
    """The items of the list around ``[start, end)`` of the hit's document, where the question asks for one.

    Numbered items answer how something is done, any items answer what there is. None when no list stands there, or
    only one that is too long to be an answer.
    """
    steps, things = bool(_ASKS_FOR_STEPS.match(question)), bool(_ASKS_FOR_A_LIST.match(question))
    if not (steps or things):
        return ()
    for run in _runs(hit.text):
        first, last = hit.start + run[0].start, hit.start + run[-1].end
        touched = first < end and start < last
        fit = all(item.numbered for item in run) if steps and not things else True
        if touched and fit and _is_short(hit.text, run):
            return tuple(Quote(hit, hit.start + item.start, hit.start + item.end) for item in run)
    return ()


def _runs(text: str) -> Iterator[list[_Item]]:
    """Items that follow each other with nothing but their own continuation lines between them."""
    run: list[_Item] = []
    for match in _ITEM.finditer(text):
        item = _Item(match.start(2), match.end(2), match.group(1) is not None)
        if run and (item.numbered != run[-1].numbered or "\n\n" in text[run[-1].end : match.start()].strip(" \t")):
            yield from _long_enough(run)
            run = []
        run.append(item)
    yield from _long_enough(run)


def _long_enough(run: list[_Item]) -> Iterator[list[_Item]]:
    if len(run) >= _FEWEST_ITEMS:
        yield run


def _is_short(text: str, run: list[_Item]) -> bool:
    words = sum(len(text[item.start : item.end].split()) for item in run)
    return len(run) <= MOST_ITEMS and words <= MOST_WORDS
