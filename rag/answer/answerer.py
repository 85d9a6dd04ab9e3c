"""The second half of the second walk: answer or abstain, every sentence grounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer.ground import Source, ground
from rag.protocols import Generator
from rag.types import Answer, Hit, Question

REFUSAL = "not in these documents"
"""The one wording of a refusal, shared by answers, pages and tests."""


class Answerer:
    """Lets a generator propose, checks what it says, and answers only when that is sure enough.

    ``threshold`` is asked at every answer, so that a new calibration is used at once.
    """

    def __init__(self, generator: Generator, source: Source, threshold: Callable[[], float]) -> None:
        self._generator = generator
        self._source = source
        self._threshold = threshold

    def answer(self, question: Question, hits: Sequence[Hit]) -> Answer:
        """An answer or an abstention."""
        considered = self.consider(question, hits)
        return replace(considered, sentences=(), citations=()) if considered.abstained else considered

    def consider(self, question: Question, hits: Sequence[Hit]) -> Answer:
        """The same, but an abstention keeps the sentences and citations that it withholds, to be measured."""
        proposal = self._generator.propose(question, hits)
        sentences, citations = ground(proposal, self._source)
        # The confidence is that of the lead: when it falls, so does the answer.
        lead_stands = bool(sentences) and sentences[0].text == proposal.sentences[0][0]
        reason = self._reason_to_abstain(bool(hits), lead_stands, proposal.confidence)
        return Answer(
            text=None if reason else " ".join(sentence.text for sentence in sentences),
            abstained=bool(reason),
            confidence=proposal.confidence,
            reason=reason or f"quoted from {_documents(len({c.document_id for c in citations}))}",
            sentences=sentences,
            citations=citations,
            hits=tuple(hits),
        )

    def _reason_to_abstain(self, found: bool, grounded: bool, confidence: float) -> str:
        if not found:
            return f"{REFUSAL}: no passage shares its words or its meaning"
        if not grounded:
            return f"{REFUSAL}: nothing in the passages found could be quoted as an answer"
        if confidence < self._threshold():
            return f"{REFUSAL}: only {confidence:.0%} sure that the nearest passage answers it"
        return ""


def _documents(count: int) -> str:
    return "one document" if count == 1 else f"{count} documents"
