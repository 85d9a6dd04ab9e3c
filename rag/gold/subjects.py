"""Whether the words before a verb name something that a question can be asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rag.gold.made import SubjectKind
from rag.gold.words import ARTICLES, OPENERS, is_clean, is_plural, is_uncounted, lowered, without_article

MOST_WORDS = 9
_TELLING_WORDS = 3
_ODD = re.compile(r"[,;:()\[\]{}\"“”«»|=<>*\n]|\s[-–—]\s")
_NAME = re.compile(r"[A-Z][a-z]*[A-Z0-9-]\w*|\w+[._]\w+(?:\(\))?|[A-Z]{2,}\w*|\w+\(\)")
_RELATIONS = re.compile(r"\s(?:of|in|for|with)\s")


@dataclass(frozen=True, slots=True)
class Subject:
    """A noun phrase as it stands within a question; ``definite`` when only its surroundings tell which is meant."""

    text: str
    kind: SubjectKind
    plural: bool
    definite: bool


def parse_subject(phrase: str, known: Iterable[str]) -> Subject | None:
    """The subject that a sentence begins with, or None where that is doubtful."""
    words = phrase.split()
    phrase = " ".join(words)
    if not 1 <= len(words) <= MOST_WORDS or _ODD.search(phrase) or not phrase[0].isalnum():
        return None
    bare = without_article(phrase)
    if len(bare) < 2 or bare.split()[0].lower() in OPENERS or not is_clean(words):
        return None
    named = is_name(bare, known)
    definite = words[0].lower() == "the" and not named
    plural = is_plural(_head(bare))
    if not named and (_is_anyones(bare, known) if definite or plural else _lacks_article(words)):
        return None
    return Subject(lowered(phrase, known), "name" if named else "term", plural, definite)


def is_name(phrase: str, known: Iterable[str]) -> bool:
    """Whether a phrase is a proper name or an identifier: its capitals stay inside a sentence too."""
    words = phrase.split()
    if all(_NAME.fullmatch(word) for word in words):
        return True
    if not words[0][:1].isupper() or any(word.lower() in known for word in words):
        return False
    return all(word[:1].isupper() or word[:1].isdigit() for word in words)


def _is_anyones(bare: str, known: Iterable[str]) -> bool:
    """Whether common words say too little, "the timeout" or "the current version": many a thing may be meant."""
    words = bare.split()
    common = all(word in known for word in words)
    return len(words) == 1 or (common and len(words) < _TELLING_WORDS and not _RELATIONS.search(bare))


def _lacks_article(words: list[str]) -> bool:
    """Whether one countable thing stands without an article: the name of a parameter, or no noun at all."""
    return words[0].lower() not in ARTICLES and not is_uncounted(_head(" ".join(words)))


def _head(phrase: str) -> str:
    return _RELATIONS.split(phrase)[0].split()[-1]
