"""The words of a sentence reduced to roots, so that inflected forms meet; made for English, harmless elsewhere."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*%?|[^\W_]+(?:['’][^\W\d_]+)?")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f]")
_ENDING_FORMS = "ization ations ation ments ment ingly edly ings ness ing ied ies ers ed er es ly s e y"
_ENDINGS = tuple(_ENDING_FORMS.split())
_SHORTEST = 3
_IRREGULAR_FORMS = """began:begin begun:begin built:build held:hold led:lead made:make wrote:write written:write
won:win took:take taken:take gave:give given:give found:find became:become came:come went:go
gone:go left:leave lost:lose kept:keep grew:grow grown:grow knew:know known:know said:say
sent:send sold:sell spoke:speak spoken:speak thought:think told:tell paid:pay met:meet
ran:run rose:rise risen:rise fell:fall fallen:fall chose:choose chosen:choose brought:bring
bought:buy taught:teach men:man women:woman children:child people:person died:die dies:die
death:die used:use using:use uses:use"""
_IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR_FORMS.split())
_SAYING_LITTLE = """a an the and or but if of in on at to for from by with as is are was were be been being am it
its this that these those he she they we you i his her their our your him them us me who whom
whose which what when where why how there here do does did done has have had having will would
can could shall should may might must also so such than then too very just into onto about over
under out up down off between among during after before while because since until through both
each any some all more most other own same only not no nor one s t 's"""
STOP_WORDS = frozenset(_SAYING_LITTLE.split())


def tokens(text: str) -> list[str]:
    """The words and numbers of a text, small; where words are not parted by spaces, each character is one."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    found: list[str] = []
    for token in _TOKEN.findall(plain):
        found += list(token) if _WIDE.search(token) else [token]
    return found


@lru_cache(maxsize=1 << 14)
def root(token: str) -> str:
    """A word without its ending, a number without the commas between thousands."""
    if token[0].isdigit():
        return re.sub(r",(?=\d{3})", "", token)
    token = token.removesuffix("'s").removesuffix("'")
    token = _IRREGULAR.get(token, token)
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= _SHORTEST:
            return _undoubled(token[: -len(ending)])
    return token


def roots(text: str) -> list[str]:
    """The roots of all words in their order."""
    return [root(token) for token in tokens(text)]


def content(text: str) -> list[str]:
    """The roots of the words that say something, in their order."""
    return [root(token) for token in tokens(text) if token not in STOP_WORDS]


def _undoubled(stem: str) -> str:
    """``stopped`` is ``stop``, ``called`` stays ``call``."""
    return stem[:-1] if len(stem) > _SHORTEST and stem[-1] == stem[-2] and stem[-1] not in "ls" else stem
