"""What is told of an answer while it comes into being."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from rag.types import Answer, Citation, Hit, Sentence


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that were found, with what reading them gave."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer, checked, and its citations themselves, in the order of ``sentence.citations``.

    ``question``: which one it answers, as it was asked, where several were asked at once.
    """

    sentence: Sentence
    citations: tuple[Citation, ...]
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One of several questions that has no answer, as it was asked, and why: told in its place among the others.

    Not sent over HTTP, where the whole answer says it.
    """

    question: str
    reason: str


Event = Found | Said | Unanswered | Answer
"""``Found`` once, ``Said`` for each sentence, and last the whole ``Answer``: its sentences are those that were said."""


def told(answer: Answer) -> Iterator[Event]:
    """The events of an answer that is whole already."""
    yield Found(answer.hits)
    for part, sentences in in_parts(answer):
        for sentence in sentences:
            yield Said(sentence, tuple(answer.citations[place] for place in sentence.citations), part.asked)
        if part.abstained and part.asked:
            yield Unanswered(part.asked, part.reason)
    yield answer


def in_parts(answer: Answer) -> Iterator[tuple[Answer, tuple[Sentence, ...]]]:
    """Each part with its sentences, whose citations are those of the whole; the whole where one thing was asked."""
    rest = iter(answer.sentences)
    for part in answer.parts or (answer,):
        yield part, tuple(islice(rest, len(part.sentences)))
