"""Pronouns that point out of a question, replaced by what they point to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rag.retrieve.english import (
    ADJECTIVES,
    ADVERBS,
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    DO_OR_MODAL,
    PREPOSITIONS,
    PRONOUNS,
    QUESTION_WORDS,
    Word,
    is_verb,
    words_of,
)
from rag.retrieve.phrases import Phrase, phrases_of
from rag.retrieve.subject import Earlier

Kind = Literal["thing", "things", "person", "place", "matter"]

_KINDS: dict[str, Kind] = (
    dict.fromkeys(("it", "its"), "thing")  # type: ignore[assignment]
    | dict.fromkeys(("they", "them", "their", "theirs"), "things")
    | dict.fromkeys(("he", "him", "his", "she", "her", "hers"), "person")
)
_POSSESSIVE = frozenset({"its", "their", "theirs", "his", "her", "hers"})
_POINTING = frozenset({"this", "that", "these", "those"})
_TIMES = frozenset(
    {"year", "month", "week", "day", "days", "years", "morning", "evening", "time", "season", "summer", "winter"}
    | {"century", "decade", "period", "era", "moment", "way", "case"}
)
_PARTICLES = frozenset({"off", "on", "up", "down", "out", "again", "back"})
_EXPECTS = (
    "possible|necessary|allowed|legal|illegal|safe|okay|ok|good|better|best|enough|true|required|mandatory|common|normal"
    "|easy|easier|hard|harder|difficult|important|wise|smart|advisable|recommended|permitted|fair|clear|likely|useful|bad"
)
_EMPTY_IT = re.compile(
    rf"""\bit\ (?:\w+\ )??(?:
        (?:{_EXPECTS})\ (?:[\w'-]+\ ){{0,4}}?(?:to|that|if|whether)\b  # is it safe to ...
      | worth\ \w+ing\b | about\b | called\ (?:when|if)\b
      | \w+ed\ (?:by\ \w+\ )?that\b | (?:proposed|decided|forbidden)\ to\b
      | (?:takes?|took|costs?|mean|matter|make\ sense|help)\ (?:[\w'-]+\ ){{0,3}}?(?:to|that|if|whether|when|for)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""An "it" that stands for nothing said before."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A pronoun, by its place among the words, that needs something from before."""

    place: int
    kind: Kind
    possessive: bool = False


def pointers(question: str) -> list[Pointer]:
    """The first pronoun of each kind, where nothing in the question itself explains it."""
    words = words_of(question)
    phrases = phrases_of(words)
    first: dict[Kind, Pointer] = {}
    for place in range(len(words)):
        pointer = _pointer(question, words, place)
        if pointer:
            first.setdefault(pointer.kind, pointer)
    return [pointer for pointer in first.values() if not _explained(words, phrases, pointer)]


def replaced(question: str, pointer: Pointer, earlier: Earlier) -> str | None:
    """The question with what the pronoun stands for, None when the earlier exchange names no such thing."""
    words = words_of(question)
    word = words[pointer.place]
    subject = _subject(pointer.kind, earlier)
    if not subject:
        return None
    if pointer.kind == "matter":
        return _demonstrated(question, words, pointer.place, subject, earlier)
    if pointer.kind == "person" and subject.startswith("who "):
        return _with_aside(question, subject)
    if pointer.kind == "place":
        subject = f"in {subject}"
    if pointer.possessive:
        subject += "'" if subject.endswith("s") else "'s"
    return question[: word.start] + subject + question[word.end :]


def _pointer(question: str, words: Sequence[Word], place: int) -> Pointer | None:
    word = words[place].lower
    after = words[place + 1] if place + 1 < len(words) else None
    before = words[place - 1].lower if place else ""
    if word in _KINDS and not words[place].is_name:
        if word == "it" and _EMPTY_IT.match(question, words[place].start):
            return None
        names_owned = after is not None and after.is_open and not after.breaks
        possessive = word in _POSSESSIVE and (word != "her" or names_owned)
        return Pointer(place, _KINDS[word], possessive)
    existential = before in AUXILIARIES | {"'t"} or (after is not None and after.lower in AUXILIARIES)
    if word == "there" and not existential:
        return Pointer(place, "place")
    return Pointer(place, "matter") if word in _POINTING and _points(words, place) else None


def _points(words: Sequence[Word], place: int) -> bool:
    """Whether "this" or "that" points to something said before, and does not join two clauses."""
    before = words[place - 1].lower if place else ""
    after = words[place + 1] if place + 1 < len(words) else None
    if after is not None and not after.breaks and after.lower in ("who", "which", "that", "of", "in", "with"):
        return False
    if after is None or after.lower in _PARTICLES:
        return True
    if words[place].lower == "that":
        joins = before and before not in AUXILIARIES | PREPOSITIONS | QUESTION_WORDS | {"and"}
        if joins or after.is_name or after.lower in DETERMINERS | PRONOUNS:
            return False
    return after.lower not in _TIMES


def _explained(words: Sequence[Word], phrases: Sequence[Phrase], pointer: Pointer) -> bool:
    """Whether the question itself may name what the pronoun stands for; in doubt it does.

    A possessive may mean any phrase before it, except the one it belongs to ("the size of its ..."). Other pronouns
    may mean what an earlier clause names, or what is not the subject of their own clause, but not the place or time
    that opens the question.
    """
    place, word = pointer.place, words[pointer.place].lower
    before = words[place - 1].lower if place else ""
    earlier = [p for p in phrases if p.core <= place and not _opens(words, p)]
    if before == "of":
        earlier = [phrase for phrase in earlier if phrase.core != place - 1]
    if _named_behind(words, phrases, pointer):
        return True
    if pointer.kind == "matter":
        return any(not phrase.asked for phrase in earlier) or any(p.is_name and words[p.first].breaks for p in phrases)
    contracted = place + 1 < len(words) and words[place + 1].lower == "'s"
    if earlier and (pointer.possessive or contracted):
        return True
    embedded = word in ("he", "she", "they") and before not in AUXILIARIES
    if embedded and (earlier or "who" in {other.lower for other in words[:place]}):
        return True
    if any(_clause_between(words, phrase.core, place) for phrase in earlier):
        return True
    return sum(not _of_asked(phrase, phrases) for phrase in earlier) > 1


def _named_behind(words: Sequence[Word], phrases: Sequence[Phrase], pointer: Pointer) -> bool:
    """ "After its launch, what did the Aurelia carry", "how much of its memory does BERT use"."""
    if not pointer.possessive:
        return False
    behind = [phrase for phrase in phrases if phrase.first > pointer.place + 1 and phrase.is_name]
    between = [words[pointer.place + 1 : phrase.first + 1] for phrase in behind]
    return any(w.breaks or w.lower in AUXILIARIES - {"'s"} for stretch in between for w in stretch)


def _of_asked(phrase: Phrase, phrases: Sequence[Phrase]) -> bool:
    """Whether a phrase is asked for or belongs to one that is: "which version of Python"."""
    return any(other.asked and other.first <= phrase.first < other.last for other in phrases)


def _opens(words: Sequence[Word], phrase: Phrase) -> bool:
    return phrase.first == 1 and bool(phrase.preposition) and phrase.last < len(words) and words[phrase.last].breaks


def _clause_between(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether a clause may begin there: at a break, a conjunction, or "to" with a verb."""
    between = words[first : last + 1]
    infinitive = any(word.lower == "to" and after.is_open for word, after in pairwise(between))
    return infinitive or any(w.breaks for w in between) or any(w.lower in CONJUNCTIONS for w in between[:-1])


def _subject(kind: Kind, earlier: Earlier) -> str | None:
    match kind:
        case "thing":
            return earlier.thing()
        case "things":
            return earlier.things()
        case "person":
            return earlier.person()
        case "place":
            return earlier.place()
        case "matter":
            return earlier.matter()


def _demonstrated(question: str, words: Sequence[Word], place: int, matter: str, earlier: Earlier) -> str:
    """ "this method" with the thing it is; a bare "that" may mean all that was asked."""
    after = words[place + 1] if place + 1 < len(words) else None
    names = (
        after is not None
        and not after.breaks
        and after.is_open
        and not is_verb(after.lower)
        and after.lower not in ADJECTIVES | ADVERBS
        and (not place or words[place - 1].lower not in DO_OR_MODAL)
    )
    thing = earlier.things() if words[place].lower in ("these", "those") else earlier.thing()
    if not names or after is None:
        return _with_aside(question, matter)
    if thing is None:
        return _with_aside(question, matter)
    if after.lower in thing.lower().split() or after.lower in ("one", "ones"):
        return question[: words[place].start] + thing + question[after.end :]
    return f"{question[: after.end]} ({thing}){question[after.end :]}"


def _with_aside(question: str, aside: str) -> str:
    """The question's own words first, then what they were about."""
    body = question.rstrip()
    mark = body[len(body.rstrip("?!. ")) :].strip()
    return f"{body.rstrip('?!. ')} ({aside}){mark}"
