"""A question that asks several things, cut into questions that stand alone; by rules for English, without a model.

Cut is only where both sides are questions by themselves ("When was it built and who paid for it?", two sentences that
ask). What asks one thing of two ("the host and the port") stays whole: one passage mostly says both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.retrieve.english import AUXILIARIES, CLOSED, QUESTION_WORDS, Word, is_english, is_verb, words_of
from rag.retrieve.followup import standalone
from rag.types import Turn

MOST_PARTS = 4
"""Each is searched and answered; who asks more things at once is answered as one."""
_LONGEST = 600
_ASKING_SENTENCE = re.compile(r"[^?]+\?+")
_STATEMENT = re.compile(r"\w{3,}[.!]\s+(?=[A-Z])")
"""The end of a sentence that asks nothing; "v." and "e.g." end none."""
_JOINT = re.compile(r"\s*[,;]?\s+(?:and|but)\s+(?:also\s+|then\s+)?|\s*;\s*", re.IGNORECASE)
"""A comma alone joins a circumstance or a relative clause: "When it rains, what ...", "the man, who ..."."""
_MEASURES = frozenset({"many", "much", "long", "old", "far", "large", "big", "often", "high", "fast", "tall", "deep"})
_OPENING = AUXILIARIES | QUESTION_WORDS - {"when"}
"""What a question opens with; "when" opens a circumstance as well ("When it rains and ...")."""
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One of the questions in a question: as it was asked, and made to stand alone by those before it."""

    asked: str
    question: str


def parts_of(question: str) -> tuple[Part, ...]:
    """The questions in a question; it alone, to the letter, when it asks one thing."""
    whole = (Part(question, question),)
    if len(question) > _LONGEST or not is_english(question):
        return whole
    cut = [piece for sentence in _sentences(question) for piece in _clauses(sentence)]
    if not 1 < len(cut) <= MOST_PARTS or any(_says_little(piece) for piece in cut):
        return whole
    return tuple(_standing_alone(cut))


def _sentences(question: str) -> list[str]:
    """Its sentences that ask; whole where one only states, for that is what the others are about."""
    asking = [match.group().strip() for match in _ASKING_SENTENCE.finditer(question)]
    rest = _ASKING_SENTENCE.sub("", question).strip()
    if len(asking) < 2 or rest or any(_STATEMENT.search(sentence) for sentence in asking):
        return [question.strip()]
    return asking


def _clauses(sentence: str) -> list[str]:
    """A sentence cut where "and" joins two questions."""
    words = words_of(sentence)
    if not words or not (words[0].lower in _OPENING or _opens_by_asking(words)):
        return [sentence]
    begin, found = 0, []
    for joint in _JOINT.finditer(sentence):
        before, behind = sentence[begin : joint.start()], sentence[joint.end() :]
        if _opens_by_asking(words_of(behind)) and len(words_of(before)) >= _FEWEST_WORDS:
            found.append(before)
            begin = joint.end()
    return [*found, sentence[begin:]]


def _standing_alone(cut: list[str]) -> Iterator[Part]:
    """Each piece as a question, its pronouns replaced by what the pieces before it name."""
    asked: list[Turn] = []
    for piece in cut:
        part = _as_question(piece)
        whole = standalone(part, asked)
        asked.append(Turn(whole))
        yield Part(part, whole)


def _as_question(piece: str) -> str:
    text = piece.strip().rstrip("?,; ")
    return text[0].upper() + text[1:] + "?"


def _opens_by_asking(words: list[Word]) -> bool:
    """Whether a clause begins as questions do: "who leads", "how many", "in which year did"; not "how it works"."""
    at = 1 if len(words) > 1 and words[0].lower in {"in", "at", "on", "from", "to", "for", "by", "with", "of"} else 0
    if len(words) < at + _FEWEST_WORDS or words[at].lower not in QUESTION_WORDS:
        return False
    following = words[at + 1].lower
    if following in AUXILIARIES or following in _MEASURES:
        return True
    if words[at].lower in {"which", "what", "whose"}:
        # "which port does it use": the helper comes after the noun; "what it is called" has none.
        return following not in CLOSED and any(
            word.lower in AUXILIARIES or is_verb(word.lower) for word in words[at + 2 :]
        )
    return words[at].lower == "who" and is_verb(following)


def _says_little(piece: str) -> bool:
    return sum(word.is_open for word in words_of(piece)) < 1 or len(words_of(piece)) < _FEWEST_WORDS
