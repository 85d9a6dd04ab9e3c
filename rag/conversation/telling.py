"""The events of several answers told as those of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.conversation.joining import interleaved, joined, renumbered
from rag.conversation.parts import Part
from rag.types import Answer, Hit
from rag.writing.events import Event, Found, Said, Unanswered


def told_in_parts(parts: Sequence[tuple[Part, Sequence[Hit], Iterator[Event]]]) -> Iterator[Event]:
    """Of each part what was found for it and its events; each is answered when those before it are."""
    yield Found(interleaved([hits for _, hits, _ in parts]))
    answers: list[Answer] = []
    cited = 0
    for part, _, events in parts:
        for event in events:
            if isinstance(event, Said):
                yield replace(event, sentence=renumbered(event.sentence, cited), question=part.asked)
            elif isinstance(event, Answer):
                answers.append(replace(event, question=part.question, asked=part.asked))
                cited += len(event.citations)
                if event.abstained:
                    yield Unanswered(part.asked, event.reason)
    yield joined(answers)
