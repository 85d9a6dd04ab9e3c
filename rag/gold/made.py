"""The nouns of making gold: what is read, and the questions that come of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from rag.readings import Readable

SubjectKind = Literal["name", "term", "row"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A piece of a document that says something: ``passage.text[start:end]``, usually a sentence.

    ``known`` are the words that the document writes in lower case somewhere, so that a capital can be told from a name.
    """

    uri: str
    passage: Readable
    start: int
    end: int
    known: frozenset[str]

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Made:
    """A question made of a statement, with the answers that are accepted, each of which stands in it.

    ``subject`` is the part of the question that names what it is about; ``definite`` tells that it is known from its
    surroundings only ("the timeout"). A question without answers has no statement: nothing in the collection says it.
    """

    question: str
    kind: str
    subject: str
    subject_kind: SubjectKind
    statement: Statement | None = None
    answers: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    definite: bool = False

    @property
    def uri(self) -> str | None:
        return self.statement.uri if self.statement else None

    @property
    def quote(self) -> str | None:
        return self.statement.text if self.statement else None

    def asking(self, question: str, subject: str, kind: str) -> Made:
        """The same question about another subject, to which no answer is known."""
        return replace(self, question=question, subject=subject, kind=kind, statement=None, answers=(), also=())
