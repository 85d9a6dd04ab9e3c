"""True sentences said in other words, by rules: synonyms, order, voice, pronouns, asides, ways of writing figures."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_SYNONYM_PAIRS = """located:situated situated:located began:started started:began ended:finished used:employed
uses:employs built:constructed constructed:built large:big big:large small:little
important:significant many:numerous numerous:many several:some main:principal principal:main
major:leading people:persons also:additionally however:yet because:since often:frequently
frequently:often usually:normally generally:usually approximately:about city:town town:city
area:region region:area near:by famous:well-known created:made founded:established
established:founded called:named named:called known:recognised became:turned-into received:got
got:received show:indicate shows:indicates showed:indicated returns:gives return:give
specified:given given:specified contains:holds contain:hold contains:includes allows:lets
allow:let provides:offers provide:offer provided:offered method:way purpose:aim required:needed
requires:needs default:standard entire:whole whole:entire beginning:start quickly:fast
rapidly:quickly later:afterwards buy:purchase children:kids helped:assisted helps:assists
needs:requires need:require argued:contended stated:said said:stated says:states
described:depicted considered:regarded-as decreased:fell moved:relocated won:gained attempt:try
attempted:tried caused:led-to causes:leads-to occurs:happens occurred:happened happen:occur
happens:occurs obtain:get obtained:got raised:thrown error:fault currently:now located:found
primarily:mainly mainly:mostly mostly:chiefly portion:part majority:most-part various:different
different:various amount:quantity quantity:amount choose:pick chosen:picked rich:wealthy
students:pupils movie:film film:movie country:nation nation:country companies:firms
company:firm"""
_SYNONYMS: dict[str, list[str]] = {}
for _pair in _SYNONYM_PAIRS.split():
    _word, _other = _pair.split(":")
    _SYNONYMS.setdefault(_word, []).append(_other.replace("-", " ") if _other != "well-known" else _other)
_WORD = re.compile(r"\b[a-z]+\b")
_ASIDE = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]|, (?:which|who|a|an|the|also)\b[^,.;]{3,80},(?= )")
_LEADING = re.compile(
    r"^(?P<lead>(?:In|On|At|By|After|Before|During|Since|As|From|Under|With|For|When|If|Although)\b[^,]{2,80}), "
    r"(?P<rest>[^,].*?)\.?$"
)
_TRAILING = re.compile(
    r"^(?P<rest>.{20,}?),? (?P<lead>(?:in|on|during|after|before|since|by|because|when|if) [^,.]{4,60})\.$"
)
_PASSIVE = re.compile(r"^(?P<what>[^,;]{3,60}?) (?:was|were) (?P<verb>\w+ed) by (?P<who>[^,;.]{3,60})\.$")
_ACTIVE = re.compile(
    r"^(?P<who>(?:The |A )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*) (?P<verb>\w{3,}ed) "
    r"(?P<what>(?:the|a|an|his|her|its) [^,;.]{3,60})\.$"
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_COUNTING = "two three four five six seven eight nine ten eleven twelve"
_SMALL = {word: value for value, word in enumerate(_COUNTING.split(), start=2)}


def asides(text: str, _title: str, _rng: random.Random) -> str:
    return re.sub(r"\s+", " ", _ASIDE.sub("", text))


def order(text: str, _title: str, rng: random.Random) -> str:
    led = _LEADING.match(text)
    if led:
        lead = led["lead"][0].lower() + led["lead"][1:]
        return f"{_capital(led['rest'].rstrip('.,;'))} {lead}."
    trailed = _TRAILING.match(text)
    if trailed and rng.random() < 0.7:
        rest = trailed["rest"]
        begins_plainly = re.match(r"(?:The|A|An|This|These|It|He|She|They|There)\b", rest)
        return f"{_capital(trailed['lead'])}, {rest[0].lower() + rest[1:] if begins_plainly else rest}."
    return text


def voice(text: str, _title: str, _rng: random.Random) -> str:
    passive = _PASSIVE.match(text)
    if passive:
        what = re.sub(r"^(?:The|A|An|This|These|His|Her|Its)\b", lambda word: word.group().lower(), passive["what"])
        return f"{_capital(passive['who'])} {passive['verb']} {what}."
    active = _ACTIVE.match(text)
    if active:
        who = re.sub(r"^(?:The|A)\b", lambda word: word.group().lower(), active["who"])
        return f"{_capital(active['what'])} was {active['verb']} by {who}."
    return text


def pronoun(text: str, title: str, _rng: random.Random) -> str:
    """A pronoun for the title of the passage."""
    if title and text.startswith(f"{title} ") and text[len(title) + 1 :][:1].islower():
        return "It" + text[len(title) :]
    return text


def synonyms(text: str, _title: str, rng: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        known = _SYNONYMS.get(match.group())
        return rng.choice(known) if known and rng.random() < 0.8 else match.group()

    return _WORD.sub(other, text)


def figures(text: str, _title: str, _rng: random.Random) -> str:
    text = re.sub(rf"\b(\d{{1,2}}) ({_MONTHS}) (\d{{4}})\b", r"\2 \1, \3", text)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"(\d) ?(?:percent|per cent)\b", r"\1%", text)
    return re.sub(r"(?<!-)\b(?:" + "|".join(_SMALL) + r")\b(?!-)", lambda word: str(_SMALL[word.group()]), text)


def contractions(text: str, _title: str, _rng: random.Random) -> str:
    return re.sub(r"\b(is|are|was|were|does|do|did|has|have|had|could|would|should) not\b", r"\1n't", text)


Rule = Callable[[str, str, random.Random], str]
RULES: dict[str, Rule] = {
    "asides": asides,
    "voice": voice,
    "order": order,
    "pronoun": pronoun,
    "synonyms": synonyms,
    "figures": figures,
    "contractions": contractions,
}


def paraphrase(sentence: str, title: str, rng: random.Random) -> str | None:
    """A sentence with every rule applied that can be; None when none can."""
    said = " ".join(sentence.split())
    for rule in RULES.values():
        said = rule(said, title, rng).strip()
    return said if said != " ".join(sentence.split()) else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
