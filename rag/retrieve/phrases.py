"""The noun phrases of a short English question, by its small words alone; made for follow-ups, not for grammar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.retrieve.english import (
    ADJECTIVES,
    ARTICLES,
    ATTACHING,
    AUXILIARIES,
    BE_OR_HAVE,
    DETERMINERS,
    DO_OR_MODAL,
    PERSONS,
    PLURALS,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    Word,
    is_adverb,
    is_participle,
    is_verb,
)

_LONGEST = 14


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words ``[first, last)`` of a question that name something; ``core`` leaves phrases attached behind out.

    ``asked``: it stands in the question word's own phrase, as in "how many layers"; ``preposition`` stands before it.
    """

    words: tuple[Word, ...]
    first: int
    core: int
    last: int
    asked: bool
    preposition: str

    @property
    def head(self) -> Word:
        return self.words[self.core - 1]

    @property
    def start(self) -> int:
        return self.words[self.first].start

    @property
    def core_end(self) -> int:
        return self.words[self.core - 1].end

    @property
    def end(self) -> int:
        return self.words[self.last - 1].end

    @property
    def is_name(self) -> bool:
        return any(word.is_name for word in self.words[self.first : self.core])

    @property
    def is_bare(self) -> bool:
        """Neither a name nor a thing with an article of its own: it may be no thing at all."""
        return not self.is_name and self.words[self.first].lower not in DETERMINERS - PRONOUNS

    @property
    def is_joined(self) -> bool:
        """Two things at once: "lists and tuples"."""
        return any(word.lower in ("and", "or") for word in self.words[self.first : self.last])

    @property
    def is_plural(self) -> bool:
        head = self.head.lower
        ends = head.endswith("s") and not head.endswith(("ss", "us", "is"))
        return self.is_joined or head in PLURALS or (ends and not self.head.is_name)


def phrases_of(words: Sequence[Word]) -> list[Phrase]:
    """The noun phrases of a question in their order; a phrase takes the ones attached to it ("of France") along."""
    found: list[Phrase] = []
    place = 0
    while place < len(words):
        end = _core(words, place)
        if end == place:
            place += 1
            continue
        last = _attached(words, end)
        before = words[place - 1].lower if place else ""
        found.append(
            Phrase(tuple(words), place, end, last, _is_asked(words, place), before if before in PREPOSITIONS else "")
        )
        place = end
    return found


def _core(words: Sequence[Word], first: int) -> int:
    """Where the noun phrase that begins at ``first`` ends; ``first`` itself when none begins there."""
    place = first + (words[first].lower in DETERMINERS and not words[first].is_name)
    begin = place
    if begin > first and begin < len(words) and words[begin].breaks:
        return first
    while place < len(words) and words[place].is_open and not (place > begin and _parts(words, begin, place)):
        place += 1
    if begin == first and place > begin and _acts(words, first):
        return first
    return _without_predicate(words, first, begin, place) if place > begin else first


def _parts(words: Sequence[Word], begin: int, place: int) -> bool:
    """Whether a phrase ends before this word: at punctuation, and where a verb follows a noun."""
    word = words[place]
    return word.breaks or (not word.is_name and place > begin and is_verb(word.lower) and word.lower not in ADJECTIVES)


def _acts(words: Sequence[Word], first: int) -> bool:
    """Whether the word is a verb: it follows "to", "I" or "who", or is a usual one."""
    word, before = words[first], _before(words, first)
    after = words[first + 1] if first + 1 < len(words) else None
    if word.is_name:
        return False
    if before == "to" or before in PERSONS or (before in ("who", "that") and not word.breaks):
        return True
    if word.lower.endswith("ing") and after is not None and (after.lower in DETERMINERS or after.is_name):
        return True
    if is_participle(word.lower) and before in BE_OR_HAVE:
        return True
    return is_verb(word.lower) and before not in PREPOSITIONS


def _before(words: Sequence[Word], place: int) -> str:
    """The word before a place, adverbs left out; empty at the beginning."""
    while place and is_adverb(words[place - 1].lower):
        place -= 1
    return words[place - 1].lower if place else ""


def _without_predicate(words: Sequence[Word], first: int, begin: int, end: int) -> int:
    """The end of the phrase when what is said of it is left out: "the ship [launched]", "the API [support]"."""
    tail, before = words[end - 1], _before(words, first)
    after = words[end].lower if end < len(words) and not words[end].breaks else ""
    has_verb = end < len(words) and words[end].is_open and not words[end].breaks
    if end - begin < 2 or tail.is_name or has_verb:
        return end
    if is_participle(tail.lower) or (before in BE_OR_HAVE and tail.lower in ADJECTIVES):
        return end - 1
    # After "does" a verb must follow its subject; before a preposition the last word is likelier a noun.
    stranded = after in PREPOSITIONS and end + 1 == len(words)
    if before in DO_OR_MODAL and (stranded or after not in PREPOSITIONS) and after not in AUXILIARIES:
        return end - 1
    return end


def _attached(words: Sequence[Word], end: int) -> int:
    """Where a phrase ends with the prepositional phrases and the second half of a pair that belong to it."""
    while end + 1 < len(words) and end < _LONGEST + 1 and not words[end].breaks and not words[end + 1].breaks:
        link = words[end].lower
        if link == "'s" or link in ATTACHING or (link in ("and", "or") and _is_pair(words, end)):
            longer = _core(words, end + 1)
        else:
            return end
        if longer == end + 1:
            return end
        end = longer
    return end


def _is_pair(words: Sequence[Word], link: int) -> bool:
    left, right = words[link - 1], words[link + 1]
    articles = right.lower in ARTICLES
    return (
        articles
        or (left.is_name and right.is_name)
        or (not left.is_name and not right.is_name and left.lower.endswith("s") == _ends(words, link))
    )


def _ends(words: Sequence[Word], link: int) -> bool:
    return words[_core(words, link + 1) - 1].lower.endswith("s")


def _is_asked(words: Sequence[Word], first: int) -> bool:
    """Whether only a question word and words like "many" stand before the phrase."""
    place = first
    while place and is_adverb(words[place - 1].lower):
        place -= 1
    return place > 0 and words[place - 1].lower in QUESTION_WORDS and words[first].lower not in ARTICLES
