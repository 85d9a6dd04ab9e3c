"""What is told of an answer while it comes into being."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rag.types import Answer, Citation, Hit, Sentence


@dataclass(frozen=True, slots=True)
class Found:
    """The passages that were found, with what reading them gave."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the answer, checked, and its citations themselves, in the order of ``sentence.citations``."""

    sentence: Sentence
    citations: tuple[Citation, ...]


Event = Found | Said | Answer
"""``Found`` once, ``Said`` for each sentence, and last the whole ``Answer``: its sentences are those that were said."""


def told(answer: Answer) -> Iterator[Event]:
    """The events of an answer that is whole already."""
    yield Found(answer.hits)
    for sentence in answer.sentences:
        yield Said(sentence, tuple(answer.citations[place] for place in sentence.citations))
    yield answer
