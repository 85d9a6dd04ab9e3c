"""Cuts what a language model writes into sentences while it is still writing.

A cut is made as soon as nothing that may follow could undo it, so the sentences are the same however the text comes in
pieces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.sentences import is_abbreviated
from rag.writing.marks import mark_at, may_become_mark, parted

_FENCE = re.compile(r"[ ]{0,3}(```+|~~~+)")
_FENCE_BEGUN = re.compile(r"[ ]{0,3}(?:`{0,2}|~{0,2})")
_STOPS = ".!?…"
_WIDE_STOPS = "。！？"
_CLOSERS = "\"'”’»)]*_”』」）"
_MARK_OPENERS = "[【(（"
_MARKER = re.compile(r"[ \t]*(?:[-*+•|>#]|\d{1,3}[.)]|[a-zA-Z][.)]|[ivx]{2,5}[.)])(?:\s|$|[-#|])")
_SAYS_SOMETHING = re.compile(r"\w")
_SOURCES = re.compile(r"\W*(?:sources?|references?|citations?|quellen|cited passages?)\W*$", re.IGNORECASE)
_LONGEST_MARKER = 6


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence, item of a list, row or block of code, and the numbers of the passages it names as its source."""

    text: str
    passages: tuple[int, ...]


class Cutter:
    """Takes pieces of a text and gives its sentences as they are finished."""

    def __init__(self) -> None:
        self._text = ""
        self._leading = False

    def add(self, piece: str) -> Iterator[Stated]:
        """The sentences that this piece finishes."""
        self._text += piece
        yield from self._finished(whole=False)

    def finish(self) -> Iterator[Stated]:
        """What is left when no more comes."""
        yield from self._finished(whole=True)

    def _finished(self, *, whole: bool) -> Iterator[Stated]:
        while self._text:
            end = self._end(whole=whole)
            if end is None:
                return
            taken, self._text = self._text[:end], self._text[end:]
            text, passages = parted(taken.strip())
            if _SAYS_SOMETHING.search(text) and not _SOURCES.match(text):
                yield Stated(text, passages)

    def _end(self, *, whole: bool) -> int | None:
        """Where the next unit ends, white space before it included; None when that is not known yet."""
        text = self._text
        begin = len(text) - len(text.lstrip("\n"))
        fence = _FENCE.match(text, begin)
        if fence:
            return _end_of_code(text, fence, whole=whole)
        if not whole and _FENCE_BEGUN.fullmatch(text, begin):
            return None
        self._leading = mark_at(text, len(text) - len(text.lstrip()), closing=False) is not None
        return _end_of_prose(text, begin, leading=self._leading, whole=whole)


def _end_of_code(text: str, fence: re.Match[str], *, whole: bool) -> int | None:
    closing = re.compile(rf"^[ ]{{0,3}}{re.escape(fence[1])}[ \t]*(?:\n|\Z)", re.MULTILINE)
    line = text.find("\n", fence.end())
    found = closing.search(text, line + 1) if line >= 0 else None
    if found and (found.group().endswith("\n") or whole):
        return found.end()
    return len(text) if whole else None


def _end_of_prose(text: str, begin: int, *, leading: bool, whole: bool) -> int | None:
    code = False
    for place in range(begin, len(text)):
        char = text[place]
        if char == "`":
            code = not code
        elif char == "\n":
            end = _at_line_end(text, place, whole=whole)
            if end is None or end >= 0:
                return end
        elif not code and char in _STOPS and text[place + 1 : place + 2] not in tuple(_STOPS):
            end = _at_stop(text, begin, place + 1, leading=leading, whole=whole)
            if end is None or end >= 0:
                return end
        elif not code and char in _WIDE_STOPS:
            end = _behind_marks(text, place + 1, leading=leading, whole=whole)
            if end is None or text[end : end + 1] not in tuple(_WIDE_STOPS):
                return end
    return len(text) if whole else None


_NOT_HERE = -1


def _at_line_end(text: str, place: int, *, whole: bool) -> int | None:
    """Where a unit ends that a line ends in: there, unless the next line goes on with a small letter."""
    rest = text[place:].lstrip("\n")
    if text[place : place + 2] == "\n\n":
        return place
    if not whole and len(rest.lstrip(" \t")) < _LONGEST_MARKER and "\n" not in rest:
        return None
    goes_on = rest.lstrip(" \t")[:1].islower() and _MARKER.match(rest) is None
    return _NOT_HERE if goes_on else place


def _at_stop(text: str, begin: int, after: int, *, leading: bool, whole: bool) -> int | None:
    """Where a sentence ends whose full stop is before ``after``; -1 when it is none."""
    if after == len(text) and not whole:
        return None
    if is_abbreviated(text, begin, after):
        return _NOT_HERE
    end = _behind_marks(text, after, leading=leading, whole=whole)
    if end is None:
        return None
    rest = text[end:].lstrip(" \t")
    if not rest:
        return len(text) if whole else None
    spaced = len(rest) < len(text) - end
    if rest[0] == "\n" or (spaced and not rest[0].islower()):
        return end
    return _NOT_HERE


def _behind_marks(text: str, after: int, *, leading: bool, whole: bool) -> int | None:
    """Behind the quotes, brackets and citation marks that follow a full stop; None when more of them may follow."""
    end = after
    while True:
        while text[end : end + 1] and text[end] in _CLOSERS:
            end += 1
        place = end + len(text[end:]) - len(text[end:].lstrip(" \t"))
        if place == len(text):
            return end if whole else None
        if leading or text[place] not in _MARK_OPENERS:
            return end
        behind = mark_at(text, place, closing=True)
        if behind is None:
            return None if not whole and may_become_mark(text, place) else end
        end = behind
