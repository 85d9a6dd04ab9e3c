"""The dates of a text: 12 March 2020 is March 12th, 2020 is 2020-03-12."""

from __future__ import annotations

import re
from dataclasses import dataclass

_YEAR_OF_MONTHS = """january february march april may june july august september october november december"""
_MONTHS = _YEAR_OF_MONTHS.split()
_NAMES = "|".join(f"{month[:3]}(?:{month[3:]})?" if month != "may" else "may" for month in _MONTHS)
_MONTH = rf"(?P<month>{_NAMES}|sept)\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>[12]\d{3})"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{_DAY}(?:\s+of)?\s+{_MONTH}(?:,?\s+{_YEAR}\b)?",
        rf"\b{_MONTH}\s+{_DAY}\b(?!\d)(?:,?\s+{_YEAR}\b)?",
        rf"\b{_MONTH},?\s+(?:of\s+)?{_YEAR}\b",
        rf"\b{_YEAR}-(?P<month>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b(?P<day>[0-3]?\d)[./](?P<month>[01]?\d)[./]{_YEAR}\b",
        rf"\b(?:in|since|until|by|from|of|during|every|last|next|early|late|mid)[\s-]{_MONTH}(?!\w)",
    )
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as it stands in a text ``[start, end)``; what it does not say is 0."""

    start: int
    end: int
    said: str
    year: int
    month: int
    day: int


def dates(text: str) -> list[Date]:
    """The dates of a text in their order; a year alone is a number and none."""
    found: list[Date] = []
    for form in _FORMS:
        for match in form.finditer(text):
            if not any(date.start < match.end() and match.start() < date.end for date in found):
                found.append(_read(match))
    return sorted(found, key=lambda date: date.start)


def stands_among(date: Date, others: list[Date]) -> bool:
    """Whether one of the others says no other year, month or day, and at least the month and day of this one."""
    return any(_agree(date, other) for other in others)


def _agree(date: Date, other: Date) -> bool:
    year = not date.year or not other.year or date.year == other.year
    day = date.day == other.day or (not date.day and other.day > 0)
    swapped = date.day and date.day == other.month and date.month == other.day
    return bool(year and ((date.month == other.month and day) or swapped))


def _read(match: re.Match[str]) -> Date:
    parts = match.groupdict()
    month = parts["month"].lower()
    number = int(month) if month.isdigit() else _number_of(month)
    return Date(*match.span(), match.group(), int(parts.get("year") or 0), number, int(parts.get("day") or 0))


def _number_of(month: str) -> int:
    return next(place for place, name in enumerate(_MONTHS, start=1) if name.startswith(month[:3]))
