"""Statements that a passage supports, and their like that it does not: made from questions, answers and sentences."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from rag.sentences import sentence_spans
from training.reader.alter import change, names, numbers
from training.reader.sources import Asked, Claim

_SUBJECT = re.compile(
    r"^(?:who|what)\s+(?=(?!is|are|was|were|did|does|do|has|have|had|can|will|kind|type|year)\w)", re.IGNORECASE
)
_BEING = re.compile(r"^(?:who|what)\s+(is|are|was|were)\s+(the|a|an|[A-Z][\w'’-]*)(\s.+?)\??$", re.IGNORECASE)
_WHICH = re.compile(
    r"^(?:which|what)\s+(\w+(?:\s\w+)?)\s+(is|are|was|were|has|had|won|led|became|made)\b(.+?)\??$", re.IGNORECASE
)
_ASIDE = re.compile(r"\s*\([^()]*\)|\s*\[[^\[\]]*\]")
_LEADING = re.compile(r"^[A-Z][^,]{2,50}, (?=[a-z])")
_SHORTEST, _LONGEST = 6, 40


def statement(asked: Asked, answer: str) -> str:
    """The question as a statement with this answer in it; where no rule fits, question and answer side by side."""
    question = asked.question.strip()
    if _SUBJECT.match(question):
        return _sentence(_SUBJECT.sub(lambda _: f"{answer} ", question, count=1))
    being = _BEING.match(question)
    if being:
        return _sentence(f"{being[2]}{being[3]} {being[1]} {answer}")
    which = _WHICH.match(question)
    if which:
        return _sentence(f"{answer} {which[2]}{which[3]}")
    return f"{question} {_sentence(answer)}"


def of_answers(asked: Sequence[Asked], rng: random.Random) -> Iterator[Claim]:
    """For each question one true statement or a false one, whose answer is another of its kind from the passage."""
    for one in asked:
        start, end = rng.choice(one.spans)
        answer = one.paragraph.text[start:end]
        if len(answer.split()) > 12:
            continue
        if rng.random() < 0.5:
            yield Claim(statement(one, answer), one.paragraph, True)
        else:
            wrong = _another(answer, one, rng)
            if wrong:
                yield Claim(statement(one, wrong), one.paragraph, False)


def of_sentences(asked: Sequence[Asked], rng: random.Random) -> Iterator[Claim]:
    """For each passage a sentence of it, shortened, true or changed in one place."""
    for paragraph in dict.fromkeys(one.paragraph for one in asked):
        spans = list(sentence_spans(paragraph.text, 0, len(paragraph.text)))
        sentences = [paragraph.text[start:end] for start, end in spans]
        fit = [said for said in sentences if _SHORTEST <= len(said.split()) <= _LONGEST]
        if not fit:
            continue
        said = shortened(rng.choice(fit), rng)
        if rng.random() < 0.5:
            yield Claim(said, paragraph, True)
        else:
            changed = change(said, paragraph.text, rng)
            if changed:
                yield Claim(changed, paragraph, False)


def shortened(sentence: str, rng: random.Random) -> str:
    """Asides and a leading phrase dropped, now and then: the plainest paraphrase."""
    if rng.random() < 0.7:
        sentence = _ASIDE.sub("", sentence)
    if rng.random() < 0.5:
        sentence = _LEADING.sub("", sentence)
    return _sentence(sentence)


def _another(answer: str, asked: Asked, rng: random.Random) -> str | None:
    text = asked.paragraph.text
    finder = numbers if re.search(r"\d", answer) else names
    others = [other for other in finder(text) if other.lower() not in answer.lower() and other not in asked.question]
    if others and finder(answer):
        return rng.choice(others)
    return change(answer, text, rng)


def _sentence(text: str) -> str:
    text = text.strip().rstrip("?. ")
    return text[:1].upper() + text[1:] + "."
