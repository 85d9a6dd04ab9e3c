"""The words of English that carry structure and not subject matter, and a text cut into words."""

from __future__ import annotations

import re
from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


QUESTION_WORDS = _words("what which who whom whose when where why how")
DO_OR_MODAL = _words("do does did don doesn didn can could will would shall should may might must couldn wouldn won")
BE_OR_HAVE = _words("is are was were be been being am isn aren wasn weren has have had hasn haven hadn 's 're")
AUXILIARIES = DO_OR_MODAL | BE_OR_HAVE
ATTACHING = _words("of in for on between from at")
"""Prepositions whose phrase belongs to the noun before it, as in "the capital of France"."""

PREPOSITIONS = ATTACHING | _words(
    "to by with without about into onto over under against per via through during within after before since until"
)
CONJUNCTIONS = _words(
    "and or but if when while because since after before until once so then that which who whether although unless as "
    "than how why what where"
)
"""Words behind which another clause may begin."""

PERSONS = _words("i you we me us myself yourself")
PRONOUNS = PERSONS | _words("it its they them their theirs he him his she her hers one ones there")
ARTICLES = _words("the a an")
DETERMINERS = ARTICLES | _words(
    "my your our this that these those any some no every each all another its their his her"
)
ADVERBS = _words(
    "'t actually again already also always away back big both deep down either else even ever exactly far high "
    "instead just long many more most much never not now off often old only out please rather really so soon "
    "still tall together too up usually very well yet"
)
COURTESIES = _words("thanks thank ok okay great hello hi hey yes no please cool perfect sorry sure right")
CLOSED = QUESTION_WORDS | AUXILIARIES | PREPOSITIONS | CONJUNCTIONS | PRONOUNS | DETERMINERS | ADVERBS | COURTESIES
VERBS = _words(
    "accept add allow append apply ask avoid become began begin belong bought bring brought build built buy call "
    "came cancel carry cause check choose chose close come compare configure connect contain cost count create "
    "delete depend describe die differ discover do drew eat enable end exist explain fail fall fell find fit "
    "follow found gave get give go got grew grow handle happen held help hold import include install invent keep "
    "kept knew know last lead learn leave led left let lie live load lose lost lower made make matter mean "
    "measure meet met move need open own paid pay prevent produce prove publish put raise ran read receive remove "
    "replace request require return rose run said sang save say see sell send sent set show sold solve sort speak "
    "spend spent split spoke start stay stood stop store support take taught teach tell think thought threw throw "
    "told took train try turn understand use wait want wear went win won wore work write wrote"
)
ADJECTIVES = _words(
    "fast slow free good bad safe big small large expensive cheap old new better worse best faster slower cheaper "
    "larger smaller available true ordered mandatory compulsory optional necessary possible allowed legal deprecated "
    "stable different similar important common dangerous useful thread-safe open valid taxable refundable"
)
PARTICIPLES = _words(
    "born built made known found written sold kept held sent paid given taken left lost called put set"
)
PLURALS = _words("people children men women data criteria staff")
PEOPLE = _words(
    "author employee manager person inventor founder president director king queen writer scientist linguist painter "
    "composer teacher customer controller student worker contractor chair owner physicist mathematician engineer poet "
    "philosopher explorer captain founders authors researcher"
)
INCOMPLETE_NOUNS = _words(
    "default defaults exception exceptions limit limits limitation limitations maximum minimum difference "
    "differences alternative alternatives advantage advantages disadvantage disadvantages drawback drawbacks "
    "downside downsides benefit benefits penalty purpose reason reasons syntax signature consequence consequences "
    "requirements deadline example examples price cost costs fee fees rule rules"
)
"""Nouns that say nothing until one knows of what."""

_FOREIGN = _words(
    "der die das und ist ein eine wie wer wo wann warum nicht mit von im den dem für le la les des est et un une "
    "que qui quoi où quand pourquoi el los las y es una qué quién cómo dónde cuándo por para il che è di chi "
    "quando het een en wat waar och är hvad o e os as em não"
)

_WORD = re.compile(
    r"""
    "[^"\n]{1,80}" | “[^”\n]{1,80}” | `[^`\n]{1,80}`  # a quoted name is one word
  | (?<=\w)['’][A-Za-z]{1,2}\b                          # what is contracted: it's, don't, Python's
  | \w (?: [\w.+#/-]* [\w+#] )?                         # identifiers hold together: asyncio.gather, gpt-2, C++
    """,
    re.VERBOSE,
)
_BREAK = re.compile(r"[,;:.?!()—–]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, ``text[start:end]`` of its text; ``breaks``: punctuation or a line's end stands before it."""

    text: str
    start: int
    end: int
    breaks: bool
    first: bool

    @property
    def lower(self) -> str:
        return self.text.lower().replace("’", "'")

    @property
    def is_name(self) -> bool:
        """A proper name, an identifier, a number or something quoted, as far as its letters show."""
        inner = self.text[1:] if self.first else self.text
        return self.text[0] in '"“`' or (
            self.text != "I" and any(c.isupper() or c.isdigit() or c in "_" for c in inner)
        )

    @property
    def is_open(self) -> bool:
        """A word of subject matter: a name, or one that no closed class has."""
        return self.is_name or not (self.lower in CLOSED or is_adverb(self.lower))


def words_of(text: str) -> list[Word]:
    """The words of a text in their order."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        gap = text[found[-1].end if found else 0 : match.start()]
        first = not found or bool(re.search(r"[.?!]\s", gap))
        found.append(Word(match.group(), *match.span(), bool(_BREAK.search(gap)) or "\n" in gap, first))
    return found


def is_english(text: str) -> bool:
    """Whether the rules for English may be used: Latin letters, and no more foreign small words than English ones."""
    letters = [character for character in text if character.isalpha()]
    lowered = [word.lower for word in words_of(text)]
    foreign = sum(word in _FOREIGN for word in lowered)
    known = sum(word in CLOSED for word in lowered)
    latin = sum(letter < "\u0250" for letter in letters)
    return bool(letters) and latin >= 0.8 * len(letters) and (known > foreign or not foreign)


def is_adverb(word: str) -> bool:
    """Whether a small-letter word says how or when, in a form that shows it: "originally"."""
    return word in ADVERBS or (len(word) > 6 and word.endswith("ly") and not word.endswith(("family", "pply", "embly")))


def is_verb(word: str) -> bool:
    """Whether a small-letter word is a common verb in one of its regular forms."""
    stems = (word, word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("d"), word.removesuffix("ed"))
    return any(stem in VERBS for stem in stems)


def is_participle(word: str) -> bool:
    """Whether a word can end "was the ship ...": launched, built."""
    return word in PARTICIPLES or (len(word) > 4 and word.endswith("ed"))
