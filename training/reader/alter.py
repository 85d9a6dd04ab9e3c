"""Text changed in one place, so that it says or asks something else: number, name, opposite, negation.

Rules, not a model; some changes leave a question that can still be answered. The share is small and training bears it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w])")
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?:(?: of| the| de| and)? [A-Z][\w'’-]+)*")
_MONTHS = """January February March April May June July August September October November December
Monday Tuesday Wednesday Thursday Friday Saturday Sunday"""
_CALENDAR = re.findall(r"\w+", _MONTHS)
_OPPOSITES = """first last|largest smallest|highest lowest|oldest youngest|earliest latest|most least|more fewer
before after|increase decrease|increased decreased|north south|east west|northern southern|eastern western|won lost
began ended|begin end|started stopped|above below|inside outside|win lose|rise fall|rose fell|accept reject
accepted rejected|major minor|maximum minimum|longest shortest|best worst|positive negative|public private
male female|father mother|son daughter|husband wife|king queen|with without|allowed forbidden|open closed|up down
left right|early late|upper lower|support oppose|supported opposed|strong weak|always never|all none|many few
same different|buy sell|bought sold|enabled disabled|enable disable|include exclude|included excluded|gain lose
gained lost|new old|high low|hot cold"""
_PAIRS = [pair.split() for pair in re.split(r"[|\n]", _OPPOSITES)]
_OPPOSITE = {one: other for pair in _PAIRS for one, other in (pair, pair[::-1])}
_WORD = re.compile(r"[A-Za-z]+")
_VERB = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|should|must|may|might|did|does|do)\b(?! not)")
_ASKING = re.compile(r"^(who|what|which|when|where|why|how|in|on|at|the|a|an|from|by|to|for)$", re.IGNORECASE)


def numbers(text: str) -> list[str]:
    """The numbers of a text, years among them."""
    return [match.group() for match in _NUMBER.finditer(text)]


def names(text: str) -> list[str]:
    """Runs of capitalised words, the words that begin a sentence or a question left out where they are common."""
    return [match.group() for match in _NAME.finditer(text) if not _ASKING.match(match.group())]


def change_number(text: str, around: str, rng: random.Random) -> str | None:
    """Another number of the surroundings in place of one, or one made up."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    chosen = rng.choice(found)
    others = [other for other in numbers(around) if other not in text and abs(len(other) - len(chosen.group())) <= 1]
    other = rng.choice(others) if others and rng.random() < 0.6 else _another(chosen.group(), rng)
    return _put(text, chosen, other) if other != chosen.group() else None


def _another(number: str, rng: random.Random) -> str:
    """A number of the same shape: one digit changed, the first one never to zero."""
    places = [place for place, char in enumerate(number) if char.isdigit()]
    place = rng.choice(places[-2:])
    digit = rng.choice([digit for digit in "123456789" if digit != number[place]])
    return number[:place] + digit + number[place + 1 :]


def change_name(text: str, around: str, rng: random.Random) -> str | None:
    """Another name of the surroundings in place of one."""
    found = [match for match in _NAME.finditer(text) if match.start() > 0 and not _ASKING.match(match.group())]
    if not found:
        return None
    chosen = rng.choice(found)
    if chosen.group() in _CALENDAR:
        return _put(text, chosen, rng.choice([month for month in _CALENDAR if month != chosen.group()]))
    others = [name for name in names(around) if name not in text and chosen.group() not in name]
    return _put(text, chosen, rng.choice(others)) if others else None


def change_opposite(text: str, _around: str, rng: random.Random) -> str | None:
    """A word's opposite in its place."""
    found = [match for match in _WORD.finditer(text) if match.group().lower() in _OPPOSITE]
    if not found:
        return None
    chosen = rng.choice(found)
    other = _OPPOSITE[chosen.group().lower()]
    return _put(text, chosen, other.capitalize() if chosen.group()[0].isupper() else other)


def change_negation(text: str, _around: str, rng: random.Random) -> str | None:
    """A "not" put in or taken out."""
    taken = re.sub(r"\b(not|never) |n't\b", "", text, count=1)
    if taken != text:
        return taken
    found = list(_VERB.finditer(text))
    if not found:
        return None
    chosen = rng.choice(found[:2])
    return _put(text, chosen, f"{chosen.group()} {rng.choice(['not', 'not', 'never'])}")


Change = Callable[[str, str, random.Random], str | None]
CHANGES: dict[str, Change] = {
    "number": change_number,
    "name": change_name,
    "opposite": change_opposite,
    "negation": change_negation,
}


def change(text: str, around: str, rng: random.Random, kinds: Sequence[str] = tuple(CHANGES)) -> str | None:
    """A text changed in one of the ways, chosen at random among those that can be; None when none can."""
    for kind in rng.sample(list(kinds), len(kinds)):
        changed = CHANGES[kind](text, around, rng)
        if changed is not None and changed != text:
            return changed
    return None


def _put(text: str, place: re.Match[str], other: str) -> str:
    return text[: place.start()] + other + text[place.end() :]
