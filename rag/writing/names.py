"""The names, identifiers and quoted strings of a text, and whether they stand in another one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMON_WORDS = """the a an this that these those it its he she they we i you his her their our your my there here
in on at of for from by to with without as is are was were be been will would can could may
might must should shall do does did has have had not no yes and or but if when while where
which who what why how because although though since after before during until under over
between among about into through both each every all some any many most more other another such
only also however therefore thus then than so additionally furthermore moreover finally first
second instead according unlike like despite once today later now note use using set run click
open see enter select choose type press go make ensure add remove create call pass return
returns if unless whether one two three four five six seven eight nine ten passage passages
source sources document documents january february march april may june july august september
october november december monday tuesday wednesday thursday friday saturday sunday"""
_COMMON = frozenset(_COMMON_WORDS.split())
_TOKEN = re.compile(r"[^\W\d_][\w'’-]*")
_IDENTIFIER = re.compile(
    r"""(?<![\w.])(?:
        --?[A-Za-z][\w-]+ | \.[a-z]\w+ | (?=\w*[A-Za-z])\w+(?:\.\w+)+(?:\(\))? | \w+\(\) | [A-Za-z]\w*_\w+ | _\w+
      | [a-z]+[A-Z]\w* | [A-Z]+\d[\w-]* | (?:/[\w.-]+){2,} | \w+://\S+[\w/] | [A-Z][a-z]+[A-Z]\w* )""",
    re.VERBOSE,
)
_CODE = re.compile(r"`+([^`\n]+)`+")
_QUOTED = re.compile(r"[\"“„«]([^\"”“»\n]{2,200})[\"”“»]|(?<!\w)'([^'\n]{2,100})'(?!\w)")
_BLOCK = re.compile(r"```[^\n]*\n(.*?)```", re.DOTALL)
_ENDINGS = ("'s", "’s", "s'", "s’", "'", "’")
_SHORTEST_ROOT, _MOST_ENDING = 4, 3
_SENTENCE_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*(?:[-*+•]|\d+[.)])?\s*|[\"“(]|^\s*(?:[-*+•]|\d+[.)])\s+)$")


@dataclass(frozen=True, slots=True)
class Name:
    """Something of a text ``[start, end)`` that must be said as the sources say it."""

    start: int
    end: int
    said: str


def names(text: str) -> list[Name]:
    """Capitalised words within sentences; the first of a sentence only where another capitalised word follows it."""
    covered = [(name.start, name.end) for name in verbatim(text)]
    found = []
    for match in _TOKEN.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in covered):
            continue
        if _is_name(text, match):
            found.append(Name(*match.span(), match.group()))
    return found


def verbatim(text: str) -> list[Name]:
    """Code, identifiers and quoted strings, which stand in the sources as they are or not at all."""
    found: list[Name] = []
    for match in (*_BLOCK.finditer(text), *_CODE.finditer(text), *_QUOTED.finditer(text), *_IDENTIFIER.finditer(text)):
        if not any(name.start < match.end() and match.start() < name.end for name in found):
            found.append(Name(*match.span(), next((group for group in match.groups() if group), match.group())))
    return sorted(found, key=lambda name: name.start)


class Held:
    """What names a source holds."""

    def __init__(self, text: str) -> None:
        self._plain = squeezed(text)
        self._tokens = {_root(token) for token in _TOKEN.findall(text)}
        self._upper = {token for token in _TOKEN.findall(text) if token.isupper()}
        self._initials = set(_initials(text))

    def holds(self, name: str) -> bool:
        """Whether the name stands there, inflected, possessive or as the first letters of a longer one."""
        root = _root(name)
        if root in self._tokens or (name.isupper() and name in self._initials):
            return True
        if "-" in name and all(self.holds(part) for part in name.split("-") if part):
            return True
        return any(_same_root(root, token) for token in self._tokens)

    def holds_initials(self, name: str) -> bool:
        """Whether the source has an abbreviation with this letter in it: a name may be written out."""
        return any(name[0].upper() in token for token in self._upper if len(token) > 1)

    def says(self, string: str) -> bool:
        """Whether a string stands there word by word, whatever the spaces and quotation marks."""
        wanted = squeezed(string).strip(".,;:!?")
        return not wanted or wanted in self._plain or wanted.removesuffix("()") in self._plain


def _is_name(text: str, match: re.Match[str]) -> bool:
    word = match.group()
    if not word[0].isupper() or word.lower() in _COMMON or word.removesuffix("'s").lower() in _COMMON:
        return False
    if not _SENTENCE_START.search(text[max(0, match.start() - 8) : match.start()]):
        return True
    following = _TOKEN.match(text, match.end() + 1)
    return word[1:] != word[1:].lower() or bool(
        following and following.group()[0].isupper() and following.group().lower() not in _COMMON
    )


def _root(token: str) -> str:
    token = token.casefold()
    for ending in _ENDINGS:
        token = token.removesuffix(ending)
    return token


def _same_root(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < _SHORTEST_ROOT or len(longer) - len(shorter) > _MOST_ENDING:
        return False
    return longer.startswith(shorter) or (len(shorter) > _SHORTEST_ROOT + 1 and longer.startswith(shorter[:-1]))


def _initials(text: str) -> Iterator[str]:
    for run in re.finditer(r"(?:[A-Z][\w'’-]+(?:\s(?:of|the|and|for|de)\s|\s))+[A-Z][\w'’-]+", text):
        letters = [word[0] for word in run.group().split() if word[0].isupper()]
        yield from (
            "".join(letters[start:end]) for start in range(len(letters)) for end in range(start + 2, len(letters) + 1)
        )


def squeezed(text: str) -> str:
    """In small letters, without spaces, quotation marks and backticks."""
    return re.sub(r"[\s\"'“”„«»‘’`]+", "", text).casefold()
