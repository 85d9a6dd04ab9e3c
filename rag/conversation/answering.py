"""One question answered: whole, in the parts that it has, or step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from rag.conversation.parts import parts_of
from rag.conversation.steps import steps_of, walked
from rag.conversation.telling import told_in_parts
from rag.protocols import LanguageModel
from rag.retrieve.retriever import Retriever
from rag.retrieve.trace import Plan
from rag.types import Answer, Hit, Question, Turn
from rag.writing.events import Event, told
from rag.writing.responder import Responder


@dataclass(frozen=True, slots=True)
class Answering:
    """What it takes to answer one question of a conversation; each search adds its times [ms] to ``timings``."""

    retriever: Retriever
    responder: Responder
    plan: Plan
    turns: Sequence[Turn]
    timings: dict[str, float]

    def events(self, question: str, thinker: LanguageModel | None) -> Iterator[Event]:
        """The events of the answer; ``thinker`` cuts the question into steps where it can."""
        by_steps = None if thinker is None else walked(steps_of(question, thinker), self._answer)
        if by_steps is not None:
            yield from told(by_steps)
            return
        found = [(part, *self.find(part.question)) for part in parts_of(question)]
        parts = [(part, hits, self._respond(prepared, hits)) for part, prepared, hits in found]
        yield from told_in_parts(parts) if len(parts) > 1 else parts[0][2]

    def find(self, question: str) -> tuple[Question, list[Hit]]:
        """A question as the stages see it, and its passages."""
        spent: dict[str, float] = {}
        before = perf_counter()
        prepared = self.retriever.prepare(question, self.turns)
        spent["embed"] = (perf_counter() - before) * 1000
        hits = self.retriever.search(prepared, self.plan.k, self.plan.wanted, spent)
        self.timings.update({stage: self.timings.get(stage, 0.0) + time for stage, time in spent.items()})
        return prepared, hits

    def _respond(self, question: Question, hits: Sequence[Hit]) -> Iterator[Event]:
        """The answer to one question; a refusal says which words may be misspelt."""
        for event in self.responder.respond(question, hits):
            if isinstance(event, Answer) and event.abstained:
                misspelt = self.retriever.misspelt(question, hits, self.plan.wanted)
                said = (f'"{one.word}" stands nowhere in them, but "{one.meant}" does' for one in misspelt)
                yield replace(event, reason="; ".join([event.reason, *said]))
            else:
                yield event

    def _answer(self, question: str) -> Answer:
        *_, last = self.responder.respond(*self.find(question))
        assert isinstance(last, Answer)
        return last
