"""What of a sentence can be checked exactly: its numbers, dates, names, code and quoted strings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rag.writing import dates, numbers
from rag.writing.names import Held, Name, names, verbatim
from rag.writing.roots import content


@dataclass(frozen=True, slots=True)
class Claims:
    """The exact parts of a sentence; a number of a date or of code is no claim of its own."""

    numbers: tuple[numbers.Number, ...]
    dates: tuple[dates.Date, ...]
    names: tuple[Name, ...]
    verbatim: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """The claims that stand nowhere in a source, as the sentence says them."""

    figures: tuple[str, ...]
    names: tuple[str, ...]
    strings: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.figures) + len(self.names) + len(self.strings)

    def all(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.figures, *self.names, *self.strings)))


class Facts:
    """What a source says exactly, and its words."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def numbers(self) -> list[numbers.Number]:
        return numbers.numbers(self._text)

    @cached_property
    def dates(self) -> list[dates.Date]:
        return dates.dates(self._text)

    @cached_property
    def names(self) -> Held:
        return Held(self._text)

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of its words that say something."""
        return frozenset(content(self._text))


def claims(sentence: str) -> Claims:
    """The claims of a sentence."""
    strings = verbatim(sentence)
    days = [date for date in dates.dates(sentence) if not _within(date, strings)]
    figures = [number for number in numbers.numbers(sentence) if not _within(number, [*strings, *days])]
    figures = [number for number in figures if not number.vague and not _is_marker(sentence, number)]
    return Claims(tuple(figures), tuple(days), tuple(names(sentence)), tuple(strings))


def unmatched(claimed: Claims, source: Facts, known: Facts) -> Unmatched:
    """The claims that the source does not hold; names may also stand in what is ``known``, such as the question."""
    figures = [number.said for number in claimed.numbers if not numbers.stands_among(number, source.numbers)]
    days = [date.said for date in claimed.dates if not dates.stands_among(date, source.dates)]
    lacking = [
        name.said for name in claimed.names if not (source.names.holds(name.said) or known.names.holds(name.said))
    ]
    strings = [
        part.said for part in claimed.verbatim if not (source.names.says(part.said) or known.names.says(part.said))
    ]
    if lacking and all(source.names.holds_initials(name) for name in lacking) and len(lacking) > 1:
        lacking = []
    return Unmatched(tuple(figures + days), tuple(lacking), tuple(strings))


def as_written(sentence: str, source: Facts) -> str:
    """The sentence with its numbers and dates as the source writes them: 50000 becomes the 50,000 that stands there."""
    claimed = claims(sentence)
    changes = [
        *(
            (one.start, one.end, _twin(one.said, [o.said for o in source.numbers if o.value == one.value]))
            for one in claimed.numbers
        ),
        *(
            (one.start, one.end, _twin(one.said, [o.said for o in source.dates if dates.stands_among(one, [o])]))
            for one in claimed.dates
        ),
    ]
    for start, end, said in sorted(changes, reverse=True):
        sentence = sentence[:start] + said + sentence[end:]
    return sentence


def _twin(said: str, others: Sequence[str]) -> str:
    return said if said in others or not others else others[0]


def _within(part: numbers.Number | dates.Date, others: Sequence[Name | dates.Date]) -> bool:
    return any(other.start <= part.start and part.end <= other.end for other in others)


def _is_marker(sentence: str, number: numbers.Number) -> bool:
    """Whether a number only counts the items of a list."""
    return not sentence[: number.start].strip() and sentence[number.end : number.end + 1] in (".", ")")
