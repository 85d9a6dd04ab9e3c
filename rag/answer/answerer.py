"""The second half of the second walk: answer or abstain, every sentence grounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.answer.ground import Source, ground
from rag.answer.quarantine import left_out, unsuspected, with_suspected
from rag.answer.steps import stands_alone
from rag.protocols import Generator
from rag.types import Answer, Citation, Hit, Proposal, Question, Sentence

REFUSAL = "not in these documents"
"""The one wording of a refusal, shared by answers, pages and tests."""

NEAR = 0.3
"""Cosine from which a passage is near a question."""
_READ_AS_ANSWERING = 0.5


class Answerer:
    """Lets a generator propose, checks what it says, and answers only when that is sure enough.

    ``threshold`` is asked at every answer, so that a new calibration is used at once. Unless ``quarantine`` is off, no
    answer is taken from passages that speak to a language model.
    """

    def __init__(
        self, generator: Generator, source: Source, threshold: Callable[[], float], *, quarantine: bool = True
    ) -> None:
        self._generator = generator
        self._source = source
        self._threshold = threshold
        self._quarantine = quarantine

    def answer(self, question: Question, hits: Sequence[Hit]) -> Answer:
        """An answer or an abstention."""
        considered = self.consider(question, hits)
        return replace(considered, sentences=(), citations=()) if considered.abstained else considered

    def consider(self, question: Question, hits: Sequence[Hit]) -> Answer:
        """The same, but an abstention keeps the sentences and citations that it withholds, to be measured."""
        proposal = self._generator.propose(question, self.trusted(hits))
        sentences, citations = ground(proposal, self._source)
        if len(sentences) < len(proposal.sentences):
            # A contradiction of which one side is gone is none.
            proposal = replace(proposal, disagreeing=False)
        # The confidence is that of the lead: when it falls, so does the answer.
        lead_stands = bool(sentences) and sentences[0].text == proposal.sentences[0][0]
        why_not = self._reason_to_abstain(hits, lead_stands, proposal)
        return Answer(
            text=None if why_not else joined(sentences),
            abstained=bool(why_not),
            confidence=proposal.confidence,
            reason=why_not or _reason(citations, proposal),
            sentences=sentences,
            citations=citations,
            hits=with_suspected(proposal.hits, hits),
            notes=(*(left_out(hits) if self._quarantine else ()), *proposal.notes),
        )

    def trusted(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Those of the hits that may be answered from."""
        return unsuspected(hits) if self._quarantine else hits

    def _reason_to_abstain(self, hits: Sequence[Hit], grounded: bool, proposal: Proposal) -> str:
        if not hits:
            return f"{REFUSAL}: no passage shares its words or its meaning"
        if not grounded:
            return f"{REFUSAL}: nothing in the passages found could be quoted as an answer"
        if proposal.confidence >= self._threshold():
            return ""
        if proposal.disagreeing:
            return f"{REFUSAL} beyond doubt: passages of two documents contradict each other"
        if not any(is_near(hit) for hit in proposal.hits or hits):
            return f"{REFUSAL}: no passage is near the question in meaning"
        return f"{REFUSAL}: only {proposal.confidence:.0%} sure that the nearest passage answers it"


def is_near(hit: Hit) -> bool:
    """Whether a passage is near the question in meaning, or was read as answering it (as rows of tables may be)."""
    return (hit.scores.dense or 0.0) >= NEAR or (hit.scores.read or 0.0) >= _READ_AS_ANSWERING


def joined(sentences: Sequence[Sentence]) -> str:
    """The sentences as one text; items, rows and code stand on lines of their own."""
    return "".join(("\n" if stands_alone(sentence.text) else " ") + sentence.text for sentence in sentences)[1:]


def _reason(citations: Sequence[Citation], proposal: Proposal) -> str:
    documents = len({citation.document_id for citation in citations})
    quoted = f"quoted from {'one document' if documents == 1 else f'{documents} documents'}"
    return f"{quoted}, which contradict each other" if proposal.disagreeing else quoted
