"""The numbers of a text by value: 1,000 is 1000 is one thousand; with the unit that they are given in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_TO_NINETEEN = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen"""
_ONES = _TO_NINETEEN.split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_TO_TWENTIETH = """zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
_ORDINALS = _TO_TWENTIETH.split()
_SPELLED = (
    {word: value for value, word in enumerate(_ONES)}
    | {word: 10 * value for value, word in enumerate(_TENS, start=2)}
    | {
        f"{ten}-{one}": 10 * place + value
        for place, ten in enumerate(_TENS, start=2)
        for value, one in enumerate(_ONES)
        if 0 < value < 10
    }
    | {"dozen": 12, "twice": 2, "thrice": 3}
)
_NTH = {word: value for value, word in enumerate(_ORDINALS)}
_VAGUE = {"zero", "one", "first", "second", "twice"}
"""Words that seldom count anything; where they do, they are no claim that could be checked by itself."""
_MAGNITUDES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "k": 3, "mn": 6, "bn": 9}
_UNIT_WORDS = """%:% percent:% percentage:% $:$ dollar:$ usd:$ €:€ euro:€ eur:€ £:£ pound:£ gbp:£ kb:kb mb:mb
gb:gb tb:tb kilobyte:kb megabyte:mb gigabyte:gb terabyte:tb byte:byte bit:bit ms:ms
millisecond:ms s:s sec:s second:s min:min minute:min h:h hour:h day:day week:week
month:month year:year mm:mm cm:cm m:m metre:m meter:m km:km kilometre:km kilometer:km
mile:mile mi:mile ft:foot foot:foot feet:foot inch:inch mg:mg g:g kg:kg gram:g kilogram:kg
tonne:t ton:t"""
_UNITS = dict(pair.split(":") for pair in _UNIT_WORDS.split())
_DIGITS = r"\d{1,3}(?:[,' \u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)*"
_WORDS = "|".join(sorted([*_SPELLED, *_NTH], key=len, reverse=True))
_NUMBER = re.compile(
    rf"""(?<![\w.])(?P<sign>[-−](?=\d))?(?P<money>[$€£]\s?)?
    (?: (?P<digits>{_DIGITS})(?P<nth>st|nd|rd|th)?(?P<tight>[kK]|bn|mn|[MB](?=\s|$))? | (?P<word>{_WORDS}) )
    (?!\w|\.\d)(?:[\s-](?P<magnitude>hundred|thousand|million|billion|trillion|bn|mn)s?\b)?""",
    re.IGNORECASE | re.VERBOSE,
)
_ATTACHED = re.compile(r"(?<![\w.])(?P<digits>\d+(?:\.\d+)?)(?P<unit>[a-zA-Zµ]{1,3})\b")
_UNIT_AFTER = re.compile(r"[\s-]?(%|per ?cent|[a-zA-Z]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands in a text ``[start, end)``; a version like 3.11.2 has no value and counts as written."""

    start: int
    end: int
    said: str
    value: Decimal | str
    unit: str
    vague: bool


def numbers(text: str) -> list[Number]:
    """The numbers of a text in their order."""
    found = [_read(text, match) for match in _NUMBER.finditer(text)]
    taken = [(number.start, number.end) for number in found]
    for match in _ATTACHED.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            unit = _UNITS.get(match["unit"].lower(), match["unit"].lower())
            found.append(Number(*match.span(), match.group(), _value(match["digits"]), unit, vague=False))
    return sorted(found, key=lambda number: number.start)


def stands_among(number: Number, others: list[Number]) -> bool:
    """Whether one of the others has the same value, in the same unit or in none that is known."""
    same = [other for other in others if other.value == number.value]
    return any(not number.unit or not other.unit or other.unit == number.unit for other in same)


def _read(text: str, match: re.Match[str]) -> Number:
    word = (match["word"] or "").lower()
    value: Decimal | str = (
        _value(match["digits"]) if match["digits"] else Decimal(_SPELLED.get(word, _NTH.get(word, 0)))
    )
    magnitude = (match["magnitude"] or match["tight"] or "").lower()
    power = {"m": 6, "b": 9}.get(magnitude, _MAGNITUDES.get(magnitude, 0))
    if isinstance(value, Decimal):
        value = value.scaleb(power).normalize() * (-1 if match["sign"] else 1)
    unit = _UNITS.get((match["money"] or "").strip(), "") or _unit_after(text, match.end())
    return Number(*match.span(), match.group(), value, unit, vague=word in _VAGUE and not power)


def _value(digits: str) -> Decimal | str:
    plain = re.sub(r"[,' \u00a0\u202f]", "", digits)
    try:
        return Decimal(plain).normalize()
    except InvalidOperation:
        return plain


def _unit_after(text: str, place: int) -> str:
    found = _UNIT_AFTER.match(text, place)
    if not found:
        return ""
    word = found[1].lower().replace(" ", "")
    return _UNITS.get(word, "") or _UNITS.get(word.removesuffix("s"), "")
