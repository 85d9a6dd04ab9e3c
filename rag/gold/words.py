"""English words by closed lists and plain rules: enough to ask of a sentence, and to leave alone what is doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterable


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


OPENERS = _words(
    "it its this that these those there here they their he his she her him them we our us you your i my one ones "
    "such another other others each some many most any every all both none few several either neither what which "
    "who whom whose how why when where whenever if unless while although though because since as so in on at for "
    "from by with without within of to into onto over under after before during between among through and or but "
    "nor yet not no also then thus hence however otherwise instead only just even now today optional note see use "
    "using given due according like unlike let do does did is are was were be can may must should will whether more "
    "less provided first second third next last sometimes often always never nothing something anything everything "
    "nobody somebody anybody everybody false true"
)
"""Words that no subject begins with: pronouns, quantities, conjunctions, prepositions, verbs."""

_INSIDE = _words(
    "that which who whom whose if when while because although is are was were be been has have had does do did can "
    "may might must should will would could it they he she we you i this these those not and or but nor to than "
    "then so its their his her our your my such other another following same above below previous example examples "
    "thing things way ways result reason answer question difference point idea problem rest kind sort now still "
    "already just always never usually often also as from at by on into"
)
"""Words that make a subject a clause, a list, or something that only its surroundings explain."""

PREPOSITIONS = _words(
    "about after and as at before between by for from in into like of on or over per than through to under with without"
)
ARTICLES = frozenset({"a", "an", "the"})

_STOP = ARTICLES | _words(
    "of in on at for from by with to and or is are was were be do does did has have had i what which who whom when "
    "where how why many much there it its this that as under given version mean meant"
)
_NOT_PLURAL = re.compile(r"(?:ss|us|is|ics|news|series)$", re.IGNORECASE)
_UNCOUNTED = re.compile(r"(?:ing|tion|sion|ment|ness|ity|ism|ysis|ics|ware)$")
_TOKEN = re.compile(r"[^\W_]+(?:[._+#/-]+[^\W_]+)*|_\w+")


def content(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, in lower case and without the ending of a plural or of a tense."""
    return frozenset(stem(word) for word in _TOKEN.findall(text.lower()) if word not in _STOP)


def stem(word: str) -> str:
    """A lower-case word without -ing, -ed, -es or -s, as far as that leaves four letters."""
    for ending in ("ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            return word[: -len(ending)]
    return word


def is_plural(noun: str) -> bool:
    """Whether a noun looks like a plural by its ending."""
    return noun.endswith("s") and len(noun) > 3 and not _NOT_PLURAL.search(noun)


def is_uncounted(noun: str) -> bool:
    """Whether a noun looks like one that stands without an article: "quantization", "stemming"."""
    return bool(_UNCOUNTED.search(noun))


def without_article(phrase: str) -> str:
    """A phrase without a, an or the before it."""
    first, _, rest = phrase.partition(" ")
    return rest.lstrip() if first.lower() in ARTICLES else phrase


def lowered(phrase: str, known: Iterable[str]) -> str:
    """A phrase as it stands within a sentence: a capital that the document drops elsewhere goes."""
    first = phrase.split(maxsplit=1)[0]
    small = first.lower()
    return small + phrase[len(first) :] if first[1:] == small[1:] and (small in known or small in _STOP) else phrase


def is_clean(words: Iterable[str]) -> bool:
    """Whether words form one noun phrase that explains itself, as far as closed lists can tell."""
    return not any(word.lower() in _INSIDE or word.endswith("ly") for word in words)


def base_form(verb: str) -> str | None:
    """The base of a verb in the third person or None: "contains" to "contain", "has" to "have"."""
    irregular = {"has": "have", "does": "do", "goes": "go"}
    if verb in irregular:
        return irregular[verb]
    if verb.endswith("ies") and len(verb) > 4:
        return verb[:-3] + "y"
    if verb.endswith(("shes", "ches", "sses", "xes")):
        return verb[:-2]
    return verb[:-1] if verb.endswith("s") and not verb.endswith("ss") else None


def base_of_gerund(gerund: str, known: Iterable[str]) -> str | None:
    """The base of "installing" or "using" when the document itself uses that word, else None."""
    trunk = gerund.lower().removesuffix("ing")
    forms = [trunk, trunk + "e", *([trunk[:-1]] if trunk[-1:] == trunk[-2:-1] else [])]
    return next((form for form in forms if len(form) > 2 and form in known), None)
