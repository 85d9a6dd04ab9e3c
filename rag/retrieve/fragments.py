"""Questions that are no sentence ("And in 2023?", "Why?"), completed from the question before them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.retrieve.english import (
    ADVERBS,
    AUXILIARIES,
    CLOSED,
    INCOMPLETE_NOUNS,
    PREPOSITIONS,
    QUESTION_WORDS,
    VERBS,
    Word,
    is_verb,
    words_of,
)
from rag.retrieve.phrases import Phrase, phrases_of
from rag.retrieve.subject import Earlier

_MOST_WORDS = 8
_OPENING = re.compile(
    r"\s*(?:(?:and|but|or|so|then|ok|okay|thanks|thank you|great|no|yes|well|also)\b[\s,.!]*)*"
    r"(?:(?:what|how) about\b|what of\b|(?:the )?same for\b)?\s*",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth|last|next|previous|other|1st|2nd|3rd|4th)\b", re.I)
_QUANTITY = re.compile(r"(?:how (?:many|much)|which|whose)$", re.IGNORECASE)
_GENERAL = re.compile(
    r"(?:(?:can|could|would) you (?:please )?)?(?:please )?"
    r"(?:(?:explain|elaborate|clarify)(?: (?:please|more|further|in (?:more )?detail))?"
    r"|(?:tell me|say) more|(?:more|further) (?:details?|information)"
    r"|(?:(?:give|show) (?:me )?)?(?:an(?:other)? |some |more )?examples?"
    r"|(?:what|anything) else)(?: please)?",
    re.IGNORECASE,
)


def completed(question: str, earlier: Earlier) -> str | None:
    """The question with what the earlier one lends it; None when it is a whole question."""
    opening = _OPENING.match(question)
    start = opening.end() if opening else 0
    rest = question[start:].strip().rstrip("?!. ")
    words = [word for word in words_of(question) if word.start >= start]
    if not words or not earlier.words:
        return None
    if _GENERAL.fullmatch(rest):
        subject = earlier.thing() or earlier.matter()
        return f"{_begun(rest)}: {subject}?"
    if _is_bare_question(words):
        return _asked_of(rest, earlier)
    if len(words) <= _MOST_WORDS and _is_piece(words, marked=start > 0, asks=question.rstrip().endswith("?")):
        return _in_its_frame(rest, words, earlier)
    return _with_subject(rest, words, earlier)


def _is_bare_question(words: Sequence[Word]) -> bool:
    """ "Why", "how many", "in which year": a question word and at most the noun it asks for."""
    place = int(words[0].lower in PREPOSITIONS or words[0].lower == "since")
    if place == len(words) or words[place].lower not in QUESTION_WORDS:
        return False
    left = [word for word in words[place + 1 :] if word.lower not in ADVERBS and word.lower not in ("come", "so")]
    takes_noun = words[place].lower in ("which", "what", "whose") or len(left) < len(words) - place - 1
    noun = (
        len(left) == 1 and takes_noun and left[0].is_open and not left[0].is_name and not left[0].lower.endswith("ed")
    )
    return not left or (noun and not is_verb(left[0].lower) and words[place].lower != "why")


def _is_piece(words: Sequence[Word], *, marked: bool, asks: bool) -> bool:
    """A phrase without a verb: after "and", or "in Python?", or "the second one"."""
    if any(word.lower in AUXILIARIES - {"'s"} for word in words) or words[0].lower in QUESTION_WORDS:
        return False
    if words[-1].lower in ("one", "ones") and any(_ORDINAL.fullmatch(word.lower) for word in words):
        return True
    if marked:
        return words[0].lower not in VERBS or len(words) == 1
    return asks and words[0].lower in PREPOSITIONS and len(words) <= _MOST_WORDS - 2


def _asked_of(rest: str, earlier: Earlier) -> str:
    """ "Why" and "does the script do stemming": "Why does the script do stemming?"."""
    if rest.lower().endswith(" not"):
        return f"{_begun(rest)}: {_lowered(earlier.question)}"
    words, asked = earlier.words, next((phrase for phrase in earlier.phrases if phrase.asked), None)
    place = 0
    if words[0].lower in QUESTION_WORDS or (len(words) > 1 and words[1].lower in QUESTION_WORDS):
        place = 1 + (words[0].lower not in QUESTION_WORDS)
        while place < len(words) and words[place].lower in ADVERBS:
            place += 1
    noun = ""
    if asked and asked.first == place:
        noun = earlier.question[asked.start : asked.end]
        place = asked.last
    body = earlier.question[words[place].start :].rstrip("?!. ") if place < len(words) else ""
    pieces = (rest, noun, body) if _QUANTITY.match(rest) else (rest, body, noun)
    return (
        _begun(" ".join(piece if not number else _lowered(piece) for number, piece in enumerate(pieces) if piece)) + "?"
    )


def _in_its_frame(rest: str, words: Sequence[Word], earlier: Earlier) -> str | None:
    """The earlier question with the new piece in the place of the one like it, or behind the new piece."""
    ordinal, before = _ORDINAL.search(rest), _ORDINAL.search(earlier.question)
    if ordinal and before and words[-1].lower in ("one", "ones"):
        return earlier.question[: before.start()] + ordinal.group().lower() + earlier.question[before.end() :]
    prepositional = words[0].lower in PREPOSITIONS
    phrases = phrases_of(words)
    likest = _likest(phrases[0] if phrases else None, words, earlier) if phrases or not prepositional else None
    if likest is None:
        return f"{_begun(rest)}{',' if prepositional else ':'} {_lowered(earlier.question)}"
    start = likest.words[likest.first - 1].start if prepositional else likest.start
    return earlier.question[:start] + rest + earlier.question[likest.core_end :]


def _likest(new: Phrase | None, words: Sequence[Word], earlier: Earlier) -> Phrase | None:
    """The earlier phrase that the new piece takes the place of; None when none is like it."""
    preposition = words[0].lower if words[0].lower in PREPOSITIONS else ""
    piece = words[bool(preposition) :]
    candidates = [phrase for phrase in earlier.phrases if not preposition or phrase.preposition == preposition]
    scored = [(_likeness(piece, new, phrase), number) for number, phrase in enumerate(candidates)]
    best = max(scored, default=(0, 0))
    if not candidates or (best[0] == 0 and not preposition):
        return None
    return candidates[best[1]]


def _likeness(piece: Sequence[Word], new: Phrase | None, old: Phrase) -> int:
    olds = old.words[old.first : old.core]
    shared = _parts(piece) & _parts(olds)
    named = any(word.is_name for word in piece)
    number = all(word.text.isdigit() for word in piece) == all(word.text.isdigit() for word in olds)
    return (
        3 * bool(shared)
        + 2 * (named and old.is_name and number)
        + (new is not None and new.is_plural and old.is_plural and not named)
        + (piece[0].lower in ("a", "an") and olds[0].lower in ("a", "an"))
    )


def _parts(words: Sequence[Word]) -> set[str]:
    return {
        part for word in words if word.lower not in CLOSED for part in re.split(r"[-_.]", word.lower) if len(part) > 2
    }


def _with_subject(rest: str, words: Sequence[Word], earlier: Earlier) -> str | None:
    """A sentence whose only noun says nothing by itself: "what is the default", "which one is faster"."""
    phrases = phrases_of(words)
    lowered = [word.lower for word in words]
    if lowered[0] == "which" and len(words) <= _MOST_WORDS and _compares(lowered) and earlier.pair():
        return f"{_begun(rest)}: {earlier.pair()}?"
    asks = lowered[0] in QUESTION_WORDS | AUXILIARIES and len(words) <= _MOST_WORDS
    if asks and len(phrases) == 1 and phrases[0].head.lower in INCOMPLETE_NOUNS:
        own = {word.lower for word in words if word.is_open} - INCOMPLETE_NOUNS
        alone = phrases[0].last == len(words) and not phrases[0].is_name and len(own) <= 1
        about = earlier.thing() or earlier.matter()
        return f"{_begun(rest)} for {about}?" if alone and about else None
    return None


def _compares(lowered: Sequence[str]) -> bool:
    """ "Which one", "which of them", or "which is faster"."""
    return lowered[1:2] in (["one"], ["of"]) or (lowered[1:2] in (["is"], ["are"], ["was"]) and len(lowered) <= 4)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lowered(text: str) -> str:
    """The text as the rest of a sentence: a small first letter, unless its first word is a name."""
    first = next(iter(words_of(text)), None)
    return text[:1].lower() + text[1:] if first and not first.is_name and first.lower in CLOSED else text
