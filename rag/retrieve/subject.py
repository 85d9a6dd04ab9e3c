"""What an earlier exchange was about: its thing, its person, its place, or all that it asked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rag.retrieve.english import (
    ADVERBS,
    ARTICLES,
    ATTACHING,
    AUXILIARIES,
    BE_OR_HAVE,
    CLOSED,
    PEOPLE,
    PERSONS,
    PREPOSITIONS,
    QUESTION_WORDS,
    Word,
    words_of,
)
from rag.retrieve.phrases import Phrase, phrases_of

_SHORT_ANSWER = 6
_MOST_WORDS = 24


@dataclass(frozen=True)
class Earlier:
    """An earlier question, standing alone, and what was answered."""

    question: str
    answer: str

    @cached_property
    def words(self) -> list[Word]:
        return words_of(self.question)

    @cached_property
    def phrases(self) -> list[Phrase]:
        return phrases_of(self.words)

    @property
    def asks_who(self) -> bool:
        return bool({word.lower for word in self.words[:3]} & {"who", "whom", "whose"}) or any(
            phrase.asked and phrase.head.lower in PEOPLE for phrase in self.phrases
        )

    @property
    def asks_where(self) -> bool:
        return any(word.lower == "where" for word in self.words[:2])

    def thing(self) -> str | None:
        """What "it" stands for: the answer where that names the thing asked for, else the question's subject."""
        return self._named_by_answer() or self._chosen([p for p in self.phrases if not p.is_plural])

    def things(self) -> str | None:
        """What "they" stands for: something in the plural, people who were asked for, else any subject."""
        plural = [phrase for phrase in self.phrases if phrase.is_plural]
        if plural:
            return self._text(min(plural, key=lambda phrase: bool(phrase.preposition)))
        return (self._person_of_answer() if self.asks_who else None) or self.thing()

    def person(self) -> str | None:
        """What "she" stands for: who was asked for, else a person in the question."""
        if self.asks_who:
            return self._person_of_answer() or f"who {self.matter()}".replace("who who ", "who ")
        named = [p for p in self.phrases if _is_person(p.words[p.first : p.core]) or p.head.lower in PEOPLE]
        return self.question[named[0].start : named[0].core_end] if named else None

    def place(self) -> str | None:
        """What "there" stands for: the place asked for, or the last one named."""
        if self.asks_where and self._answer_name():
            return self._answer_name()
        named = [phrase for phrase in self.phrases if phrase.is_name]
        return self._named_by_answer() or (self._text(named[-1]) if named else None)

    def pair(self) -> str | None:
        """The two things that "which one" chooses from."""
        joined = [phrase for phrase in self.phrases if phrase.is_joined]
        return self._text(joined[-1]) if joined else None

    def matter(self) -> str:
        """What was asked, without the question word and its helpers: "return a book that I opened"."""
        place = 0
        while place < len(self.words) and self.words[place].lower in QUESTION_WORDS | AUXILIARIES | PERSONS | ADVERBS:
            place += 1
        kept = self.words[place : place + _MOST_WORDS] or self.words
        return self.question[kept[0].start : kept[-1].end] if kept else ""

    def _chosen(self, phrases: list[Phrase]) -> str | None:
        """The first phrase that is no circumstance, was not asked for, and is no mere number."""
        if not self.phrases:
            return None
        best = min(
            phrases or self.phrases, key=lambda p: (p.asked, bool(p.preposition), p.is_bare, p.head.text.isdigit())
        )
        return self._text(best)

    def _text(self, phrase: Phrase) -> str:
        return self.question[phrase.start : phrase.end]

    def _named_by_answer(self) -> str | None:
        """The answer, where a thing was asked for by its kind and the answer is a name of it."""
        opens = [word.lower for word in self.words[:2]]
        by_kind = bool({"which", "what"} & set(opens)) and any(phrase.asked for phrase in self.phrases)
        described = opens[:1] == ["what"] and opens[-1] in BE_OR_HAVE
        return self._answer_name() if by_kind or (described and self._describes()) else None

    def _describes(self) -> bool:
        """Whether the question paraphrases a name: "the capital of France", "the longest river"."""
        first = self.phrases[0] if self.phrases else None
        if first is None:
            return False
        core = first.words[first.first : first.core]
        of = first.last > first.core and first.words[first.core].lower == "of"
        return of or any(len(word.lower) > 4 and word.lower.endswith("est") for word in core)

    def _answer_name(self) -> str | None:
        """The answer itself where it is short and nothing but a proper name."""
        words = words_of(self.answer)
        if not words or len(words) > _SHORT_ANSWER:
            return None
        kept = words[words[0].lower in PREPOSITIONS :]
        named = [word for word in kept if word.lower not in ARTICLES | ATTACHING | {"and"}]
        if not named or not all(word.text[0].isupper() or word.is_name for word in named):
            return None
        if named[0].text[0].isdigit() or any(word.lower in CLOSED for word in named):
            return None
        return self.answer[kept[0].start : kept[-1].end]

    def _person_of_answer(self) -> str | None:
        """The first run of capitalised words of the answer that the question did not hold; two words before one."""
        asked = {word.lower for word in self.words}
        runs = [run for run in _capital_runs(words_of(self.answer)) if not {word.lower for word in run} <= asked]
        likely = [run for run in runs if len(run) > 1] or [run for run in runs if not run[0].first] or runs
        return self.answer[likely[0][0].start : likely[0][-1].end] if likely else None


def _capital_runs(words: list[Word]) -> list[list[Word]]:
    runs: list[list[Word]] = []
    open_run = False
    for word in words:
        capital = _is_capital(word)
        # The point after an initial ends nothing.
        if capital and open_run and (not word.breaks or len(runs[-1][-1].text) == 1):
            runs[-1].append(word)
        elif capital:
            runs.append([word])
        open_run = capital
    return runs


def _is_capital(word: Word) -> bool:
    letters = word.text.replace("-", "").replace(".", "")
    return letters[:1].isupper() and letters.isalpha() and (len(letters) == 1 or not letters.isupper())


def _is_person(words: tuple[Word, ...]) -> bool:
    return bool(words) and all(_is_capital(word) for word in words) and not words[0].first
