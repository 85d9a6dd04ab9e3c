"""Citation marks as language models write them: ``[1]``, ``[1, 2]``, ``【1】``, ``[^1]``, ``(1)``, ``[Passage 1]``."""

from __future__ import annotations

import re

MOST = 99
"""A larger number in brackets is a year or a figure, no mark."""
LONGEST = 40
"""Characters of one mark."""
_WIDEST = 20
_WORD = r"(?:(?:passages?|sources?|documents?|docs?|refs?\.?|quelle|absatz)\s*)?"
_LIST = rf"{_WORD}\^?\d{{1,2}}(?:\s?(?:[,;、&]|and|[-–])\s?{_WORD}\^?\d{{1,2}}){{0,9}}"
_SQUARE = re.compile(
    rf"\[\s?(?P<square>{_LIST})\s?\]|【(?P<lens>\d{{1,2}}(?:\s?[,、]\s?\d{{1,2}})*)(?:[†:][^】\n]{{0,24}})?】", re.I
)
_ROUND = re.compile(rf"[(（]\s?(?P<round>{_LIST})\s?[)）]", re.I)
_BEGUN = re.compile(r"[\[【(（][^\]】)）\n]*")
_NUMBERS = re.compile(r"\d+(?:\s?[-–]\s?\^?\d+)?")
_CODE = re.compile(r"`[^`\n]*`?")
# An index into something, as in ``argv[1]`` or ``f(x)[0].name``, is no mark.
_SUBSCRIPT = re.compile(r"[\w.]*[_.][\w]+$|\)$")
_LEAD_IN = re.compile(
    r"\b(?:(?:according to|as (?:stated|described|shown|explained|noted) (?:in|by)|based on|per|see)\s+)"
    rf"(?:the\s+)?(?P<which>{_LIST}|\[\s?{_LIST}\s?\])(?P<comma>,)?\s*",
    re.IGNORECASE,
)


def mark_at(text: str, place: int, *, closing: bool) -> int | None:
    """Where the mark at ``place`` ends; ``closing``: at a sentence's end, where round brackets count too."""
    found = _SQUARE.match(text, place) or (_ROUND.match(text, place) if closing else None)
    return found.end() if found else None


def may_become_mark(text: str, place: int) -> bool:
    """Whether the rest of a text that is not whole yet may be the beginning of a mark."""
    return len(text) - place < LONGEST and _BEGUN.fullmatch(text, place) is not None


def parted(text: str) -> tuple[str, tuple[int, ...]]:
    """A sentence without its marks, and the numbers they name, each once, in their order; code keeps its brackets."""
    numbers: dict[int, None] = {}
    code = [match.span() for match in _CODE.finditer(text)]

    def taken(match: re.Match[str]) -> str:
        inside = any(start <= match.start() < end for start, end in code)
        if inside or _is_subscript(text, match):
            return match.group()
        numbers.update(dict.fromkeys(_named(match.group())))
        return ""

    def introduced(match: re.Match[str]) -> str:
        numbers.update(dict.fromkeys(_named(match["which"])))
        return ""

    if text.lstrip().startswith("```"):
        return text, ()
    led = _LEAD_IN.sub(introduced, text)
    capital = led != text and text[:1].isupper()
    code = [match.span() for match in _CODE.finditer(led)]
    text = led
    plain = re.sub(rf"[ \t]*(?:{_SQUARE.pattern})", taken, led, flags=re.I)
    plain = _at_the_end(plain, numbers)
    plain = re.sub(r"[ \t]+(?=[.,;:!?。](?:\s|$))", "", plain).strip()
    return (plain[:1].upper() + plain[1:] if capital else plain), tuple(numbers)


def _at_the_end(text: str, numbers: dict[int, None]) -> str:
    """Without the round marks before or after the last full stop."""
    while (match := re.search(rf"[ \t]*{_ROUND.pattern}(?P<stop>[.!?。]*)\s*$", text, re.I)) is not None:
        if not text[: match.start()].strip():
            break
        numbers.update(dict.fromkeys(_named(match["round"])))
        text = text[: match.start()] + match["stop"]
    return text


def _is_subscript(text: str, match: re.Match[str]) -> bool:
    opening = match.start() + len(match.group()) - len(match.group().lstrip())
    before, after = text[:opening], text[match.end() : match.end() + 2]
    attached = opening == match.start()
    followed = re.match(r"[\w(=]|\.\w|\[[^\d^]", after) is not None
    return attached and (followed or (_SUBSCRIPT.search(before) is not None and not before.endswith(" ")))


def _named(mark: str) -> list[int]:
    numbers: list[int] = []
    for found in _NUMBERS.findall(mark):
        ends = [int(end) for end in re.findall(r"\d+", found)]
        numbers += range(ends[0], min(ends[-1], ends[0] + _WIDEST) + 1) if len(ends) > 1 else ends
    return numbers
