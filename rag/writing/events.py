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

    ``question``: which one it answers, where several were asked at once.
    """

    sentence: Sentence
    citations: tuple[Citation, ...]
    question: str | None = None


Event = Found | Said | Answer
"""``Found`` once, ``Said`` for each sentence, and last the whole ``Answer``: its sentences are those that were said."""


def told(answer: Answer) -> Iterator[Event]:
    """The events of an answer that is whole already."""
    yield Found(answer.hits)
    for question, sentences in in_parts(answer):
        for sentence in sentences:
            yield Said(sentence, tuple(answer.citations[place] for place in sentence.citations), question)
    yield answer


def in_parts(answer: Answer) -> Iterator[tuple[str | None, tuple[Sentence, ...]]]:
    """Each question with its sentences, whose citations are those of the answer; None where one thing was asked."""
    if not answer.parts:
        yield None, answer.sentences
    rest = iter(answer.sentences)
    for part in answer.parts:
        yield part.question, tuple(islice(rest, len(part.sentences)))
